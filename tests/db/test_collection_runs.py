"""The book of collection runs."""

import asyncio
from datetime import UTC, datetime

from app.db import collection_runs
from app.db.collection_runs import RunCounts
from app.db.connection import RawConnection, raw_connection

AT = datetime(2024, 8, 18, 6, tzinfo=UTC)


async def start(connection: RawConnection) -> int:
    return await collection_runs.start(connection, "football-data", {"seasons": ["2425"]}, at=AT)


async def finish(connection: RawConnection, run_id: int) -> None:
    counts = RunCounts(added=380, changed=1, unchanged=2, refused=3)
    await collection_runs.finish(
        connection, run_id, status="PARTIAL", counts=counts, report={"files": []}, error="why", at=AT
    )


async def until_gone(connection: RawConnection, backend: int) -> None:
    """The server lets go of a session's locks a moment after its client has left."""
    async with asyncio.timeout(10):
        while await connection.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", backend):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.02)


async def statuses(connection: RawConnection) -> list[str]:
    return [row[0] for row in await connection.fetch("SELECT status FROM collection_run ORDER BY id")]


async def test_a_finished_run_has_its_counts(database_url: str) -> None:
    async with raw_connection(database_url) as connection:
        await finish(connection, await start(connection))
        row = await connection.fetchrow(
            "SELECT status, added, changed, unchanged, refused, error FROM collection_run"
        )
    assert row is not None
    assert tuple(row.values()) == ("PARTIAL", 380, 1, 2, 3, "why")


async def test_a_run_that_is_alive_is_left_alone_and_a_dead_one_is_closed(database_url: str) -> None:
    async with raw_connection(database_url) as alive, raw_connection(database_url) as other:
        async with raw_connection(database_url) as dying:
            await start(dying)
            backend = dying.get_server_pid()
        await until_gone(other, backend)
        await start(alive)
        await start(other)
        assert await statuses(other) == ["FAILED", "RUNNING", "RUNNING"]


async def test_closing_the_dead_leaves_no_lock_behind(database_url: str) -> None:
    async with raw_connection(database_url) as connection:
        async with raw_connection(database_url) as dying:
            await start(dying)
            backend = dying.get_server_pid()
        await until_gone(connection, backend)
        await finish(connection, await start(connection))
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        assert await connection.fetchval(locks) == 0
