"""The two ways to talk to an accepted WebSocket: by calls, where the server offers that, or by ASGI."""

import asyncio
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from app.http.direct import Direct, DirectSocket, Messages, send_when_read, text_frame


class Wire(Protocol):
    """One connection, as the socket on it sees it."""

    @property
    def direct(self) -> Direct | None: ...

    def send_now(self, *parts: bytes) -> bool:
        """Send a text message; False where it has to be awaited."""
        ...

    async def send(self, *parts: bytes) -> bool:
        """Send a text message; False where the client is gone, or does not read and was cut off."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Begin to close."""
        ...

    def cut(self) -> None:
        """End the connection at once."""
        ...

    def read(self, *, paused: bool) -> None: ...


class DirectWire:
    __slots__ = ("_timeout_s", "direct")

    def __init__(self, direct: DirectSocket, timeout_s: float) -> None:
        self.direct = direct
        self._timeout_s = timeout_s

    def send_now(self, *parts: bytes) -> bool:
        return self.direct.send_now(text_frame(*parts))

    async def send(self, *parts: bytes) -> bool:
        try:
            return await send_when_read(self.direct, text_frame(*parts), self._timeout_s)
        except TimeoutError:
            self.cut()
            return False

    def close(self, code: int, reason: str) -> None:
        self.direct.close_now(code, reason)

    def cut(self) -> None:
        self.direct.cut()

    def read(self, *, paused: bool) -> None:
        self.direct.read(paused=paused)


class AwaitingWire:
    """One message after another, awaited; what is received is read by `serve`."""

    def __init__(self, websocket: WebSocket, timeout_s: float) -> None:
        self.direct = None
        self._websocket = websocket
        self._timeout_s = timeout_s
        self._receiving: asyncio.Task[None] | None = None
        self._close: tuple[int, str] | None = None

    async def serve(self, messages: Messages) -> None:
        """Tell what is received until either side closes."""
        self._receiving = asyncio.create_task(self._receive(messages))
        try:
            await asyncio.wait({self._receiving})
        finally:
            self._receiving.cancel()
            messages.lost()
            if self._close is not None:
                await self._send_close(*self._close)
        if not self._receiving.cancelled():
            self._receiving.result()

    def send_now(self, *_: bytes) -> bool:
        return False

    async def send(self, *parts: bytes) -> bool:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._websocket.send_text(b"".join(parts).decode())
        except TimeoutError:
            self.cut()
            return False
        except (WebSocketDisconnect, WebSocketDisconnected):
            return False
        return True

    def close(self, code: int, reason: str) -> None:
        self._close = self._close or (code, reason)
        self.cut()

    def cut(self) -> None:
        if self._receiving is not None:
            self._receiving.cancel()

    def read(self, *, paused: bool) -> None:
        pass

    async def _receive(self, messages: Messages) -> None:
        while (frame := await self._websocket.receive())["type"] == "websocket.receive":
            messages.received(frame.get("text"))

    async def _send_close(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._websocket.close(code, reason)
        except (TimeoutError, WebSocketDisconnect, WebSocketDisconnected):
            pass
