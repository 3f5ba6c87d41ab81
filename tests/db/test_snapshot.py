"""Two equal snapshots show the same data."""

import asyncio

from tortoise.transactions import in_transaction

from app.db import snapshot
from app.db.sql import records
from tests import builders
from tests.conftest import execute


async def test_it_stays_while_nothing_is_committed(database: str) -> None:
    before = await snapshot.current()
    await records("SELECT count(*) FROM competition")
    assert before is not None
    assert await snapshot.current() == before


async def test_it_changes_with_every_commit(database: str) -> None:
    seen = [await snapshot.current()]
    for code in ("E7", "E8", "E9"):
        await builders.competition(code)
        seen.append(await snapshot.current())
    assert len(set(seen)) == len(seen)


async def test_it_changes_when_a_transaction_that_was_open_all_the_time_commits(database: str) -> None:
    """Though others began and ended meanwhile."""
    written, go_on = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with in_transaction():
            await builders.competition("E9")
            written.set()
            await go_on.wait()

    task = asyncio.create_task(write())
    await written.wait()
    await builders.competition("E8")
    before = await snapshot.current()
    assert await snapshot.current() == before
    go_on.set()
    await task
    assert await snapshot.current() != before


async def test_another_connection_of_another_program_changes_it(database: str) -> None:
    before = await snapshot.current()
    await execute(database, "CREATE TABLE something (id int)")
    assert await snapshot.current() != before


async def test_it_names_the_database(database: str) -> None:
    """The server counts the transactions of all its databases together."""
    text = await snapshot.current()
    assert text is not None
    assert text.endswith(database.rpartition("/")[2])
