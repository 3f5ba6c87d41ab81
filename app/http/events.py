"""GraphQL over server-sent events: the distinct connections mode of the graphql-sse protocol."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.http.answer import Answer
from app.http.direct import direct_body_of
from app.http.ending import cancelled
from app.http.negotiation import EVENT_STREAM
from app.http.operation import Operation
from app.http.stream_listener import COMPLETE, HEARTBEAT, StreamListener, StreamParts, event
from app.log import get_logger
from app.security.viewer import Asker

log = get_logger(__name__)

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
LAST: Message = {"type": "http.response.body", "body": b"", "more_body": False}

NextAnswer = asyncio.Task[Answer | None]


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
    without `complete`: the client should come back). Returns once the stream can go on without it.
    """

    media_type = EVENT_STREAM

    def __init__(self, parts: StreamParts, operation: Operation, asker: Asker) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._parts = parts
        self._operation = operation
        self._asker = asker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if scope.get("method") == "HEAD":
            await send(LAST)
            return
        direct = direct_body_of(scope)
        listener = None if direct is None else StreamListener(direct, self._parts, self._asker)
        telling = asyncio.create_task(self._tell(listener, send))
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            with (
                self._parts.live.registered(_Stream(telling), self._asker.viewer.key_id),
                self._parts.metrics.streams.track_inprogress(),
            ):
                try:
                    await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    await cancelled(telling, leaving)
            await self._told(telling, listener, send)
        finally:
            if listener is not None and not listener.taken_over:
                listener.leave()

    async def _tell(self, listener: StreamListener | None, send: Send) -> None:
        """Send all answers, or those until the listener's channel tells it the others."""
        answers = Answers(self._parts.running.stream(self._operation, self._asker, listener))
        try:
            async with aclosing(self._events(answers)) as events:
                async for one in events:
                    await _send_event(one, send, self._parts.send_timeout_s)
        finally:
            await answers.close()
        if listener is None or not listener.caught_up:
            await _send_event(COMPLETE, send, self._parts.send_timeout_s)

    async def _events(self, answers: Answers) -> AsyncGenerator[bytes, None]:
        while True:
            try:
                answer = await answers.take(self._parts.heartbeats.every_s)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if answer is None:
                return
            yield event(answer)

    async def _told(self, telling: asyncio.Task[None], listener: StreamListener | None, send: Send) -> None:
        """Let the listener go on alone, or end the stream."""
        failed = None if telling.cancelled() else telling.exception()
        if failed is not None:
            if not isinstance(failed, OSError):  # a TimeoutError is one
                log.error("event stream failed", exc_info=failed)
            if listener is not None:
                listener.cut()
        elif (
            listener is not None
            and listener.caught_up
            and not (telling.cancelled() or self._parts.live.stopping)
        ):
            listener.take_over()
        else:
            await send(LAST)


def refused_stream(told: Answer) -> Response:
    """A refused operation as a stream: clients take another status for a reason to come back, and tell
    nobody what was wrong."""
    return Response(event(told) + COMPLETE, media_type=EVENT_STREAM, headers=HEADERS)


@dataclass(frozen=True, eq=False, slots=True)
class _Stream:
    """An open stream; ending it ends what tells it."""

    telling: asyncio.Task[None]

    async def stop(self) -> None:
        self.forbid()

    def forbid(self) -> None:
        self.telling.cancel()


async def _send_event(body: bytes, send: Send, timeout_s: float) -> None:
    async with asyncio.timeout(timeout_s):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
