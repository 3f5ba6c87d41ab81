"""What keeping answers costs and saves: `python -m benchmarks.cache`.

Operations answered in four ways, interleaved: without a cache; from the cache; through a cache that has no
room, so that each is worked out; and after a commit each time. Microseconds of wall clock and of this
process's CPU an operation, without HTTP; then 32 askers at once, who share the checks of what is kept.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
from pydantic import SecretStr

from app.clock import system_clock
from app.config import Settings
from app.db import migrations
from app.db.sql import records
from app.http.caching.cache import ResponseCache
from app.http.documents import Documents
from app.http.executor import Executor
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.ingest.collector import Collector
from app.prediction import ratings
from app.security.viewer import Asker, Role, Viewer
from app.services import Services, open_services
from benchmarks.fresh import fresh_postgres
from schema import build_schema
from schema.compiled import catalogue
from schema.context import Context
from schema.errors import coded
from schema.keeping import keeping
from schema.limits import TARIFF
from schema.shapes import shapes

ROUNDS = 7
CALLS = 320
AT_ONCE = 32
ASKER = Asker("benchmark", Viewer("benchmark", Role.ADMIN))
OPERATIONS = {
    "one match": "{ matches(first: 1) { nodes { kickoff home { name } away { name } } } }",
    "list of 50": "{ matches(first: 50) { nodes { kickoff home { name } away { name } } } }",
    "meetings of 50": "{ matches(first: 50) { nodes { kickoff headToHead(first: 1) { id } } } }",
    "never kept": "{ viewer { name } }",
}
ROOM = 32_000_000
COMMIT = "SELECT pg_current_xact_id()"

Ask = Callable[[], Awaitable[object]]


@dataclass
class Cost:
    """Microseconds an operation, by round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def measure(self, ask: Ask, at_once: int) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(CALLS // at_once):
            await (asyncio.gather(*(ask() for _ in range(at_once))) if at_once > 1 else ask())
        self.wall.append((time.perf_counter() - wall) / CALLS * 1e6)
        self.cpu.append((time.process_time() - cpu) / CALLS * 1e6)

    def __str__(self) -> str:
        return f"{statistics.median(self.wall):9.0f} {statistics.median(self.cpu):9.0f}"


def executor(services: Services, room: int | None) -> Executor:
    """The executor of an application, with a cache of that size or without one."""
    schema = build_schema()
    core = schema._schema  # noqa: SLF001  Strawberry's is a view of it
    cache = ResponseCache(
        core,
        keeping(schema),
        most_bytes=room or 0,
        clock=system_clock,
        models=lambda: services.models.fingerprint,
    )
    return Executor(
        schema,
        lambda asker: Context(services, asker),
        Metrics("benchmark"),
        Documents(TARIFF),
        code=coded,
        catalogue=catalogue(schema),
        cache=None if room is None else cache,
        shapes=shapes(schema),
    )


def asking(text: str, executor: Executor, *, after_commit: bool = False) -> Ask:
    operation = Operation(text)

    async def ask() -> None:
        if after_commit:
            await records(COMMIT)
        answer = await executor.execute(operation, ASKER)
        assert not answer.errors, answer.errors
        answer.encoded()

    return ask


async def main(url: str, home: Path) -> None:
    await prepare(url)
    async with open_services(Settings(database_url=SecretStr(url), home=home)) as services:
        without, full, cached = (executor(services, room) for room in (None, 1, ROOM))
        print(f"{'us an operation':36} {'wall':>9} {'our CPU':>9}")
        for name, text in OPERATIONS.items():
            await compare(
                name,
                {
                    "no cache": asking(text, without),
                    "worked out": asking(text, full),
                    "kept": asking(text, cached),
                    "after a commit": asking(text, cached, after_commit=True),
                    "the commit alone": lambda: records(COMMIT),
                },
                at_once=1,
            )
            many = {"no cache, 32 at once": asking(text, without), "kept, 32 at once": asking(text, cached)}
            await compare(name, many, at_once=AT_ONCE)


async def compare(name: str, ways: dict[str, Ask], at_once: int) -> None:
    costs = {way: Cost() for way in ways}
    for number in range(ROUNDS):
        # forwards and backwards, so that a drift of the machine meets all alike
        for way in list(ways)[:: 1 if number % 2 else -1]:
            await costs[way].measure(ways[way], at_once)
    for way, cost in costs.items():
        print(f"{name:15} {way:20} {cost}", flush=True)


async def prepare(url: str) -> None:
    """The Bundesliga archive's matches, rated."""
    await migrations.upgrade(url)
    await Collector(url, "file:///nowhere").archive()
    await ratings.refresh(url)


if __name__ == "__main__":
    with fresh_postgres() as address, tempfile.TemporaryDirectory() as folder:
        uvloop.run(main(address, Path(folder)))
