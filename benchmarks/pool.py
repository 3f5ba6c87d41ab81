"""What one statement costs through the pool, beside the driver alone: `python -m benchmarks.pool`.

Four ways interleaved, each with a statement that does nothing: the driver on a connection it holds; the
driver's own pool, which cleans a connection with a statement of its own at each release; ours; and ours
through the ORM's client. Wall clock, and CPU of this process and of the server's, for each statement.
"""

import os
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import uvloop

from app.db.connection import connection, open_database
from app.db.sql import fetch, records
from benchmarks.fresh import fresh_postgres

ROUNDS = 9
CALLS = 2000
NOTHING = "SELECT 1"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")

Ask = Callable[[], Awaitable[object]]


@dataclass
class Cost:
    """Microseconds a statement, by round."""

    wall: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)

    async def measure(self, ask: Ask) -> None:
        wall, ours, server = time.perf_counter(), time.process_time(), _server_cpu_s()
        for _ in range(CALLS):
            await ask()
        self.wall.append((time.perf_counter() - wall) / CALLS * 1e6)
        self.ours.append((time.process_time() - ours) / CALLS * 1e6)
        self.server.append((_server_cpu_s() - server) / CALLS * 1e6)

    def __str__(self) -> str:
        return " ".join(f"{statistics.median(one):9.0f}" for one in (self.wall, self.ours, self.server))


async def main(url: str) -> None:
    async with open_database(url), asyncpg.create_pool(url, min_size=1) as stock:
        held = await stock.acquire()
        ways: dict[str, Ask] = {
            "driver, connection held": lambda: held.fetch(NOTHING),
            "driver's own pool": lambda: stock.fetch(NOTHING),
            "our pool": lambda: records(NOTHING),
            "our pool, ORM's client": lambda: fetch(NOTHING),
        }
        costs = {name: Cost() for name in ways}
        for number in range(ROUNDS):
            # forwards and backwards, so that a drift of the machine meets all alike
            for name in list(ways)[:: 1 if number % 2 else -1]:
                await costs[name].measure(ways[name])
        await stock.release(held)
        print(f"{'us a statement':26} {'wall':>9} {'our CPU':>9} {'server':>9}")
        for name, cost in costs.items():
            print(f"{name:26} {cost}")
        assert len(await connection().records(NOTHING)) == 1


def _server_cpu_s() -> float:
    """CPU time of all PostgreSQL processes that live now."""
    return sum(_cpu_s(stat) for stat in _stats() if "(postgres)" in stat)


def _stats() -> Iterator[str]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                yield (folder / "stat").read_text()
            except OSError:
                continue


def _cpu_s(stat: str) -> float:
    values = stat.rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) * TICK_S


if __name__ == "__main__":
    with fresh_postgres() as address:
        uvloop.run(main(address))
