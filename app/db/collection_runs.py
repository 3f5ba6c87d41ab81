"""The book of collection runs, and what each source has delivered.

A run's process holds a lock of its id, so a dead run can be told from a slow one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from app.db.connection import RawConnection
from app.db.listing import Listing
from app.db.models import WorkStatus
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import fetch, from_json

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


LATEST_FIRST = Ordering(
    "STARTED_AT_DESC", ("r.started_at", "r.id"), ("timestamptz", "bigint"), descending=True
)


@dataclass(frozen=True, slots=True)
class RunRow:
    id: int
    source: str
    requested: Mapping[str, Any]
    status: WorkStatus
    started_at: datetime
    finished_at: datetime | None
    added: int
    changed: int
    unchanged: int
    refused: int
    report: Any
    error: str | None


@dataclass(frozen=True, slots=True)
class RunFilter:
    source: str | None = None
    status: WorkStatus | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of data; `byte_count` is the size of its payloads before compression."""

    name: str
    payloads: int
    byte_count: int
    matches: int
    last_fetched_at: datetime | None
    last_run_id: int | None


async def page(where: RunFilter, part: Slice) -> Page[RunRow]:
    return await _RUNS.page(_where(where), part)


async def count(where: RunFilter) -> int:
    return await _RUNS.count(_where(where))


async def by_ids(ids: Sequence[int]) -> dict[int, RunRow]:
    return await _RUNS.by_ids(ids)


async def sources() -> tuple[SourceRow, ...]:
    """Every source that a run, a payload or a match came from, in order of name."""
    rows = await fetch(
        "WITH raw AS (SELECT source, count(*) AS payloads, sum(byte_count) AS bytes, "
        " max(fetched_at) AS fetched FROM raw_record GROUP BY source),"
        " played AS (SELECT source, count(*) AS matches FROM match GROUP BY source),"
        " run AS (SELECT DISTINCT ON (source) source, id FROM collection_run"
        " ORDER BY source, started_at DESC, id DESC)"
        " SELECT source AS name, coalesce(raw.payloads, 0) AS payloads,"
        " coalesce(raw.bytes, 0)::bigint AS byte_count, coalesce(played.matches, 0) AS matches,"
        " raw.fetched AS last_fetched_at, run.id AS last_run_id"
        " FROM raw FULL JOIN played USING (source) FULL JOIN run USING (source) ORDER BY source"
    )
    return tuple(SourceRow(**row) for row in rows)


def _where(where: RunFilter) -> Where:
    conditions = Where()
    if where.source is not None:
        conditions.add("r.source = {}", where.source)
    if where.status is not None:
        conditions.add("r.status = {}", where.status.value)
    return conditions


def _row(row: dict[str, Any]) -> RunRow:
    return RunRow(
        **(
            row
            | {
                "status": WorkStatus(row["status"]),
                "requested": from_json(row["requested"]),
                "report": from_json(row["report"]),
            }
        )
    )


_RUNS = Listing(
    "r.id, r.source, r.requested, r.status, r.started_at, r.finished_at, r.added, r.changed, r.unchanged,"
    " r.refused, r.report, r.error",
    "collection_run r",
    "r.id",
    _row,
)
