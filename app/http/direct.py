"""Writing to a connection at once, without waiting, where the server offers it.

ASGI has no such thing: our protocols put it into the scope's extensions. Without it everything still works,
one awaited message after another.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

EXTENSION = "football.direct"


class Direct(Protocol):
    """One connection."""

    def send_now(self, data: bytes) -> bool:
        """Hand bytes over: a whole WebSocket frame, or a piece of a response's body that was begun.

        False, and nothing is sent, where the client does not read fast enough or is gone.
        """
        ...

    @property
    def gone(self) -> bool:
        """Whether nothing can be sent any more."""
        ...

    def on_drained(self, call: Callable[[], None]) -> None:
        """Call once the client has read enough for more; at once if it has already."""
        ...


class DirectBody(Direct, Protocol):
    """A response's body that was begun, each piece of it sent by itself."""

    def watch(self, lost: Callable[[], None] | None) -> None:
        """Call that when the connection is gone, at once if it already is; None: no longer.

        For an application that works out what it will answer."""
        ...

    def respond(self, status: int, head: bytes, body: bytes) -> bool:
        """Send a whole response: the lines of its head up to the empty one, and its body.

        False, and nothing is sent, where it was begun already, the client does not read or is gone."""
        ...

    def take_body(self) -> bytes | None:
        """The request's whole body, where it is here: without waiting, and once."""
        ...

    def take_over(self, lost: Callable[[], None]) -> None:
        """Call that when the connection is gone, at once if it already is. The ASGI application may return,
        and with it goes the memory that its waiting costs; the body ends with `end`."""
        ...

    def end(self) -> None:
        """End the body, however fast the client reads; the connection may be used again then."""
        ...

    def cut(self) -> None:
        """End the connection at once."""
        ...


class Messages(Protocol):
    """Who is told what a WebSocket receives."""

    def received(self, text: str | None) -> None:
        """A message; None for a binary one."""
        ...

    def lost(self) -> None:
        """The connection is gone."""
        ...


class DirectSocket(Direct, Protocol):
    """An accepted WebSocket."""

    def take_over(self, messages: Messages) -> None:
        """Tell these what is received, from now on by calls: the ASGI application may return, and with it
        goes the memory that its waiting costs."""
        ...

    def read(self, *, paused: bool) -> None:
        """Stop reading, or go on."""
        ...

    def close_now(self, code: int, reason: str) -> None:
        """Begin to close, and cut the connection of a client that does not take it."""
        ...

    def cut(self) -> None:
        """End the connection at once."""
        ...


def direct_body_of(scope: Mapping[str, Any]) -> DirectBody | None:
    direct: DirectBody | None = (scope.get("extensions") or {}).get(EXTENSION)
    return direct


def direct_socket_of(scope: Mapping[str, Any]) -> DirectSocket | None:
    direct: DirectSocket | None = (scope.get("extensions") or {}).get(EXTENSION)
    return direct


async def send_when_read(direct: Direct, data: bytes, timeout_s: float) -> bool:
    """Send once the client has read enough; False where it is gone. Raises TimeoutError."""
    async with asyncio.timeout(timeout_s):
        while not direct.send_now(data):
            if direct.gone:
                return False
            drained = asyncio.Event()
            direct.on_drained(drained.set)
            await drained.wait()
    return True


def text_frame(*parts: bytes) -> bytes:
    """A server's WebSocket frame around the parts of one text message (RFC 6455, 5.2)."""
    size = sum(map(len, parts))
    if size < 126:
        head = bytes((0x81, size))
    elif size < 65_536:
        head = b"\x81\x7e" + size.to_bytes(2)
    else:
        head = b"\x81\x7f" + size.to_bytes(8)
    return b"".join((head, *parts))
