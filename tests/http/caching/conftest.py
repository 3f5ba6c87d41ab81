"""A table of numbers in a real database, a schema over it, and caches that stand for processes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import strawberry

from app.clock import system_clock
from app.db.connection import open_database
from app.db.sql import records
from app.http.answer import Answer
from app.http.caching.cache import ResponseCache
from app.http.caching.policy import KEPT
from app.http.caching.remote import Alone, Remote
from app.http.documents import Documents
from app.http.operation import Operation
from app.security.viewer import Role, Viewer
from tests.conftest import execute

NUMBERS = "CREATE TABLE IF NOT EXISTS numbers (id int PRIMARY KEY, value int NOT NULL)"
KEYS = 3


@strawberry.type
class Query:
    @strawberry.field
    async def value(self, of: int = 0) -> int:
        return of

    @strawberry.field
    async def now(self) -> int:
        return 0


SCHEMA = strawberry.Schema(Query)


@dataclass
class Process:
    """One process's cache over the numbers. `computed` counts how often they were read."""

    remote: Remote = field(default_factory=Alone)
    most_bytes: int = 1_000_000
    models: str = "one"
    computed: int = 0
    fail: bool = False
    documents: Documents = field(default_factory=Documents)

    def __post_init__(self) -> None:
        self.documents.install(SCHEMA)
        self.cache = ResponseCache(
            SCHEMA._schema,
            {("Query", "value"): KEPT},
            most_bytes=self.most_bytes,
            clock=system_clock,
            models=lambda: self.models,
            remote=lambda: self.remote,
        )

    async def ask(
        self, id_: int = 0, *, text: str = "", role: Role = Role.READER, pause_s: float = 0
    ) -> Answer:
        """Both values of one number, read one after the other: a change between them would be seen."""
        operation = Operation(text or "query ($of: Int!) { value(of: $of) }", {"of": id_})
        viewer = Viewer("anonymous", role)
        admitted = self.documents.admit(operation.query, None, operation.variables, viewer)

        async def compute() -> Answer:
            self.computed += 1
            if self.fail:
                return Answer(None, ({"message": "no", "extensions": {"code": "NO"}},))
            first = await read(id_)
            if pause_s:
                await records("SELECT pg_sleep($1::float8)", pause_s)
            return Answer({"value": [first, await read(id_ + KEYS)]})

        return await self.cache.answer(admitted, operation, viewer, compute)


async def read(id_: int) -> int:
    [row] = await records("SELECT value FROM numbers WHERE id = $1", id_)
    return int(row["value"])


async def add(id_: int) -> None:
    """Both values of a number grow by one, in one transaction."""
    await records("UPDATE numbers SET value = value + 1 WHERE id = ANY($1::int[])", [id_, id_ + KEYS])


async def reset(url: str) -> None:
    await execute(url, f"{NUMBERS}; TRUNCATE numbers")
    await execute(url, f"INSERT INTO numbers SELECT n, 0 FROM generate_series(0, {2 * KEYS - 1}) AS n")


@pytest.fixture
async def numbers(postgres_server: str) -> AsyncIterator[str]:
    await reset(postgres_server)
    async with open_database(postgres_server, pool_size=4):
        yield postgres_server
    await execute(postgres_server, "DROP TABLE numbers")
