"""An event stream that is told by its channel: once it is taken over, no task waits for it."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from app.http.answer import Answer
from app.http.channel import Listener
from app.http.direct import DirectBody, send_when_read
from app.http.heartbeat import Heartbeats
from app.http.live import LiveConnections
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.log import bind_request_id, get_logger
from app.security.viewer import Asker

log = get_logger(__name__)

SEND_TIMEOUT_S = 30.0
COMPLETE = b"event: complete\ndata:\n\n"
HEARTBEAT = b":\n\n"


class Running(Protocol):
    """Runs operations, or takes them up again; see Executor."""

    def stream(
        self, operation: Operation, asker: Asker, listener: Listener | None = None
    ) -> AsyncGenerator[Answer, None]: ...

    def resume(self, listener: Listener, request_id: str) -> AsyncGenerator[Answer, None]: ...


@dataclass(frozen=True, slots=True)
class StreamParts:
    """What all event streams of a door share."""

    running: Running
    live: LiveConnections
    metrics: Metrics
    heartbeats: Heartbeats
    send_timeout_s: float = SEND_TIMEOUT_S


class StreamListener(Listener):
    """Follows its channel until that ends, the client goes away or does not read, or the server stops.

    What the channel asks for before the stream is taken over is done then.
    """

    __slots__ = ("_deadline", "_direct", "_key_id", "_parts", "_request_id", "_task", "_then", "taken_over")

    def __init__(self, direct: DirectBody, parts: StreamParts, asker: Asker) -> None:
        super().__init__()
        self._direct = direct
        self._parts = parts
        self._request_id = asker.request_id
        self._key_id = asker.viewer.key_id
        self.taken_over = False
        self._then: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def caught_up(self) -> bool:
        """Whether its channel tells it what follows, or had more to tell already."""
        return self.channel is not None or self._then is not None

    def take_over(self) -> None:
        """Go on without the ASGI application, which may return."""
        self.taken_over = True
        self._parts.live.add(self, self._key_id)
        self._parts.metrics.streams.inc()
        self._parts.heartbeats.add(self)
        self._direct.take_over(self._lost)
        self._await_reading()

    def tell(self, answer: Answer) -> bool:
        return self._direct.send_now(event(answer))

    def beat(self) -> None:
        self._direct.send_now(HEARTBEAT)

    def fall_behind(self) -> None:
        self._when_read(self._catch_up)

    def end(self, answer: Answer | None) -> None:
        last = COMPLETE if answer is None else event(answer) + COMPLETE
        self._when_read(lambda: self._finish(last))

    def cut(self) -> None:
        """Give up on a client that does not read."""
        self._direct.cut()

    def forbid(self) -> None:
        self._finish()

    async def stop(self) -> None:
        # without `complete`: the client should come back
        self._finish()

    def _when_read(self, then: Callable[[], None]) -> None:
        self._then = then
        if self.taken_over:
            self._await_reading()

    def _await_reading(self) -> None:
        self._disarm()
        if self._then is not None:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._parts.send_timeout_s, self.cut)
            self._direct.on_drained(self._go_on)

    def _go_on(self) -> None:
        self._disarm()
        then, self._then = self._then, None
        if then is not None:
            then()

    def _catch_up(self) -> None:
        context = contextvars.copy_context()
        context.run(bind_request_id, self._request_id)
        self._task = asyncio.get_running_loop().create_task(self._send_missed(), context=context)

    async def _send_missed(self) -> None:
        try:
            async with aclosing(self._parts.running.resume(self, self._request_id)) as answers:
                async for answer in answers:
                    if not await send_when_read(self._direct, event(answer), self._parts.send_timeout_s):
                        return
            if self.channel is None:
                self._finish(COMPLETE)
        except TimeoutError:
            self.cut()
        except Exception:  # the edge of the process
            log.exception("event stream failed")
            self.cut()
        finally:
            if self._task is asyncio.current_task():
                self._task = None

    def _finish(self, last: bytes = b"") -> None:
        if last:
            self._direct.send_now(last)
        self._direct.end()
        self._lost()

    def _lost(self) -> None:
        """Nothing can be sent any more."""
        self._then = None
        self._disarm()
        if self._task is not None:
            self._task.cancel()
        self.leave()
        if self in self._parts.live:
            self._parts.heartbeats.discard(self)
            self._parts.live.discard(self)
            self._parts.metrics.streams.dec()

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def event(answer: Answer) -> bytes:
    """The answer as a `next` event; the same bytes whoever gets it."""
    form = answer.forms.get("event")
    if form is None:
        form = answer.forms["event"] = b"event: next\ndata: %b\n\n" % answer.encoded()
    return form
