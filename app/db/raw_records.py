"""Payloads as they were received. The newest record of a key tells what is in the database of that file."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from app.db.connection import RawConnection

COMPRESSION_LEVEL = 6


class RawRecord(NamedTuple):
    """`normalised` tells whether its content is in the tables, `matches` how many it told of."""

    id: int
    checksum: str
    etag: str | None
    normalised: bool
    matches: int


_FIELDS = "id, checksum, etag, normalised_at IS NOT NULL, coalesce((report->>'matches')::int, 0)"


async def latest(connection: RawConnection, source: str, key: str) -> RawRecord | None:
    """The payload received last, whether it was normalised or not."""
    row = await connection.fetchrow(
        f"SELECT {_FIELDS} FROM raw_record"
        " WHERE source = $1 AND key = $2 ORDER BY fetched_at DESC, id DESC LIMIT 1",
        *(source, key),
    )
    return None if row is None else RawRecord(*row.values())


async def store(
    connection: RawConnection, source: str, key: str, payload: bytes, *, etag: str | None, at: datetime
) -> RawRecord:
    """Keep the payload, in a transaction of its own, and return its record.

    A payload that was superseded and comes back is the newest again, and to be normalised again.
    """
    checksum = sha256(payload).hexdigest()
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{source} {key}")
        before = await latest(connection, source, key)
        again = before is not None and before.checksum == checksum
        row = await connection.fetchrow(
            "INSERT INTO raw_record"
            " (source, key, checksum, payload, compressed, byte_count, etag, fetched_at)"
            # later than the record it supersedes, whatever the clock does
            " VALUES ($1::varchar, $2::varchar, $3, $4, TRUE, $5, $6, greatest($7, (SELECT max(fetched_at)"
            " + INTERVAL '1 microsecond' FROM raw_record WHERE source = $1::varchar AND key = $2::varchar)))"
            " ON CONFLICT (source, key, checksum) DO UPDATE SET etag = excluded.etag,"
            " fetched_at = excluded.fetched_at,"
            " normalised_at = CASE WHEN $8 THEN raw_record.normalised_at END"
            f" RETURNING {_FIELDS}",
            *(
                source,
                key,
                checksum,
                zlib.compress(payload, COMPRESSION_LEVEL),
                len(payload),
                etag,
                at,
                again,
            ),
        )
    assert row is not None  # noqa: S101  the upsert always gives its row
    return RawRecord(*row.values())


async def payload(connection: RawConnection, record_id: int) -> bytes:
    row = await connection.fetchrow("SELECT payload, compressed FROM raw_record WHERE id = $1", record_id)
    if row is None:
        raise LookupError(f"raw record {record_id} is gone")
    content: bytes = row["payload"]
    return zlib.decompress(content) if row["compressed"] else content


async def lock_unnormalised(connection: RawConnection, record_id: int) -> bool:
    """Whether this record is still to be normalised; if so it stays locked to the end of the transaction."""
    found = await connection.fetchval(
        "SELECT id FROM raw_record WHERE id = $1 AND normalised_at IS NULL FOR UPDATE", record_id
    )
    return found is not None


async def mark_normalised(
    connection: RawConnection, record_id: int, report: Mapping[str, Any], *, at: datetime
) -> None:
    await connection.execute(
        "UPDATE raw_record SET normalised_at = $2, report = $3 WHERE id = $1",
        *(record_id, at, orjson.dumps(report).decode()),
    )


async def note_refusal(connection: RawConnection, record_id: int, reason: str) -> None:
    """Keep why a payload was refused as a whole. It stays to be normalised: a better reader may come."""
    report = orjson.dumps({"error": reason}).decode()
    await connection.execute("UPDATE raw_record SET report = $2 WHERE id = $1", record_id, report)
