"""uvicorn's protocols with what they lack: limits on the size and time of headers, and on leaving; and a way
to write without waiting."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from app.http.body_writer import BodyWriter, Drain, HeldCycle
from app.http.direct import EXTENSION, Messages

MAX_HEADER_BYTES = 65_536
MAX_HEADERS = 100
MAX_PIPELINED = 20
HEADER_TIMEOUT_S = 10.0
BODY_TIMEOUT_S = 12.0
"""Longer than a door waits, which can say more about it."""
READER_TIMEOUT_S = 10.0
READER_BYTES = 10_000
"""What a client has to read in that time."""
LEAVING_TIMEOUT_S = 12.0


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose request headers are too slow (408) or too large (431), whose body is too slow
    or whose client does not read."""

    # beside uvicorn's thirty attributes, which is how many a class keeps compactly
    __slots__ = ("_body", "_deadline", "_expected", "_received", "_refused", "_unread")

    header_timeout_s = HEADER_TIMEOUT_S
    body_timeout_s = BODY_TIMEOUT_S
    reader_timeout_s = READER_TIMEOUT_S

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._deadline: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._expected: str | None = _HEADERS
        self._received = 0
        self._refused = False
        self._body: BodyWriter | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._deadline = self.loop.call_later(self.header_timeout_s, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)
        if self._body is not None:
            self._body.lost()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        before = self._expected
        super().data_received(data)
        expected = self._expected
        if expected is _HEADERS and before is _HEADERS and not self._refused:
            self._received += len(data)
            if self._received > MAX_HEADER_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
                return
        # a request that comes at once, as most do, needs no timer
        if expected is not before:
            self._disarm()
        if self.transport.is_closing():
            return
        if expected is None:
            self._stay_alive()
        elif self._deadline is None:
            seconds = self.header_timeout_s if expected is _HEADERS else self.body_timeout_s
            self._deadline = self.loop.call_later(seconds, self._late)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expected = _HEADERS
        self._received = 0

    def on_headers_complete(self) -> None:
        self._disarm()
        if self._refused or self._are_too_large():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif len(self.pipeline) >= MAX_PIPELINED:
            self._refuse(HTTPStatus.TOO_MANY_REQUESTS)
        else:
            self._expected = _BODY
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._expected = None
        if not self._refused:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refused = True
        super().send_400_response(msg)
        self._leave()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._leave()

    def handle_websocket_upgrade(self) -> None:
        self._expected = None
        if self._body is None or self._body.complete:
            super().handle_websocket_upgrade()
        else:  # two would write on the connection, and only one would know when it is gone
            self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()
        if self._body is not None:
            self._body.drained()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._body = BodyWriter(self, cycle)
        extensions: dict[Any, Any] = {EXTENSION: self._body}
        cycle.scope["extensions"] = extensions
        super()._start_asgi_task(cycle, app)

    def _are_too_large(self) -> bool:
        if len(self.headers) > MAX_HEADERS:
            return True
        # they are counted as they come, too, but all of them may come at once
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        return size > MAX_HEADER_BYTES

    def _stay_alive(self) -> None:
        """Wait for another request no longer than usual, though some of the last one came after its answer:
        uvicorn would wait for ever."""
        if self.timeout_keep_alive_task is None and self.cycle is not None and self.cycle.response_complete:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _watch_reader(self) -> None:
        size = self.transport.get_write_buffer_size()

        def check() -> None:
            if self.transport.get_write_buffer_size() > size - READER_BYTES:
                self.transport.abort()
            else:
                self._watch_reader()

        self._unread = self.loop.call_later(self.reader_timeout_s, check)

    def _late(self) -> None:
        self._deadline = None
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: HTTPStatus) -> None:
        self._disarm()
        self._refused = True
        if self.transport.is_closing():
            return
        if not self._is_answering():
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
            self.transport.write(head.encode("ascii"))
        self.transport.close()
        self._leave()

    def _is_answering(self) -> bool:
        """Whether a refusal would be taken for the answer to another request."""
        cycle = self.cycle
        if cycle is None:
            return False
        if self._expected is _BODY:
            return bool(self.pipeline) or isinstance(cycle, HeldCycle) or cycle.response_started
        return not cycle.response_complete

    def _leave(self) -> None:
        """Closing waits for the client to read what was sent; not for ever."""
        self.loop.call_later(LEAVING_TIMEOUT_S, self.transport.abort)


_HEADERS, _BODY = "headers", "body"
"""What a connection waits for; None: for nothing, or for another request."""


class GuardedSocketProtocol(WebSocketsSansIOProtocol):
    """Reads nothing from a client that does not read, and never tears a connection that it can close.

    Who takes it over is told its messages by calls: neither a task nor a queue waits for them then.
    """

    __slots__ = ("_drain", "_flooded", "_messages")

    leaving_timeout_s = LEAVING_TIMEOUT_S

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._drain: Drain | None = None
        self._messages: Messages | None = None
        self._flooded = False

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:
            self.scope["extensions"][EXTENSION] = self  # type: ignore[assignment]
            # frames before the handshake's answer are no WebSocket's yet
            self.read(paused=True)

    def data_received(self, data: bytes) -> None:
        if self.conn.parser_exc is None:
            super().data_received(data)

    def handle_cont(self, event: Frame) -> None:
        # an empty piece adds nothing to a message; a flood of them would to the list of its pieces
        if event.data or event.fin:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        super().handle_ping()
        if not self.writable.is_set():
            self._flooded = True
            self.read(paused=True)

    async def send(self, message: ASGISendEvent) -> None:
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            # else uvicorn takes a refused handshake for a forgotten one, and logs an error
            self.handshake_complete = True

    def send_now(self, data: bytes) -> bool:
        if self.gone or not self.writable.is_set():
            return False
        self.transport.write(data)
        return True

    @property
    def gone(self) -> bool:
        return self.close_sent or self.disconnected or self.transport.is_closing()

    def on_drained(self, call: Callable[[], None]) -> None:
        if self.writable.is_set():
            call()
            return
        self._drain = self._drain or Drain()
        self._drain.wait(call)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._flooded:
            self._flooded = False
            self.read(paused=False)
        if self._drain is not None:
            self._drain.over()

    def take_over(self, messages: Messages) -> None:
        waiting = self.queue
        self._messages = messages
        self.close_timer = cast(asyncio.TimerHandle, _HELD)
        self.queue = _NOWHERE
        # what only the handshake and the application needed
        del self.request, self.response, self.scope
        self.read(paused=False)
        while not waiting.empty():
            event = waiting.get_nowait()
            if event["type"] == "websocket.receive":
                messages.received(event.get("text"))
        if self.disconnected:
            messages.lost()

    def read(self, *, paused: bool) -> None:
        if paused != self.read_paused and not self.transport.is_closing():
            self.read_paused = paused
            if paused:
                self.transport.pause_reading()
            else:
                self.transport.resume_reading()

    def close_now(self, code: int, reason: str) -> None:
        if self.gone:
            return
        if self.conn.close_rcvd is None:  # else the client was first, and its close frame is answered
            self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.read(paused=False)
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)
        self.loop.call_later(self.leaving_timeout_s, self.cut)

    def cut(self) -> None:
        if not self.disconnected:
            self.transport.abort()

    def send_receive_event_to_app(self) -> None:
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.close_sent:
            return
        text = _text(data) if self.curr_msg_data_type == "text" else None
        if self._messages is not None:
            self._messages.received(text)
        else:
            self._keep(data, text)
            self.read(paused=True)

    def handle_parser_exception(self) -> None:
        """Send why, then throw away what still comes: closing on unread bytes would reset the connection, and
        the client would never see the reason."""
        self.frames = []
        if self.conn.close_sent is None:
            self.cut()
            return
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.read(paused=False)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(self.leaving_timeout_s, self.cut)
        if self._messages is not None:
            self._messages.lost()
        else:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": self.conn.close_sent.code})

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._drain is not None:
            self._drain.over()
        if self._messages is not None:
            self._messages.lost()

    def _keep(self, data: bytes, text: str | None) -> None:
        if text is None:
            self.queue.put_nowait({"type": "websocket.receive", "bytes": data})
        else:
            self.queue.put_nowait({"type": "websocket.receive", "text": text})

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        if self._messages is None and not self.disconnected:
            self.loop.call_later(self.leaving_timeout_s, self.cut)


def _text(data: bytes) -> str | None:
    try:
        return bytes(data).decode()
    except UnicodeDecodeError:
        return None


class _Held:
    """Stands for the timer of a close that has begun, so that uvicorn does not close when the application
    returns."""

    def cancel(self) -> None:
        pass


class _Nowhere(asyncio.Queue[Any]):
    """Where the events go of which somebody was told by a call."""

    def put_nowait(self, item: Any) -> None:
        pass


_HELD = _Held()
_NOWHERE = _Nowhere()
