"""GraphQL over server-sent events: the distinct connections mode of the graphql-sse protocol."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.http.answer import Answer
from app.http.ending import cancelled
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
        self, answers: Answers, live: LiveConnections, metrics: Metrics, heartbeat_s: float = HEARTBEAT_S
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._answers = answers
        self._live = live
        self._metrics = metrics
        self._heartbeat_s = heartbeat_s

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send_all(send))
        leaving = asyncio.create_task(_until_gone(receive))

        async def stop() -> None:
            sending.cancel()

        with self._live.registered(stop), self._metrics.streams.track_inprogress():
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await cancelled(sending, leaving)
                await self._answers.close()
        if sending.cancelled() or sending.exception() is None:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif not isinstance(error := sending.exception(), OSError):  # a TimeoutError is one
            log.error("event stream failed", exc_info=error)

    async def _send_all(self, send: Send) -> None:
        async with aclosing(self._events()) as events:
            async for event in events:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await send({"type": "http.response.body", "body": event, "more_body": True})

    async def _events(self) -> AsyncGenerator[bytes, None]:
        while True:
            try:
                answer = await self._answers.take(self._heartbeat_s)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if answer is None:
                yield COMPLETE
                return
            yield b"event: next\ndata: " + answer.encoded() + b"\n\n"


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
