"""The online stores when they are away, empty, damaged, or hold half a row.

What Feast writes and reads is held against this reading in tests/feature_store/test_agreement.py.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from struct import pack
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from app.clients import feast_format
from app.clients.feast import (
    JOIN_KEY,
    PROJECT,
    OnlineRow,
    OnlineStoreUnavailable,
    SqliteOnlineStore,
    online_store,
    redis_online_store,
    sqlite_path,
)
from app.config import Settings
from tests.servers import free_port

VIEW, NAMES = "view-1", ("first", "second")
AS_OF = datetime(2024, 8, 17, 14, 0, 0, 123456, tzinfo=UTC)
ROW = OnlineRow(AS_OF, "ab" * 32, "cd" * 16, (0.5, -2.0))
WRITTEN = {
    "digest": b"\x0a\x20" + bytes.fromhex(ROW.digest),
    "inputs": b"\x0a\x10" + bytes.fromhex(ROW.inputs),
    "first": b"\x35" + pack("<f", 0.5),
    "second": b"\x35" + pack("<f", -2.0),
    "instant": bytes.fromhex("20c0b4fbee97fc8703"),
}


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    opened = Redis.from_url(redis_url)
    await opened.flushdb()
    yield opened
    await opened.aclose()


async def write(client: Redis, match_id: int, values: dict[str, bytes]) -> None:
    key = feast_format.entity_key(JOIN_KEY, match_id) + PROJECT.encode()
    fields = {feast_format.redis_field(VIEW, name): value for name, value in values.items()}
    for field, value in fields.items():
        await client.eval("redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])", 1, key, field, value)


async def test_whole_rows_are_read_and_halves_are_not(client: Redis, redis_url: str) -> None:
    await write(client, 7, WRITTEN)
    await write(client, 8, {name: value for name, value in WRITTEN.items() if name != "second"})
    async with redis_online_store(redis_url) as store:
        assert await store.read(VIEW, NAMES, [6, 7, 8]) == {7: ROW}
        assert set(await store.read(VIEW, (), [8, 7])) == {7, 8}
        assert await store.read("view-2", NAMES, [7]) == {}
        assert await store.read(VIEW, NAMES, []) == {}


@pytest.mark.parametrize("name", WRITTEN)
async def test_what_feast_did_not_write_is_refused(client: Redis, redis_url: str, name: str) -> None:
    await write(client, 7, WRITTEN | {name: b"\x00" + WRITTEN[name][1:]})
    async with redis_online_store(redis_url) as store:
        with pytest.raises(OnlineStoreUnavailable, match="materialize"):
            await store.read(VIEW, NAMES, [7])


async def test_a_redis_that_is_away_is_told_at_once() -> None:
    async with redis_online_store(f"redis://127.0.0.1:{free_port()}/0") as store:
        with pytest.raises(OnlineStoreUnavailable, match="check that it runs"):
            await store.read(VIEW, NAMES, [7])


async def test_a_file_that_is_not_there_or_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "online.db"
    with pytest.raises(OnlineStoreUnavailable, match="materialize"):
        await SqliteOnlineStore(path).read(VIEW, NAMES, [7])
    assert not path.exists()
    path.write_text("no database")
    with pytest.raises(OnlineStoreUnavailable, match="materialize"):
        await SqliteOnlineStore(path).read(VIEW, NAMES, [7])


async def test_a_file_gives_whole_rows_only(tmp_path: Path) -> None:
    path = sqlite_path(tmp_path)
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(f'CREATE TABLE "{PROJECT}_{VIEW}" (entity_key BLOB, feature_name TEXT, value BLOB)')
        for match_id, names in ((7, WRITTEN), (8, {"first", "instant"})):
            key = feast_format.entity_key(JOIN_KEY, match_id)
            opened.executemany(
                f'INSERT INTO "{PROJECT}_{VIEW}" VALUES (?, ?, ?)',
                [(key, name, WRITTEN[name]) for name in names],
            )
    async with online_store(Settings(feast_repo=tmp_path)) as store:
        assert store is not None
        assert await store.read(VIEW, NAMES, [6, 7, 8]) == {7: ROW}


async def test_without_a_repository_there_is_no_store(redis_url: str) -> None:
    assert urlsplit(redis_url).hostname == "127.0.0.1"
    async with online_store(Settings()) as store:
        assert store is None
