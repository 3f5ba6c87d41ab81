"""GraphQL over server-sent events: the distinct connections mode of the graphql-sse protocol."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.http.answer import Answer
from app.http.channel import Listener
from app.http.direct import Direct, direct_of
from app.http.ending import cancelled
from app.http.heartbeat import Heartbeats
from app.http.live import LiveConnections
from app.http.metrics import Metrics
from app.http.negotiation import EVENT_STREAM
from app.log import get_logger

log = get_logger(__name__)

HEARTBEAT_S = 12.0
SEND_TIMEOUT_S = 30.0
COMPLETE = b"event: complete\ndata:\n\n"
HEARTBEAT = b":\n\n"

NextAnswer = asyncio.Task[Answer | None]


class Answering(Protocol):
    """One operation, run or taken up again; see Executor."""

    def stream(self, listener: Listener | None) -> AsyncGenerator[Answer, None]: ...

    def resume(self, listener: Listener) -> AsyncGenerator[Answer, None]: ...


class Answers:
    """The answers of one operation, the next of which can be waited for again and again."""

    def __init__(self, stream: AsyncGenerator[Answer, None]) -> None:
        self._stream = stream
        self._next: NextAnswer | None = None

    async def take(self, timeout_s: float) -> Answer | None:
        """The next answer, or None at the end. Raises TimeoutError; nothing is lost then."""
        pending = self._pending()
        done, _ = await asyncio.wait({pending}, timeout=timeout_s)
        if not done:
            raise TimeoutError
        self._next = None
        return pending.result()

    async def close(self) -> None:
        """End the operation, whatever it waits for."""
        if self._next:
            await cancelled(self._next)
        await self._stream.aclose()

    def _pending(self) -> NextAnswer:
        if self._next is None:
            self._next = asyncio.create_task(self._following())
        return self._next

    async def _following(self) -> Answer | None:
        return await anext(self._stream, None)


class EventStream(Response):
    """Sends each answer as a `next` event, then `complete`; a comment keeps proxies from timing out.

    Ends early, closing the answers, when the client goes away, does not read, or the server stops (then
    without `complete`: the client should come back).
    """

    media_type = EVENT_STREAM

    def __init__(
        self, answering: Answering, live: LiveConnections, metrics: Metrics, heartbeats: Heartbeats
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._answering = answering
        self._live = live
        self._metrics = metrics
        self._heartbeats = heartbeats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        direct = direct_of(scope)
        listener = None if direct is None else StreamListener(direct)
        told = _Telling(self._answering, listener, send, self._heartbeats)
        telling = asyncio.create_task(told.all())
        leaving = asyncio.create_task(_until_gone(receive))

        with self._live.registered(_Stream(telling)), self._metrics.streams.track_inprogress():
            try:
                await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await cancelled(telling, leaving)
        if telling.cancelled() or telling.exception() is None:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif not isinstance(error := telling.exception(), OSError):  # a TimeoutError is one
            log.error("event stream failed", exc_info=error)


@dataclass(frozen=True, eq=False, slots=True)
class _Stream:
    """An open stream; ending it ends what tells it."""

    telling: asyncio.Task[None]

    async def stop(self) -> None:
        self.telling.cancel()


class StreamListener(Listener):
    """An event stream that is told by its channel; `turn` is over when it needs its task again."""

    __slots__ = ("_direct", "last", "turn")

    def __init__(self, direct: Direct) -> None:
        super().__init__()
        self._direct = direct
        self.last = b""
        self.turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def tell(self, answer: Answer) -> bool:
        return self._direct.send_now(event(answer))

    def beat(self) -> None:
        self._direct.send_now(HEARTBEAT)

    def fall_behind(self) -> None:
        self._take_turn()

    def end(self, answer: Answer | None) -> None:
        self.last = COMPLETE if answer is None else event(answer) + COMPLETE
        self._take_turn()

    async def drained(self, timeout_s: float) -> None:
        """Wait until the client has read enough. Raises TimeoutError."""
        drained = asyncio.Event()
        self._direct.on_drained(drained.set)
        async with asyncio.timeout(timeout_s):
            await drained.wait()

    def _take_turn(self) -> None:
        if not self.turn.done():
            self.turn.set_result(None)


class _Telling:
    """Everything that one client is sent."""

    def __init__(
        self, answering: Answering, listener: StreamListener | None, send: Send, heartbeats: Heartbeats
    ) -> None:
        self._answering = answering
        self._listener = listener
        self._send = send
        self._heartbeats = heartbeats

    async def all(self) -> None:
        listener = self._listener
        try:
            await self._send_all(Answers(self._answering.stream(listener)))
            while listener is not None and listener.channel is not None:
                await self._listen(listener)
                if listener.channel is not None:
                    await listener.drained(SEND_TIMEOUT_S)
                    await self._send_all(Answers(self._answering.resume(listener)))
            await self._send_event(listener.last if listener and listener.last else COMPLETE)
        finally:
            if listener is not None:
                listener.leave()

    async def _listen(self, listener: StreamListener) -> None:
        """Let the channel tell the listener until it ends, or the client does not keep up."""
        self._heartbeats.add(listener.beat)
        try:
            await listener.turn
        finally:
            self._heartbeats.discard(listener.beat)
        listener.turn = asyncio.get_running_loop().create_future()

    async def _send_all(self, answers: Answers) -> None:
        try:
            async with aclosing(self._events(answers)) as events:
                async for one in events:
                    await self._send_event(one)
        finally:
            await answers.close()

    async def _events(self, answers: Answers) -> AsyncGenerator[bytes, None]:
        while True:
            try:
                answer = await answers.take(self._heartbeats.every_s)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if answer is None:
                return
            yield event(answer)

    async def _send_event(self, body: bytes) -> None:
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await self._send({"type": "http.response.body", "body": body, "more_body": True})


def event(answer: Answer) -> bytes:
    """The answer as a `next` event; the same bytes whoever gets it."""
    form = answer.forms.get("event")
    if form is None:
        form = answer.forms["event"] = b"event: next\ndata: %b\n\n" % answer.encoded()
    return form


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
