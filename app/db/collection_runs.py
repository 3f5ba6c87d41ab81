"""The book of collection runs.

A run's process holds a lock of its id, so a dead run can be told from a slow one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from app.db.connection import RawConnection

RUN_LOCK = 0x436F6C6C  # "Coll"


class RunCounts(NamedTuple):
    added: int
    changed: int
    unchanged: int
    refused: int


async def start(connection: RawConnection, source: str, requested: Mapping[str, Any], *, at: datetime) -> int:
    """Open a run, closing those whose process has died; its lock lasts as long as the connection."""
    await _close_dead(connection, at=at)
    async with connection.transaction():
        added = await connection.fetchval(
            "INSERT INTO collection_run (source, requested, status, started_at)"
            " VALUES ($1, $2, 'RUNNING', $3) RETURNING id",
            *(source, orjson.dumps(requested).decode(), at),
        )
        # taken before the row can be seen, so nobody takes this run for a dead one
        await connection.execute("SELECT pg_advisory_lock($1, $2)", RUN_LOCK, int(added) % 2**31)
    return int(added)


async def finish(
    connection: RawConnection,
    run_id: int,
    *,
    status: str,
    counts: RunCounts,
    report: Mapping[str, Any],
    error: str | None,
    at: datetime,
) -> None:
    await connection.execute(
        "UPDATE collection_run SET status = $2, finished_at = $3, added = $4, changed = $5, unchanged = $6,"
        " refused = $7, report = $8, error = $9 WHERE id = $1",
        *(run_id, status, at, *counts, orjson.dumps(report).decode(), error),
    )
    await connection.execute("SELECT pg_advisory_unlock($1, $2)", RUN_LOCK, run_id % 2**31)


async def _close_dead(connection: RawConnection, *, at: datetime) -> None:
    running = await connection.fetch("SELECT id FROM collection_run WHERE status = 'RUNNING'")
    for run_id in (int(row["id"]) for row in running):
        lock = (RUN_LOCK, run_id % 2**31)
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", *lock):
            continue
        await connection.execute(
            "UPDATE collection_run SET status = 'FAILED', finished_at = $2, error = $3"
            " WHERE id = $1 AND status = 'RUNNING'",
            *(run_id, at, "the process ended before the run did; run it again to finish it"),
        )
        await connection.execute("SELECT pg_advisory_unlock($1, $2)", *lock)
