"""Reading the online values that Feast wrote, from Redis or SQLite, without Feast.

Feast takes seconds and 200 MB to load, so only the command that writes loads it; a test holds its own reading
against this one.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.clients import feast_format
from app.clients.feast_format import NotFeastFormat
from app.clients.redis import absent, make_redis
from app.config import Settings
from app.errors import Unavailable

if TYPE_CHECKING:
    import sqlite3

    from redis.asyncio import Redis

PROJECT = "football"
JOIN_KEY = "match_id"
INSTANT, DIGEST, INPUTS = "instant", "digest", "inputs"
"""What a row says of itself: microseconds since 1970 of its `as_of` (of Feast's own event time SQLite keeps
whole seconds only), sha256 of its values, and fingerprint of what they were computed from."""
TIMEOUT_S = 0.25
"""How long an answer from Redis, or SQLite's lock, is waited for: PostgreSQL is the faster answer then."""

CHUNK = 500

# one reply a match: thousands of small ones cost more than all the rest
_JOINED = """
local rows = {}
for place, key in ipairs(KEYS) do
    local values = redis.call('HMGET', key, unpack(ARGV))
    local whole = true
    for _, value in ipairs(values) do
        whole = whole and value
    end
    rows[place] = whole and table.concat(values)
end
return rows
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class OnlineStoreUnavailable(Unavailable):
    """The online store does not answer, or holds something that is not Feast's."""

    code = "ONLINE_STORE_UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class OnlineRow:
    """What is online of one match: its features, the instant (UTC) as of which they were computed, and digest
    and fingerprint (hex) of values and inputs."""

    as_of: datetime
    digest: str
    inputs: str
    values: tuple[float, ...]


class OnlineStore(Protocol):
    """Feature views of one project, by match id. Raises OnlineStoreUnavailable."""

    async def read(self, view: str, names: Sequence[str], match_ids: Sequence[int]) -> dict[int, OnlineRow]:
        """The rows that are there with all of these features and what is known of every row."""


@asynccontextmanager
async def online_store(settings: Settings) -> AsyncIterator[OnlineStore | None]:
    """The store that `football features materialize` writes to with these settings; None without Feast."""
    if settings.feast_repo is None:
        yield None
    elif settings.redis_url is None:
        yield SqliteOnlineStore(sqlite_path(settings.feast_repo))
    else:
        async with redis_online_store(settings.redis_url.get_secret_value()) as store:
            yield store


def sqlite_path(repo: Path) -> Path:
    return repo / "data" / "online.db"


@asynccontextmanager
async def redis_online_store(url: str) -> AsyncIterator["RedisOnlineStore"]:
    client = make_redis(url, TIMEOUT_S)
    try:
        yield RedisOnlineStore(client)
    finally:
        await client.aclose()


class RedisOnlineStore:
    def __init__(self, client: "Redis") -> None:
        self._client = client

    async def read(self, view: str, names: Sequence[str], match_ids: Sequence[int]) -> dict[int, OnlineRow]:
        fields = _fields(view, _in_order(names))
        rows: dict[int, OnlineRow] = {}
        try:
            for start in range(0, len(match_ids), CHUNK):
                part = match_ids[start : start + CHUNK]
                found: Any = await self._client.eval(_JOINED, len(part), *map(_redis_key, part), *fields)
                rows |= {
                    one: _row(joined, len(names))
                    for one, joined in zip(part, found, strict=True)
                    if joined is not None
                }
        except absent() as error:
            raise OnlineStoreUnavailable(
                f"Redis does not answer ({type(error).__name__}); check that it runs"
            ) from error
        return rows


def _in_order(names: Sequence[str]) -> tuple[str, ...]:
    """Joined in this order, values can be told apart: all but the last have a known length."""
    return (DIGEST, INPUTS, *names, INSTANT)


@lru_cache(maxsize=64)
def _fields(view: str, features: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(feast_format.redis_field(view, feature) for feature in features)


def _redis_key(match_id: int) -> bytes:
    return feast_format.entity_key(JOIN_KEY, match_id) + PROJECT.encode()


def _row(joined: bytes, count: int) -> OnlineRow:
    """The row of the serialised values joined. Raises OnlineStoreUnavailable."""
    inputs, features = 2 + 32, 2 + 32 + 2 + 16
    instant = features + feast_format.FLOAT_BYTES * count
    try:
        return OnlineRow(
            as_of=_EPOCH + timedelta(microseconds=feast_format.integer(joined[instant:])),
            digest=feast_format.blob(joined[:inputs]).hex(),
            inputs=feast_format.blob(joined[inputs:features]).hex(),
            values=feast_format.floats(joined[features:instant]),
        )
    except (NotFeastFormat, OverflowError) as broken:
        raise OnlineStoreUnavailable(
            f"the online store holds what Feast did not write ({broken}); "
            "empty it and run `football features materialize`"
        ) from broken


class SqliteOnlineStore:
    """A file on this machine: for one process or a few, where there is no Redis."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self, view: str, names: Sequence[str], match_ids: Sequence[int]) -> dict[int, OnlineRow]:
        import sqlite3  # noqa: PLC0415  1 MB that only this store needs

        try:
            return await asyncio.to_thread(self._read, view, _in_order(names), match_ids)
        except sqlite3.Error as error:
            raise OnlineStoreUnavailable(
                f"the online store {self._path} cannot be read ({error}); run `football features materialize`"
            ) from error

    def _read(self, view: str, names: tuple[str, ...], match_ids: Sequence[int]) -> dict[int, OnlineRow]:
        import sqlite3  # noqa: PLC0415  1 MB that only this store needs

        keys = {feast_format.entity_key(JOIN_KEY, one): one for one in match_ids}
        found: dict[int, dict[str, bytes]] = {}
        uri = f"{self._path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=TIMEOUT_S)) as opened:
            for start in range(0, len(match_ids), CHUNK):
                for key, name, value in _chunk(opened, view, names, list(keys)[start : start + CHUNK]):
                    found.setdefault(keys[key], {})[name] = value
        return {
            one: _row(b"".join(values[name] for name in names), len(names) - 3)
            for one, values in found.items()
            if len(values) == len(names)
        }


def _chunk(opened: "sqlite3.Connection", view: str, names: Sequence[str], keys: list[bytes]) -> list[Any]:
    table = f"{PROJECT}_{view}".replace('"', '""')
    return opened.execute(
        f'SELECT entity_key, feature_name, value FROM "{table}"'  # noqa: S608  a quoted name; values are bound
        f" WHERE entity_key IN ({_marks(keys)}) AND feature_name IN ({_marks(names)})",
        [*keys, *names],
    ).fetchall()


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
