"""Of all processes one holds the lock, and a dead or silent one lets go of it."""

import asyncio

import asyncpg
import pytest

from app.db.connection import RawConnection
from app.db.exclusive import exclusive_connection
from app.errors import Unavailable

LOCK = 4711


async def _impatient(connection: RawConnection) -> None:
    await connection.execute("SET idle_session_timeout = '200ms'")


async def _setting(connection: RawConnection, name: str) -> str:
    return str(await connection.fetchval("SELECT current_setting($1)", name))


async def test_the_lock_has_one_holder_and_goes_with_the_connection(database_url: str) -> None:
    async with exclusive_connection(database_url, LOCK, channel="c", on_notify=print) as second:
        async with exclusive_connection(database_url, LOCK, channel="c", on_notify=print) as first:
            assert await first.try_lock()
            assert not await second.try_lock()
        assert await second.try_lock()


async def test_a_holder_that_falls_silent_is_let_go_and_hears_of_it_when_it_asks(database_url: str) -> None:
    async with (
        exclusive_connection(database_url, LOCK, channel="c", on_notify=print) as silent,
        exclusive_connection(database_url, LOCK, channel="c", on_notify=print) as waiting,
    ):
        assert await silent.try_lock()
        assert await silent.call(_setting, "idle_session_timeout") == "10s"
        await silent.call(_impatient)
        await asyncio.sleep(0.4)
        assert await waiting.try_lock()
        with pytest.raises(Unavailable):
            await silent.try_lock()


async def test_it_hears_what_is_notified(database_url: str) -> None:
    heard = asyncio.Event()
    async with exclusive_connection(database_url, LOCK, channel="c", on_notify=lambda *_: heard.set()):
        other = await asyncpg.connect(database_url)
        await other.execute("NOTIFY c")
        await asyncio.wait_for(heard.wait(), 2)
        await other.close()


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    nowhere = exclusive_connection("postgres://a:b@127.0.0.1:1/x", LOCK, channel="c", on_notify=print)
    with pytest.raises(Unavailable):
        await nowhere.__aenter__()
