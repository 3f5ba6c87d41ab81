"""WebSocket frames as no client library would send them."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpx

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
INIT = b'{"type":"connection_init"}'
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: %b\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, masked: bool = True, rsv: int = 0) -> bytes:
    head = bytes((fin << 7 | rsv << 4 | opcode,))
    size, flag = len(payload), masked << 7
    if size < 126:
        head += bytes((flag | size,))
    elif size < 65_536:
        head += struct.pack("!BH", flag | 126, size)
    else:
        head += struct.pack("!BQ", flag | 127, size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    repeated = (mask * (size // 4 + 1))[:size]
    return head + mask + (int.from_bytes(payload) ^ int.from_bytes(repeated)).to_bytes(size)


class RawSocket:
    """A connection after the handshake; what is sent is up to the test."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def receive(self) -> tuple[int, bytes]:
        """The server's next frame: its opcode and payload."""
        async with asyncio.timeout(5):
            head, size = await self.reader.readexactly(2)
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2))
            elif size == 127:
                size = int.from_bytes(await self.reader.readexactly(8))
            return head & 15, await self.reader.readexactly(size)

    async def closing(self) -> int:
        """The code with which the server closes; 1006 where it does not say."""
        try:
            while True:
                opcode, payload = await self.receive()
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2])
        except (asyncio.IncompleteReadError, ConnectionError):
            return 1006

    async def send_until_held(self, pieces: Iterable[bytes], most: int) -> int:
        """Send without reading; how many bytes went before the server took no more."""
        self.writer.transport.pause_reading()  # type: ignore[attr-defined]
        sent = 0
        try:
            for piece in pieces:
                self.writer.write(piece)
                async with asyncio.timeout(1):
                    await self.writer.drain()
                sent += len(piece)
                if sent >= most:
                    break
        except (TimeoutError, ConnectionError):
            pass
        return sent


@asynccontextmanager
async def raw_socket(address: str, *frames: bytes) -> AsyncIterator[RawSocket]:
    """A WebSocket on which these frames are sent first."""
    url = httpx.URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        writer.write(UPGRADE % url.netloc)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 "), head
        raw = RawSocket(reader, writer)
        raw.send(*frames)
        yield raw
    finally:
        writer.transport.abort()
