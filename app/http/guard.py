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

from app.http.body_writer import BodyWriter, Drain
from app.http.direct import EXTENSION, Messages

MAX_HEADER_BYTES = 65_536
HEADER_TIMEOUT_S = 10.0
LEAVING_TIMEOUT_S = 12.0


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose request headers are too slow (408) or too large (431)."""

    # beside uvicorn's thirty attributes, which is how many a class keeps compactly
    __slots__ = ("_body", "_deadline", "_received")

    header_timeout_s = HEADER_TIMEOUT_S

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._deadline: asyncio.TimerHandle | None = None
        self._received = 0
        self._body: BodyWriter | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)
        if self._body is not None:
            self._body.lost()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._deadline is not None:
            self._received += len(data)
            if self._received > MAX_HEADER_BYTES:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_headers()

    def on_headers_complete(self) -> None:
        self._disarm()
        super().on_headers_complete()

    def handle_websocket_upgrade(self) -> None:
        if self._body is None or self._body.complete:
            super().handle_websocket_upgrade()
        else:  # two would write on the connection, and only one would know when it is gone
            self.transport.close()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._body is not None:
            self._body.drained()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._body = BodyWriter(self, cycle)
        extensions: dict[Any, Any] = {EXTENSION: self._body}
        cycle.scope["extensions"] = extensions
        super()._start_asgi_task(cycle, app)

    def _expect_headers(self) -> None:
        self._disarm()
        self._received = 0
        self._deadline = self.loop.call_later(self.header_timeout_s, self._refuse, HTTPStatus.REQUEST_TIMEOUT)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: HTTPStatus) -> None:
        self._disarm()
        if not self.transport.is_closing():
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            )
            self.transport.write(head.encode("ascii"))
            self.transport.close()


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
