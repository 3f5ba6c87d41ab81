"""uvicorn's protocols with the limits they lack: on the size and time of headers, and on leaving."""

import asyncio
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

MAX_HEADER_BYTES = 65_536
HEADER_TIMEOUT_S = 10.0
LEAVING_TIMEOUT_S = 12.0


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose request headers are too slow (408) or too large (431)."""

    header_timeout_s = HEADER_TIMEOUT_S

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._deadline: asyncio.TimerHandle | None = None
        self._received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

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
    """Cuts the connection of a client that reads nothing once its socket's end was decided."""

    leaving_timeout_s = LEAVING_TIMEOUT_S

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        if not self.disconnected:
            self.loop.call_later(self.leaving_timeout_s, self._cut)

    def _cut(self) -> None:
        if not self.disconnected:
            self.transport.abort()
