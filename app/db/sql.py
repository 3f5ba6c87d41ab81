"""Running a statement on the open database: values in, rows out."""

from typing import Any, cast

import asyncpg
import orjson

from app.db.connection import connection


async def records(sql: str, *params: object) -> list[asyncpg.Record]:
    """The rows as the driver makes them, without the ORM's layers in between: for what is asked often.

    Inside a transaction of this task it is asked there. Raises Unavailable, or the driver's own errors.
    """
    return await connection().records(sql, params)


async def fetch(sql: str, *params: object) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], await connection().execute_query_dict(sql, list(params)))


async def fetch_count(sql: str, *params: object) -> int:
    """The one number that a `SELECT count(*) AS count` answers."""
    return int((await fetch(sql, *params))[0]["count"])


def array(place: str, kind: str) -> str:
    """SQL: the array given at this place, its length hidden from the planner.

    PostgreSQL trusts that a plan for the length at hand is better than one for any, makes one at each run,
    and takes longer for that than for the few rows that are asked for.
    """
    return f"(SELECT {place}::{kind}[])::{kind}[]"


def from_json(value: str | bytes | None) -> Any:
    """A jsonb column's value; asyncpg hands it over as text."""
    return None if value is None else orjson.loads(value)
