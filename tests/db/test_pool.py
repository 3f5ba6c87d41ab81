"""A connection goes back to the pool without a statement of its own, and still clean."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.transactions import in_transaction

from app.db.connection import connection, open_database
from app.db.sql import fetch, records
from tests import builders
from tests.conftest import execute
from tests.program import ROOT

POOL = 2
SESSION_STATE = re.compile(
    r"pg_(?:try_)?advisory_lock|pg_advisory_unlock|add_listener|\bLISTEN\b|CREATE TEMP|\bPREPARE\b|WITH HOLD"
    r"|[\"' ]SET (?!CONSTRAINTS|LOCAL)(?:SESSION )?[a-z_]+ (?:=|TO)\b|set_config\([^)]*FALSE\)",
)
ON_CONNECTIONS_OF_THEIR_OWN = {
    "app/db/collection_runs.py",
    "app/db/exclusive.py",
    "app/db/ingest.py",
    "app/db/migrations.py",
    "app/feature_store/materialize.py",
    "app/prediction/ratings.py",
}
"""Modules whose statements leave something behind on a connection: they are given a RawConnection."""


@pytest.fixture
async def url(database_url: str) -> AsyncIterator[str]:
    async with open_database(database_url, pool_size=POOL):
        yield database_url


async def last_statements(url: str) -> list[str]:
    """What each connection of the pool was asked last."""
    raw = await asyncpg.connect(url)
    try:
        rows = await raw.fetch(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'football' AND backend_type = 'client backend' ORDER BY query"
        )
    finally:
        await raw.close()
    return [row["query"] for row in rows]


async def test_a_read_is_one_statement(url: str) -> None:
    await records("SELECT 41 AS number")
    assert await last_statements(url) == ["SELECT 41 AS number"]
    await fetch("SELECT 42 AS number")
    assert await last_statements(url) == ["SELECT 42 AS number"]


async def test_a_transaction_ends_with_its_commit(url: str) -> None:
    async with in_transaction():
        await records("SELECT 43 AS number")
    assert await last_statements(url) == ["COMMIT;"]


async def pool_is_clean(url: str) -> bool:
    """Whether every connection of the pool can be had, answers, and is inside no transaction."""
    held = [await connection().take() for _ in range(POOL)]
    answers = [await one.fetchval("SELECT 1") for one in held]
    for one in held:
        await connection().give_back(one)
    return answers == [1] * POOL and await in_state(url, "idle") == POOL


async def in_state(url: str, state: str, word: str = "") -> int:
    """How many connections of the pool are in this state, with this word in their last statement."""
    raw = await asyncpg.connect(url)
    try:
        count = await raw.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'football' AND state = $1 AND query LIKE '%' || $2 || '%'",
            *(state, word),
        )
    finally:
        await raw.close()
    return int(count)


async def until_running(url: str, word: str, count: int) -> None:
    async with asyncio.timeout(10):
        while await in_state(url, "active", word) != count:  # noqa: ASYNC110  only the server knows
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("broken", [False, True])
async def test_a_connection_given_back_inside_a_transaction_is_cleaned(url: str, *, broken: bool) -> None:
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, about: complaints.append(about["message"]))
    held = await connection().take()
    await held.execute("BEGIN")
    if broken:
        with pytest.raises(asyncpg.UndefinedTableError):
            await held.execute("SELECT * FROM nowhere")
    await connection().give_back(held)
    assert len(complaints) == 1
    assert "active transaction" in complaints[0]
    assert await last_statements(url) == ["ROLLBACK"]
    assert await pool_is_clean(url)


async def test_a_transaction_whose_task_is_cancelled_leaves_nothing_to_the_next(url: str) -> None:
    async def write() -> None:
        async with in_transaction():
            await builders.competition("E9")
            await records("SELECT pg_sleep(30)")

    task = asyncio.create_task(write())
    await until_running(url, "pg_sleep", 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pool_is_clean(url)
    assert await records("SELECT code FROM competition") == []


async def test_a_statement_nobody_waits_for_is_cancelled_in_the_server(url: str) -> None:
    tasks = [asyncio.create_task(records("SELECT pg_sleep(30)")) for _ in range(POOL)]
    await until_running(url, "pg_sleep", POOL)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await until_running(url, "pg_sleep", 0)
    assert await pool_is_clean(url)


async def test_connections_that_are_cut_while_they_idle_are_replaced(url: str) -> None:
    [row] = await records("SELECT pg_backend_pid() AS pid")
    await execute(url, f"SELECT pg_terminate_backend({row['pid']})")
    await asyncio.sleep(0.1)
    assert await pool_is_clean(url)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["read", "write", "fail", "broken"]), st.sampled_from([None, 0, 0.001, 0.01])
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=15)
def test_whatever_is_asked_and_cut_short_the_pool_stays_whole_and_clean(
    postgres_server: str, steps: list[tuple[str, float | None]]
) -> None:
    asyncio.run(_ask_and_cut(postgres_server, steps))


async def _ask_and_cut(url: str, steps: list[tuple[str, float | None]]) -> None:
    async with open_database(url, pool_size=POOL):
        await asyncio.gather(*(_cut_short(kind, after) for kind, after in steps))
        assert await pool_is_clean(url)
        assert await records("SELECT 1 FROM pg_class WHERE relname = 'kept'") == []


async def _cut_short(kind: str, after_s: float | None) -> None:
    task = asyncio.create_task(_STEPS[kind]())
    if after_s is not None:
        await asyncio.sleep(after_s)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _read() -> None:
    await records("SELECT pg_sleep(0.005)")


async def _write() -> None:
    async with in_transaction():
        await records("CREATE TABLE kept (id int)")
        await records("SELECT pg_sleep(0.005)")
        raise KeyError


async def _fail() -> None:
    await records("SELECT * FROM nowhere")


async def _broken() -> None:
    async with in_transaction():
        try:
            await records("SELECT * FROM nowhere")
        except asyncpg.UndefinedTableError:
            await records("SELECT 1")


_STEPS = {"read": _read, "write": _write, "fail": _fail, "broken": _broken}


def test_what_leaves_session_state_behind_does_so_on_a_connection_of_its_own() -> None:
    """The pool no longer resets connections: a module that needs a lock or a setting takes a raw one."""
    found = {str(path.relative_to(ROOT)) for path in Path(ROOT / "app").rglob("*.py") if _leaves_state(path)}
    assert found == ON_CONNECTIONS_OF_THEIR_OWN
    for name in found:
        assert re.search(r"RawConnection|raw_connection", (ROOT / name).read_text()), name


def _leaves_state(path: Path) -> bool:
    return bool(SESSION_STATE.search(path.read_text()))
