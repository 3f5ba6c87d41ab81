"""The subscribers of a benchmark: many WebSockets in one process, each frame kept with its time of arrival.

Frames are only cut apart while the load runs; what they say is read afterwards, so that a subscriber costs
as little as it can. Reads its orders as lines of JSON from standard input, and answers in the same way.
"""

import asyncio
import base64
import gc
import os
import sys
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
import uvloop

Frame = tuple[int, bytes]
"""When its last byte arrived (ns of the monotonic clock), and its payload."""

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Subscriber(asyncio.Protocol):
    """One socket with one subscription; keeps every text frame."""

    def __init__(self, host: str, document: str, match: str) -> None:
        self._host = host
        payload = {"query": document, "variables": {"match": match}}
        self._subscribe = orjson.dumps({"id": "1", "type": "subscribe", "payload": payload})
        self.match = match
        self._rest = b""
        self._upgraded = False
        self._transport: asyncio.Transport | None = None
        self.frames: list[Frame] = []
        self.opened = asyncio.get_running_loop().create_future()
        """Done with the first answer of the subscription."""
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        if self._rest:
            data = self._rest + data
        start = 0 if self._upgraded else self._upgrade(data)
        size = len(data)
        while start + 2 <= size:
            head = start + 2
            length = data[start + 1]
            if length == 126:
                head = start + 4
                length = int.from_bytes(data[start + 2 : head], "big")
            elif length == 127:
                head = start + 10
                length = int.from_bytes(data[start + 2 : head], "big")
            end = head + length
            if end > size:
                break
            self._frame(data[start] & 0x0F, data[head:end], now)
            start = end
        self._rest = data[start:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError(f"closed by the server: {self.frames}"))

    def _upgrade(self, data: bytes) -> int:
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return 0
        if not data.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(data[:200].decode(errors="replace"))
        self._upgraded = True
        self._send(TEXT, b'{"type":"connection_init"}')
        self._send(TEXT, self._subscribe)
        return end + 4

    def _frame(self, kind: int, payload: bytes, now: int) -> None:
        if kind == TEXT:
            self.frames.append((now, payload))
            if len(self.frames) == 2:  # after the acknowledgement
                self.opened.set_result(None)
        elif kind == PING:
            self._send(PONG, payload)

    def _send(self, kind: int, payload: bytes) -> None:
        """A client's frames are masked; a mask of zeros leaves them readable."""
        assert self._transport is not None
        short = len(payload) < 126
        length = bytes([0x80 | len(payload)]) if short else b"\xfe" + len(payload).to_bytes(2, "big")
        self._transport.write(bytes([0x80 | kind]) + length + b"\0\0\0\0" + payload)


async def subscribe(address: str, document: str, matches: list[str], each: int) -> list[Subscriber]:
    """`each` sockets for every match, all of them told where the match stands."""
    place = urlsplit(address)
    loop = asyncio.get_running_loop()
    opened = []
    for match in matches:
        made = [
            await loop.create_connection(
                partial(Subscriber, place.netloc, document, match), place.hostname, place.port
            )
            for _ in range(each)
        ]
        async with asyncio.timeout(30):
            await asyncio.gather(*(subscriber.opened for _, subscriber in made))
        opened += [subscriber for _, subscriber in made]
    return opened


def heard(subscriber: Subscriber) -> Iterator[tuple[int, dict[str, Any]]]:
    """What was said, and when: the answers of the subscription. Anything but an answer is an error."""
    for at, payload in subscriber.frames:
        message = orjson.loads(payload)
        if message["type"] == "next":
            if message["payload"].get("errors"):
                raise RuntimeError(f"an error was sent: {payload[:500]!r}")
            yield at, message["payload"]["data"]["matchPrediction"]
        elif message["type"] != "connection_ack":
            raise RuntimeError(f"not expected: {payload[:500]!r}")


def judged(subscriber: Subscriber) -> dict[str, Any]:
    """Arrival of each event at one subscriber, its last score, and how often the sequence had a gap or a
    repetition."""
    arrivals: dict[str, int] = {}
    repeated = gaps = 0
    last: int | None = None
    score: list[int] = []
    for at, update in heard(subscriber):
        if update["__typename"] == "Gap":
            gaps += 1
            last = update["to"]
            continue
        sequence = update["sequence"]
        if last is not None and sequence != last + 1:
            gaps += sequence > last
            repeated += sequence <= last
        last = sequence
        score = [update["state"]["score"][side] for side in ("home", "away")]
        if (event := update["event"]) is not None:
            repeated += event["eventId"] in arrivals
            arrivals.setdefault(event["eventId"], at)
    return {
        "match": subscriber.match,
        "arrivals": arrivals,
        "repeated": repeated,
        "gaps": gaps,
        "score": score,
        "closed": subscriber.lost,
    }


async def serve_orders() -> None:
    """`subscribe`, then `report`: the lines that the benchmark writes to this process."""
    reader = asyncio.StreamReader(limit=2**24)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    subscribers: list[Subscriber] = []
    while line := await reader.readline():
        order = orjson.loads(line)
        if order["do"] == "subscribe":
            subscribers = await subscribe(
                order["address"], order["document"], order["matches"], order["each"]
            )
            gc.collect()
            gc.freeze()
            gc.disable()
            answer: Any = len(subscribers)
        elif order["do"] == "count":
            answer = sum(len(one.frames) for one in subscribers)
        else:
            answer = [judged(one) for one in subscribers]
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(serve_orders())
