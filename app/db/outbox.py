"""Messages that are still to be published: written in the transaction of the effect they tell of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import orjson
from tortoise.backends.base.client import BaseDBAsyncClient

from app.db.connection import RawConnection
from app.db.sql import fetch, from_json

CHANNEL = "football_outbox"
"""Where the database notifies of new messages."""

_INSERT = f"""
WITH new AS (
    INSERT INTO outbox_message (topic, key, payload, headers, match_id, created_at)
    SELECT topic, key, payload, headers, match_id, $6
    FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::jsonb[], $5::bigint[])
        WITH ORDINALITY AS given (topic, key, payload, headers, match_id, place)
    ORDER BY place
    RETURNING id
)
SELECT pg_notify('{CHANNEL}', '') FROM (SELECT count(*) FROM new) written
"""
_COLUMNS = "id, topic, key, payload, headers, created_at"
_UNTOLD = f"SELECT {_COLUMNS} FROM outbox_message WHERE id > $1 ORDER BY id LIMIT $2"
_OLDEST = f"SELECT {_COLUMNS} FROM outbox_message WHERE id <= $1 ORDER BY id LIMIT $2"
_START = "SELECT id FROM outbox_message ORDER BY id DESC OFFSET $1 LIMIT 1"
_BACKLOG = "SELECT count(*) AS count, min(created_at) AS oldest FROM outbox_message"


@dataclass(frozen=True, slots=True)
class NewMessage:
    topic: str
    key: bytes | None
    payload: bytes
    match_id: int | None = None
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it waits; `id` gives the order."""

    id: int
    topic: str
    key: bytes | None
    payload: bytes
    headers: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages that wait, and for how many seconds the oldest has."""

    messages: int
    age_s: float


async def append(transaction: BaseDBAsyncClient, new: Sequence[NewMessage], at: datetime) -> None:
    """Write the messages, in order, in this transaction; relays hear of them once it commits."""
    if new:
        await transaction.execute_query(
            _INSERT,
            [
                [one.topic for one in new],
                [one.key for one in new],
                [one.payload for one in new],
                [None if one.headers is None else orjson.dumps(one.headers).decode() for one in new],
                [one.match_id for one in new],
                at,
            ],
        )


async def backlog(now: datetime) -> Backlog:
    row = (await fetch(_BACKLOG))[0]
    age_s = 0.0 if row["oldest"] is None else (now - row["oldest"]).total_seconds()
    return Backlog(row["count"], max(round(age_s, 1), 0.0))


async def after(connection: RawConnection, mark: int, limit: int) -> list[Message]:
    """The next messages beyond this mark."""
    return [_message(row) for row in await connection.fetch(_UNTOLD, mark, limit)]


async def oldest(connection: RawConnection, mark: int, limit: int) -> list[Message]:
    """The messages that wait longest, none beyond this mark."""
    return [_message(row) for row in await connection.fetch(_OLDEST, mark, limit)]


async def mark_before_newest(connection: RawConnection, count: int) -> int:
    """A mark that leaves at most this many messages beyond it."""
    return int(await connection.fetchval(_START, count) or 0)


async def remove(connection: RawConnection, ids: Sequence[int]) -> None:
    await connection.execute("DELETE FROM outbox_message WHERE id = ANY($1::bigint[])", list(ids))


def _message(row: asyncpg.Record) -> Message:
    values: dict[str, Any] = dict(row)
    return Message(**(values | {"headers": from_json(values["headers"]) or {}}))
