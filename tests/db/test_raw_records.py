"""Payloads as they were received."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256

import asyncpg
import pytest

from app.db import raw_records
from app.db.connection import RawConnection, raw_connection

AT = datetime(2024, 8, 18, 6, tzinfo=UTC)
KEY = "mmz4281/2425/E0.csv"


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[RawConnection]:
    async with raw_connection(database_url) as opened:
        yield opened


async def store(
    connection: RawConnection, payload: bytes, *, etag: str | None = None
) -> raw_records.RawRecord:
    return await raw_records.store(connection, "football-data", KEY, payload, etag=etag, at=AT)


async def latest(connection: RawConnection) -> raw_records.RawRecord | None:
    return await raw_records.latest(connection, "football-data", KEY)


async def test_a_payload_is_kept_as_received_with_its_checksum(connection: RawConnection) -> None:
    payload = b"Div,Date\n" * 1000
    record = await store(connection, payload, etag='"v1"')
    assert (record.checksum, record.etag, record.normalised) == (
        sha256(payload).hexdigest(),
        '"v1"',
        False,
    )
    assert await raw_records.payload(connection, record.id) == payload
    assert await connection.fetchval("SELECT octet_length(payload) FROM raw_record") < len(payload) / 10


async def test_the_payload_received_last_is_the_latest_even_if_the_clock_stands_still(
    connection: RawConnection,
) -> None:
    assert await latest(connection) is None
    first = await store(connection, b"first")
    second = await store(connection, b"second")
    assert await latest(connection) == second
    assert (await store(connection, b"first")).id == first.id
    assert (await latest(connection) or second).id == first.id


async def test_the_same_payload_again_stays_normalised_and_takes_the_new_etag(
    connection: RawConnection,
) -> None:
    record = await store(connection, b"same", etag='"v1"')
    await raw_records.mark_normalised(connection, record.id, {"matches": 380}, at=AT)
    again = await store(connection, b"same", etag='"v2"')
    assert again == record._replace(etag='"v2"', normalised=True, matches=380)


async def test_a_superseded_payload_that_comes_back_is_to_be_normalised_again(
    connection: RawConnection,
) -> None:
    for payload in (b"first", b"second"):
        record = await store(connection, payload)
        await raw_records.mark_normalised(connection, record.id, {}, at=AT)
    assert not (await store(connection, b"first")).normalised


async def test_a_refused_payload_keeps_its_reason_and_stays_to_be_normalised(
    connection: RawConnection,
) -> None:
    record = await store(connection, b"<html>")
    await raw_records.note_refusal(connection, record.id, "it is an HTML page")
    assert await raw_records.lock_unnormalised(connection, record.id)
    assert await connection.fetchval("SELECT report->>'error' FROM raw_record") == "it is an HTML page"


async def test_only_one_transaction_at_a_time_normalises_a_record(
    connection: RawConnection, database_url: str
) -> None:
    record = await store(connection, b"payload")
    async with connection.transaction(), raw_connection(database_url) as other:
        assert await raw_records.lock_unnormalised(connection, record.id)
        await other.execute("SET lock_timeout = '50ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await raw_records.lock_unnormalised(other, record.id)
        await raw_records.mark_normalised(connection, record.id, {}, at=AT)
    assert not await raw_records.lock_unnormalised(connection, record.id)


async def test_a_record_that_is_gone_is_an_error(connection: RawConnection) -> None:
    with pytest.raises(LookupError, match="raw record 1 is gone"):
        await raw_records.payload(connection, 1)
