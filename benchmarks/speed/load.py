"""The load of one target, from a process of its own: as many requests as it answers, or at an even rate.

Requests are made beforehand and responses only cut apart, so that a request costs the load a fraction of
what it costs any target. Reads orders as lines of JSON from standard input, and answers each by one.
"""

import asyncio
import base64
import ctypes
import gc
import os
import random
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, cast

import orjson
import uvloop

OnAnswer = Callable[["Connection", bytes], None]
FIRST_WAIT_S = 10.0
MOST_CONNECTIONS = 256


class Connection(asyncio.Protocol):
    """One kept connection that asks one thing at a time; `answered` gets each whole response."""

    def __init__(self, answered: OnAnswer) -> None:
        self._answered = answered
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self.sent_at = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def ask(self, request: bytes, now: int) -> None:
        self.sent_at = now
        assert self._transport is not None
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if is_whole(data):
            self._rest = b""
            self._answered(self, data)
        else:
            self._rest = data

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None and not self._transport.is_closing():
            raise ConnectionError("the target closed the connection") from exc

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


def is_whole(data: bytes) -> bool:
    """Whether these are all bytes of a response: its length is told, or it ends in an empty chunk."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = data[:end].lower()
    place = head.find(b"content-length:")
    if place >= 0:
        return len(data) >= end + 4 + int(head[place + 15 :].split(b"\r\n", 1)[0])
    return b"transfer-encoding: chunked" in head and data.endswith(b"\r\n0\r\n\r\n")


def body_of(response: bytes) -> bytes:
    """The content of a whole response of status 200. Raises ValueError for another one."""
    head, _, body = response.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ValueError(response[:2000].decode(errors="replace"))
    if b"transfer-encoding: chunked" not in head.lower():
        return body
    whole = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        whole, body = whole + rest[:length], rest[length + 2 :]
    return whole


async def connections(port: int, count: int, answered: OnAnswer) -> list[Connection]:
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Connection(answered), "127.0.0.1", port) for _ in range(count)
    ]
    return [protocol for _, protocol in opened]


async def ask_each(port: int, requests: Sequence[bytes]) -> list[bytes]:
    """The bodies of the answers, one after the other on one connection."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Future[bytes] = loop.create_future()
    [one] = await connections(port, 1, lambda _, data: waiting.set_result(data))
    bodies = []
    for request in requests:
        waiting = loop.create_future()
        one.ask(request, 0)
        bodies.append(body_of(await asyncio.wait_for(waiting, FIRST_WAIT_S)))
    one.close()
    return bodies


async def closed(port: int, requests: Sequence[bytes], seconds: float, concurrency: int) -> dict[str, Any]:
    """Each connection asks again as soon as it is answered. Times in microseconds."""
    times: list[int] = []
    refused = 0
    order = _endless(requests)
    clock = time.monotonic_ns
    until = clock() + int(seconds * 1e9)
    over = asyncio.get_running_loop().create_future()
    open_ = concurrency

    def answered(connection: Connection, data: bytes) -> None:
        nonlocal open_, refused
        now = clock()
        times.append(now - connection.sent_at)
        refused += data[9:12] != b"200"
        if now < until:
            connection.ask(order(), now)
            return
        open_ -= 1
        if not open_:
            over.set_result(now)

    opened = await connections(port, concurrency, answered)
    began = clock()
    for one in opened:
        one.ask(order(), clock())
    ended = await over
    for one in opened:
        one.close()
    return _told(times, (ended - began) / 1e9, refused)


async def even(port: int, requests: Sequence[bytes], seconds: float, rate: float) -> dict[str, Any]:
    """A request each 1/rate seconds, whether or not those before are answered; times from when it was due.

    What finds no free connection waits, and its waiting counts.
    """
    times: list[int] = []
    due: deque[int] = deque()
    free: list[Connection] = []
    refused = 0
    order = _endless(requests)
    total = int(seconds * rate)
    loop = asyncio.get_running_loop()
    over = loop.create_future()

    def answered(connection: Connection, data: bytes) -> None:
        nonlocal refused
        times.append(time.monotonic_ns() - connection.sent_at)
        refused += data[9:12] != b"200"
        if due:
            connection.ask(order(), due.popleft())
        else:
            free.append(connection)
            if len(times) == total:
                over.set_result(None)

    opened = await connections(port, MOST_CONNECTIONS, answered)
    free += opened
    began = time.monotonic_ns()
    sent = 0

    def tick() -> None:
        nonlocal sent
        os.read(timer, 8)
        now_due = min(total, int((time.monotonic_ns() - began) * rate / 1e9))
        for number in range(sent + 1, now_due + 1):
            at = began + int(number * 1e9 / rate)
            if free:
                free.pop().ask(order(), at)
            else:
                due.append(at)
        sent = now_due

    timer = _timer(1 / rate)
    loop.add_reader(timer, tick)
    try:
        await asyncio.wait_for(over, 3 * seconds + FIRST_WAIT_S)
    finally:
        loop.remove_reader(timer)
        os.close(timer)
    for one in opened:
        one.close()
    return _told(times, (time.monotonic_ns() - began) / 1e9, refused)


def _endless(requests: Sequence[bytes]) -> Callable[[], bytes]:
    shuffled = list(requests)
    random.Random(1).shuffle(shuffled)  # noqa: S311  an order, no secret
    place, size = -1, len(shuffled)

    def following() -> bytes:
        nonlocal place
        place += 1
        if place == size:
            place = 0
        return shuffled[place]

    return following


def _timer(interval_s: float) -> int:
    """Descriptor that becomes readable each interval: an event loop's own timers are no finer than 1 ms."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor: int = libc.timerfd_create(time.CLOCK_MONOTONIC, os.O_NONBLOCK)
    seconds, rest = divmod(int(interval_s * 1e9), 1_000_000_000)
    when = (ctypes.c_long * 4)(seconds, rest, seconds, rest)
    if descriptor < 0 or libc.timerfd_settime(descriptor, 0, when, None):
        raise OSError(ctypes.get_errno(), "no timer")
    return descriptor


def _told(times: list[int], took_s: float, refused: int) -> dict[str, Any]:
    times.sort()
    return {
        "requests": len(times),
        "seconds": took_s,
        "refused": refused,
        "p50_ms": times[len(times) // 2] / 1e6,
        "p99_ms": times[min(int(len(times) * 0.99), len(times) - 1)] / 1e6,
    }


async def obey(order: dict[str, Any]) -> Any:
    requests = [base64.b64decode(one) for one in order["requests"]]
    if order["do"] == "each":
        return [body.decode() for body in await ask_each(order["port"], requests)]
    gc.collect()
    gc.disable()
    run = closed if order["do"] == "closed" else even
    told = await run(order["port"], requests, order["seconds"], order["at"])
    gc.enable()
    return told


def main() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin.buffer:
            told = runner.run(obey(orjson.loads(line)))
            sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
