"""Counting the statements that really reach PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import asyncpg

from app.db.connection import connection

BACKGROUND = ("pg_advisory_unlock_all", "FROM model_version WHERE champion", "UPDATE job", 'UPDATE "job"')
"""What the pool, the model registry and the job runner send by themselves meanwhile."""


@asynccontextmanager
async def counted_statements() -> AsyncIterator[list[str]]:
    """Every statement of the open database (whose pool must hold one connection), as it is sent."""
    statements: list[str] = []

    def note(record: Any) -> None:
        if not any(text in record.query for text in BACKGROUND):
            statements.append(record.query)

    pool = cast("asyncpg.Pool[asyncpg.Record]", connection()._pool)
    assert pool.get_max_size() == 1
    async with pool.acquire() as only:
        only.add_query_logger(note)
    try:
        yield statements
    finally:
        async with pool.acquire() as only:
            only.remove_query_logger(note)
