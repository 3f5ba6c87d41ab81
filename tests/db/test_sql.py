"""Rows straight from the driver, in the transaction where one is open."""

import asyncio

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from app.db.sql import records
from tests import builders


async def test_rows_come_as_the_driver_makes_them(database: str) -> None:
    [row] = await records("SELECT $1::int AS number, $2::text AS word", 7, "seven")
    assert isinstance(row, asyncpg.Record)
    assert tuple(row) == (7, "seven")


async def codes() -> list[str]:
    return [row["code"] for row in await records("SELECT code FROM competition ORDER BY code")]


async def test_a_transaction_sees_what_it_wrote_and_nobody_else_does(database: str) -> None:
    outside = asyncio.Event()
    written = asyncio.Event()

    async def read_beside() -> list[str]:
        await written.wait()
        found = await codes()
        outside.set()
        return found

    beside = asyncio.create_task(read_beside())
    async with in_transaction():
        await builders.competition("E9")
        assert await codes() == ["E9"]
        written.set()
        await outside.wait()
    assert await beside == []


async def test_a_nested_transaction_is_asked_too(database: str) -> None:
    async with in_transaction(), in_transaction():
        await builders.competition("E9")
        assert await codes() == ["E9"]


async def test_a_task_that_outlives_its_transaction_reads_on(database: str) -> None:
    ended = asyncio.Event()

    async def later() -> list[str]:
        await ended.wait()
        return await codes()

    async with in_transaction():
        await builders.competition("E9")
        task = asyncio.create_task(later())
        await asyncio.sleep(0)
    ended.set()
    assert await task == ["E9"]


async def test_questions_asked_at_once_in_a_transaction_wait_for_each_other(database: str) -> None:
    async with in_transaction():
        answers = await asyncio.gather(*(records("SELECT $1::int AS number", n) for n in range(5)))
    assert [rows[0]["number"] for rows in answers] == list(range(5))


async def test_a_mistake_of_ours_is_raised_as_it_is(database: str) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await records("SELECT nothing FROM nowhere")
