"""Many subscribers of one match in one process, as cheap as Python gets: bytes are only counted."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from typing import cast

QUERY = (
    "subscription ($match: Int!, $after: Int) { matchPrediction(match: $match, after: $after) {"
    " sequence minute phase score { home away } expectedGoals { home away } outcome { home draw away } madeAt"
    " likely(most: 5) { home draw away } } }"
)
INIT = b'{"type":"connection_init"}'
NEXT = b'"sequence":'
"""Once in every update."""


class Crowd:
    """All the subscribers together: who got how many, and when."""

    def __init__(self) -> None:
        self.arrivals: list[int] = []
        self.lost = 0
        self._expected = 0
        self._complete: asyncio.Event = asyncio.Event()

    def expect(self, messages: int) -> None:
        self._expected = messages
        self.arrivals = []
        self._complete = asyncio.Event()

    def arrived(self, count: int) -> None:
        now = time.monotonic_ns()
        self.arrivals.extend([now] * count)
        if len(self.arrivals) >= self._expected:
            self._complete.set()

    async def complete(self, timeout_s: float) -> None:
        async with asyncio.timeout(timeout_s):
            await self._complete.wait()


class Subscriber(asyncio.Protocol):
    """Counts updates; a marker may be torn between two pieces."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._tail = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.begin()

    def begin(self) -> None:
        raise NotImplementedError

    def write(self, data: bytes) -> None:
        cast(asyncio.WriteTransport, self.transport).write(data)

    def data_received(self, data: bytes) -> None:
        joined = self._tail + data if self._tail else data
        found = joined.count(NEXT)
        self._tail = joined[-(len(NEXT) - 1) :]
        if found:
            self._crowd.arrived(found)

    def connection_lost(self, _: Exception | None) -> None:
        self._crowd.lost += 1


class SocketSubscriber(Subscriber):
    def __init__(self, crowd: Crowd, id_: str) -> None:
        super().__init__(crowd)
        self._id = id_

    def begin(self) -> None:
        self.write(
            b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1"):
            self.write(frame(INIT))
        elif b"connection_ack" in data:
            self.write(frame(subscribe(self._id)))
        elif data[0] == 0x89 and len(data) == 6:
            self.write(b"\x8a\x84\x00\x00\x00\x00" + data[2:])
        else:
            super().data_received(data)


class StreamSubscriber(Subscriber):
    def begin(self) -> None:
        body = b'{"query":"%b","variables":{"match":1}}' % QUERY.encode()
        self.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
        )


def frame(payload: bytes) -> bytes:
    """A client's text frame, masked with zeros."""
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2)
    return head + b"\0\0\0\0" + payload


def subscribe(id_: str) -> bytes:
    payload = b'{"query":"%b","variables":{"match":1}}' % QUERY.encode()
    return b'{"id":"%b","type":"subscribe","payload":%b}' % (id_.encode(), payload)


def _subscriber(crowd: Crowd, id_: str, *, streams: bool) -> Subscriber:
    return StreamSubscriber(crowd) if streams else SocketSubscriber(crowd, id_)


async def connect(port: int, crowd: Crowd, count: int, *, streams: bool) -> Sequence[asyncio.BaseTransport]:
    """Connect so many, each subscribed and told the snapshot when this returns."""
    loop = asyncio.get_running_loop()
    transports: list[asyncio.BaseTransport] = []
    crowd.expect(count)
    for start in range(0, count, 100):
        made = [
            loop.create_connection(
                partial(_subscriber, crowd, f"{number:036d}", streams=streams),
                "127.0.0.1",
                port,
            )
            for number in range(start, min(start + 100, count))
        ]
        transports += [transport for transport, _ in await asyncio.gather(*made)]
        while len(crowd.arrivals) < len(transports) - 200:  # noqa: ASYNC110  no more than 200 are on their way
            await asyncio.sleep(0.002)
    await crowd.complete(60)
    return transports
