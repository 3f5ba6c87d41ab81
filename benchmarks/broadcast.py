"""What it costs to tell many subscribers of one match an update, and to keep idle ones.

Three servers, each in a process of its own, on the same schema, document and feed: `ours`; `stock`, which is
Strawberry's own ASGI application; and `raw`, which sends bytes encoded before over ASGI and executes nothing.
The subscribers are raw sockets in this process. Each update is announced when all had the one before.
`--rounds` interleaved rounds, medians of them; CPU is the server process's own time.

`--idle` connects so many subscribers and measures the memory that each costs the server.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import uvloop

from benchmarks.broadcast_clients import Crowd, connect

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Round:
    cpu_us: float
    rate: float
    p50_ms: float
    p99_ms: float
    kib: float


class Control:
    """The server's second port."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def tick(self) -> int:
        """Tell everybody one update; when that began."""
        return int(await self._ask(b"tick\n"))

    async def stats(self) -> dict[str, float]:
        found: dict[str, float] = orjson.loads(await self._ask(b"stats\n"))
        return found

    async def _ask(self, line: bytes) -> bytes:
        self._writer.write(line)
        return await self._reader.readline()


@contextmanager
def server(which: str) -> Iterator[tuple[int, int]]:
    command = [sys.executable, "-m", "benchmarks.broadcast_server", which]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port, control = process.stdout.readline().split()
        yield int(port), int(control)
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def subscribed(which: str, count: int, *, streams: bool) -> AsyncIterator[tuple[Control, Crowd, float]]:
    """The server's control, its subscribers, and the KiB that each costs it."""
    with server(which) as (port, second):
        control = Control(*await asyncio.open_connection("127.0.0.1", second))
        crowd = Crowd()
        warm = await connect(port, crowd, 20, streams=streams)
        await control.tick()
        before = (await control.stats())["rss_kib"]
        transports = await connect(port, crowd, count, streams=streams)
        await asyncio.sleep(0.5)
        kib = ((await control.stats())["rss_kib"] - before) / count
        for transport in warm:
            transport.close()
        await asyncio.sleep(0.2)
        yield control, crowd, kib
        assert crowd.lost == len(warm), f"{crowd.lost - len(warm)} subscribers were lost"
        for transport in transports:
            transport.close()


async def broadcast(which: str, subscribers: int, updates: int, *, streams: bool) -> Round:
    async with subscribed(which, subscribers, streams=streams) as (control, crowd, kib):
        latencies: list[float] = []
        loop = asyncio.get_running_loop()
        for warming in (True, False):
            cpu = (await control.stats())["cpu_s"]
            began = loop.time()
            for _ in range(5 if warming else updates):
                crowd.expect(subscribers)
                at = await control.tick()
                await crowd.complete(60)
                if not warming:
                    latencies += [(arrival - at) / 1e6 for arrival in crowd.arrivals]
        took = loop.time() - began
        cpu = (await control.stats())["cpu_s"] - cpu
    messages = subscribers * updates
    assert len(latencies) == messages
    latencies.sort()
    return Round(
        cpu / messages * 1e6, messages / took, latencies[messages // 2], latencies[messages * 99 // 100], kib
    )


async def idle(which: str, subscribers: int, *, streams: bool) -> float:
    async with subscribed(which, subscribers, streams=streams) as (_, _, kib):
        return kib


def report(which: str, rounds: list[Round]) -> str:
    def median(name: str) -> float:
        return float(statistics.median(getattr(one, name) for one in rounds))

    return (
        f"{which:<12} {median('cpu_us'):8.1f} us a message {median('rate'):10,.0f} messages/s   "
        f"p50 {median('p50_ms'):7.1f} ms   p99 {median('p99_ms'):7.1f} ms   {median('kib'):6.1f} KiB each"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--updates", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--servers", default="ours,raw,stock,ours/sse,raw/sse")
    parser.add_argument("--idle", type=int, default=0)
    arguments = parser.parse_args()
    names = [name.partition("/") for name in arguments.servers.split(",")]
    if arguments.idle:
        for which, slash, kind in names:
            kib = await idle(which, arguments.idle, streams=kind == "sse")
            print(f"{which + slash + kind:<12} {kib:6.1f} KiB each of {arguments.idle:,} idle", flush=True)
        return
    rounds: dict[str, list[Round]] = {}
    for _ in range(arguments.rounds):
        for which, slash, kind in names:
            one = await broadcast(which, arguments.subscribers, arguments.updates, streams=kind == "sse")
            rounds.setdefault(which + slash + kind, []).append(one)
    for name, all_ in rounds.items():
        print(report(name, all_))


if __name__ == "__main__":
    uvloop.run(main())
