"""A server that is away, slow or busy is Unavailable, soon, and costs the pool no connection."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import asyncpg
import pytest
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from app.db.connection import connection, open_database, raw_connection
from app.db.postgres import Busy, known_busy
from app.errors import Unavailable
from tests import builders
from tests.conftest import execute
from tests.pool import pool_is_whole

POOL = 2
TIMEOUT_S = 0.4


@pytest.fixture
async def url(database_url: str) -> AsyncIterator[str]:
    """A database opened with a small pool and little patience."""
    async with open_database(database_url, pool_size=POOL, timeout_s=TIMEOUT_S):
        yield database_url


async def backend() -> int:
    """Process id of the server's end of a connection that is idle now."""
    rows = await connection().execute_query_dict("SELECT pg_backend_pid() AS pid")
    return int(rows[0]["pid"])


@contextmanager
def stalled(pid: int) -> Iterator[None]:
    """The server's process takes nothing meanwhile, as on a machine that hangs."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_a_stalled_statement_is_given_up_and_its_connection_replaced(url: str) -> None:
    async with asyncio.timeout(10):
        with stalled(await backend()), pytest.raises(Unavailable, match="does not answer"):
            await connection().execute_query("SELECT 1")
        assert await pool_is_whole(POOL)


async def test_a_transaction_that_cannot_begin_gives_its_connection_back(url: str) -> None:
    async with asyncio.timeout(20):
        for _ in range(POOL + 1):
            with stalled(await backend()), pytest.raises(Unavailable):
                async with in_transaction():
                    raise AssertionError("the transaction began")
        assert await pool_is_whole(POOL)


async def cut(url: str) -> None:
    """End the connection of the transaction around."""
    await execute(url, f"SELECT pg_terminate_backend({await backend()})")


async def test_a_transaction_cut_in_the_middle_says_so_and_leaves_nothing(url: str) -> None:
    async def write() -> None:
        async with in_transaction():
            await builders.competition("E9")
            await cut(url)
            await builders.competition("E8")

    async with asyncio.timeout(10):
        with pytest.raises(Unavailable):
            await write()
        assert await codes() == []
        assert await pool_is_whole(POOL)


async def test_a_transaction_cut_before_its_commit_is_not_taken_for_done(url: str) -> None:
    async def write() -> None:
        async with in_transaction():
            await builders.competition("E9")
            await cut(url)

    async with asyncio.timeout(10):
        with pytest.raises(Unavailable):
            await write()
        assert await codes() == []


async def test_what_fails_in_a_cut_transaction_is_told_rather_than_its_rollback(url: str) -> None:
    async def fail() -> None:
        async with in_transaction():
            await cut(url)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await fail()
    assert await pool_is_whole(POOL)


async def test_a_nested_transaction_can_be_taken_back_alone(url: str) -> None:
    async def fail() -> None:
        async with in_transaction():
            await builders.competition("E8")
            raise KeyError

    async with in_transaction():
        await builders.competition("E9")
        with pytest.raises(KeyError):
            await fail()
    assert await codes() == ["E9"]


async def codes() -> list[str]:
    return [row["code"] for row in await connection().execute_query_dict("SELECT code FROM competition")]


async def test_who_knows_that_the_pool_is_busy_does_not_wait_again(url: str) -> None:
    held = [await connection().take() for _ in range(POOL)]
    busy = Busy("told before")
    with known_busy(busy):
        with pytest.raises(Busy) as told:
            await connection().execute_query("SELECT 1")
        assert told.value is busy
        for one in held:
            await connection().give_back(one)
        await connection().execute_query("SELECT 1")
    assert await pool_is_whole(POOL)


async def test_a_busy_pool_is_waited_for_and_then_told_with_what_to_do(url: str) -> None:
    held = [await connection().take() for _ in range(POOL)]
    async with asyncio.timeout(10):
        answers = await asyncio.gather(
            *(connection().execute_query("SELECT 1") for _ in range(50)), return_exceptions=True
        )
    assert all(isinstance(one, Unavailable) and "POOL_SIZE" in one.message for one in answers)
    for one in held:
        await connection().give_back(one)
    assert await pool_is_whole(POOL)


async def test_callers_that_go_away_leave_the_pool_whole(url: str) -> None:
    """While they wait for a connection, and while their statement runs."""
    callers = [
        asyncio.create_task(connection().execute_query("SELECT pg_sleep(0.3)")) for _ in range(10 * POOL)
    ]
    await asyncio.sleep(0.1)
    for one in callers:
        one.cancel()
    async with asyncio.timeout(10):
        await asyncio.gather(*callers, return_exceptions=True)
        assert await pool_is_whole(POOL)


async def test_a_mistake_of_ours_is_not_called_an_outage(url: str) -> None:
    with pytest.raises(OperationalError):
        await connection().execute_query("SELECT nothing FROM nowhere")
    with pytest.raises(asyncpg.InterfaceError, match="expects 0 arguments"):
        await connection().execute_query("SELECT 1", [1])
    assert await pool_is_whole(POOL)


async def test_a_raw_connection_that_is_cut_is_unavailable(url: str) -> None:
    async def ask() -> None:
        async with raw_connection(url) as raw:
            await execute(
                url, f"SELECT pg_terminate_backend({await raw.fetchval('SELECT pg_backend_pid()')})"
            )
            await raw.execute("SELECT 1")

    with pytest.raises(Unavailable):
        await ask()


async def test_a_broken_file_in_the_block_of_a_raw_connection_is_no_outage(url: str) -> None:
    with pytest.raises(OSError, match="disk"):
        async with raw_connection(url):
            raise OSError("disk")
