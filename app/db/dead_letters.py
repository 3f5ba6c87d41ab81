"""Messages of a feed that could not be used: why, and their bytes as they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db.outbox import CHANNEL
from app.db.sql import fetch

MAX_REASON = 500
LARGEST_PUBLISHED_BYTES = 500_000
"""What is larger is published without its body: header `dead-letter` tells under which id it is kept."""

_INSERT = f"""
WITH new AS (
    INSERT INTO dead_letter (topic, partition, "offset", key, payload, code, reason, received_at)
    SELECT topic, partition, "offset", key, payload, code, reason, $9
    FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bytea[], $6::bytea[], $7::text[], $8::text[])
        WITH ORDINALITY AS given (topic, partition, "offset", key, payload, code, reason, place)
    ORDER BY place
    ON CONFLICT (topic, partition, "offset") DO NOTHING
    RETURNING *
), told AS (
    INSERT INTO outbox_message (topic, key, payload, headers, created_at)
    SELECT $1, key, CASE WHEN octet_length(payload) > {LARGEST_PUBLISHED_BYTES} THEN '' ELSE payload END,
        jsonb_build_object('dead-letter', id::text, 'code', code, 'reason', reason, 'topic', topic,
            'partition', partition::text, 'offset', "offset"::text), $9
    FROM new ORDER BY id
)
SELECT pg_notify('{CHANNEL}', '') FROM (SELECT count(*) FROM new) written
"""
_COLUMNS = 'id, topic, partition, "offset", key, payload, code, reason, received_at, replayed_at'
_LIST = f"""
SELECT {_COLUMNS} FROM dead_letter
WHERE ($1::boolean OR replayed_at IS NULL) ORDER BY received_at DESC, id DESC LIMIT $2
"""
_WAITING = f"SELECT {_COLUMNS} FROM dead_letter WHERE replayed_at IS NULL AND id > $1 ORDER BY id LIMIT $2"
_BY_ID = f"SELECT {_COLUMNS} FROM dead_letter WHERE id = ANY($1::bigint[]) ORDER BY id"
_AT = f'SELECT {_COLUMNS} FROM dead_letter WHERE (topic, partition, "offset") = ($1, $2::int, $3::bigint)'
_KNOWN = "SELECT event_id FROM match_event WHERE event_id = ANY($1::text[])"
_COUNT = "SELECT count(*) AS count FROM dead_letter WHERE replayed_at IS NULL"


@dataclass(frozen=True, slots=True)
class NewDeadLetter:
    topic: str
    partition: int
    offset: int
    key: bytes | None
    payload: bytes
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeadLetter(NewDeadLetter):
    id: int
    received_at: datetime
    replayed_at: datetime | None


async def append(
    transaction: BaseDBAsyncClient, new: Sequence[NewDeadLetter], at: datetime, *, publish_to: str
) -> None:
    """Keep the messages in this transaction and have them published to a topic; one that is kept already
    (by topic, partition and offset) stays as it is."""
    if not new:
        return
    rows = [
        (one.topic, one.partition, one.offset, one.key, one.payload, one.code, _storable(one.reason))
        for one in new
    ]
    await transaction.execute_query(_INSERT, [publish_to, *map(list, zip(*rows, strict=True)), at])


async def newest(limit: int, *, replayed: bool = False) -> list[DeadLetter]:
    """The newest first; those that were replayed only if asked for."""
    return [_letter(row) for row in await fetch(_LIST, replayed, limit)]


async def waiting(after: int, limit: int) -> list[DeadLetter]:
    """Those that were not replayed, in the order they came, beyond this id."""
    return [_letter(row) for row in await fetch(_WAITING, after, limit)]


async def by_id(ids: Sequence[int]) -> list[DeadLetter]:
    return [_letter(row) for row in await fetch(_BY_ID, list(ids))]


async def at(topic: str, partition: int, offset: int) -> DeadLetter | None:
    """The dead letter that the message at this place became."""
    return next((_letter(row) for row in await fetch(_AT, topic, partition, offset)), None)


async def known_events(event_ids: Sequence[str]) -> set[str]:
    """Which of these events had their effect."""
    return {row["event_id"] for row in await fetch(_KNOWN, list(event_ids))}


async def mark_replayed(ids: Sequence[int], at: datetime) -> None:
    await fetch("UPDATE dead_letter SET replayed_at = $2 WHERE id = ANY($1::bigint[])", list(ids), at)


async def count_waiting() -> int:
    return int((await fetch(_COUNT))[0]["count"])


def _storable(reason: str) -> str:
    """PostgreSQL keeps no NUL in a text; a letter that cannot be written would come back for ever."""
    return reason.replace("\0", "\N{REPLACEMENT CHARACTER}")[:MAX_REASON]


def _letter(row: dict[str, Any]) -> DeadLetter:
    return DeadLetter(**row)
