"""Who shows which key: asked of the store rarely, and never believed for long."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from app.db.api_keys import VerifiableKey
from app.errors import Unavailable
from app.security.keyring import (
    FRESH_S,
    MAX_KNOWN,
    MAX_UNKNOWN,
    UNKNOWN_S,
    USED_EVERY_S,
    KeyRefused,
    KeyRing,
)
from app.security.keys import NewKey, mint
from app.security.viewer import Role

NOW = datetime(2026, 8, 15, tzinfo=UTC)
HERE = "192.0.2.1"


@dataclass
class Shelf:
    """A store of keys that counts what it is asked."""

    rows: dict[str, VerifiableKey] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    used: list[list[int]] = field(default_factory=list)
    touched: asyncio.Event = field(default_factory=asyncio.Event)
    away: bool = False

    def add(self, role: Role = Role.READER, **changes: object) -> NewKey:
        key = mint()
        row = VerifiableKey(len(self.rows) + 1, key.prefix, key.digest, "ada", role, None, None, None)
        self.rows[key.prefix] = replace(row, **changes)  # type: ignore[arg-type]  # fields of the row
        return key

    def revoke(self, key: NewKey) -> None:
        self.rows[key.prefix] = replace(self.rows[key.prefix], revoked_at=NOW)

    async def by_prefix(self, prefix: str) -> VerifiableKey | None:
        self.asked.append(prefix)
        await asyncio.sleep(0)
        if self.away:
            raise Unavailable("away")
        return self.rows.get(prefix)

    async def living(self, ids: Sequence[int], at: datetime) -> Collection[int]:
        return [
            row.id
            for row in self.rows.values()
            if row.id in ids and row.revoked_at is None and (row.expires_at is None or row.expires_at > at)
        ]

    async def touch(self, ids: Sequence[int], at: datetime) -> None:
        assert at == NOW
        self.used.append(list(ids))
        self.touched.set()


@dataclass
class Times:
    """The clocks of a ring, moved by hand."""

    monotonic: float = 1000.0
    now: datetime = NOW


@dataclass
class Doors:
    """Connections that are open."""

    open: set[int] = field(default_factory=set)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def key_ids(self) -> Collection[int]:
        return self.open

    def forbid(self, key_id: int) -> None:
        self.open.discard(key_id)
        self.closed.set()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def ring(shelf: Shelf, times: Times) -> KeyRing:
    return KeyRing(shelf, lambda: times.now, Role.READER, monotonic=lambda: times.monotonic)


async def test_a_key_says_who_asks_and_what_they_may_do(ring: KeyRing, shelf: Shelf) -> None:
    key = shelf.add(Role.OPERATOR, rate_limit=7, expires_at=NOW + timedelta(days=1))
    viewer = await ring.authenticate(key.text, HERE)
    assert (viewer.name, viewer.role, viewer.key_id, viewer.address) == ("ada", Role.OPERATOR, 1, HERE)
    assert (viewer.key_prefix, viewer.rate_limit) == (key.prefix, 7)
    assert viewer.expires_at == NOW + timedelta(days=1)


async def test_without_a_key_a_viewer_is_anonymous_and_nothing_is_looked_up(
    ring: KeyRing, shelf: Shelf
) -> None:
    viewer = await ring.authenticate(None, HERE)
    assert (viewer.name, viewer.role, viewer.key_id) == ("anonymous", Role.READER, None)
    assert shelf.asked == []


async def test_a_key_is_looked_up_once_in_a_moment(ring: KeyRing, shelf: Shelf, times: Times) -> None:
    key = shelf.add()
    await asyncio.gather(*(ring.authenticate(key.text, HERE) for _ in range(50)))
    for _ in range(50):
        await ring.authenticate(key.text, HERE)
    assert len(shelf.asked) == 1
    times.monotonic += FRESH_S
    await ring.authenticate(key.text, HERE)
    assert len(shelf.asked) == 2


async def test_a_revoked_key_is_refused_within_a_second(ring: KeyRing, shelf: Shelf, times: Times) -> None:
    key = shelf.add()
    await ring.authenticate(key.text, HERE)
    shelf.revoke(key)
    times.monotonic += 0.5
    with pytest.raises(KeyRefused, match="was revoked"):
        await ring.authenticate(key.text, HERE)


async def test_an_expired_key_is_refused_at_once_though_it_is_known(
    ring: KeyRing, shelf: Shelf, times: Times
) -> None:
    key = shelf.add(expires_at=NOW + timedelta(seconds=1))
    await ring.authenticate(key.text, HERE)
    times.now += timedelta(seconds=1)
    with pytest.raises(KeyRefused, match="has expired"):
        await ring.authenticate(key.text, HERE)
    assert len(shelf.asked) == 1


async def test_the_right_prefix_with_another_secret_is_refused(ring: KeyRing, shelf: Shelf) -> None:
    key = shelf.add()
    shelf.rows[key.prefix] = replace(shelf.rows[key.prefix], digest=mint().digest)
    with pytest.raises(KeyRefused, match="nobody has this API key"):
        await ring.authenticate(key.text, HERE)


async def test_no_refusal_shows_the_secret(ring: KeyRing, shelf: Shelf, times: Times) -> None:
    revoked, expired, unknown = shelf.add(revoked_at=NOW), shelf.add(expires_at=NOW), mint()
    for text in (revoked.text, expired.text, unknown.text, unknown.text + "x"):
        with pytest.raises(KeyRefused) as refused:
            await ring.authenticate(text, HERE)
        assert text.rpartition("_")[2] not in str(refused.value)
    assert times.now == NOW


async def test_an_unknown_key_is_looked_up_once_in_a_while(ring: KeyRing, shelf: Shelf, times: Times) -> None:
    unknown = mint()
    for _ in range(10):
        with pytest.raises(KeyRefused):
            await ring.authenticate(unknown.text, HERE)
    assert len(shelf.asked) == 1
    times.monotonic += UNKNOWN_S
    with pytest.raises(KeyRefused):
        await ring.authenticate(unknown.text, HERE)
    assert len(shelf.asked) == 2


async def test_ten_thousand_bad_keys_grow_no_memory(ring: KeyRing, shelf: Shelf) -> None:
    known = shelf.add()
    for _ in range(10_000):
        with pytest.raises(KeyRefused):
            await ring.authenticate(mint().text, HERE)
    assert len(ring) <= MAX_UNKNOWN
    await ring.authenticate(known.text, HERE)


async def test_many_good_keys_are_remembered_up_to_a_bound(ring: KeyRing, shelf: Shelf) -> None:
    for _ in range(MAX_KNOWN + 100):
        await ring.authenticate(shelf.add().text, HERE)
    assert len(ring) == MAX_KNOWN


async def test_a_text_that_is_no_key_is_never_looked_up(ring: KeyRing, shelf: Shelf) -> None:
    for text in ("", "fp_", "x" * 100_000, "fp_" + "ä" * 58, mint().text.lower() + "?"):
        with pytest.raises(KeyRefused, match="not an API key"):
            await ring.authenticate(text, HERE)
    assert shelf.asked == []


async def test_a_database_that_is_away_lets_nobody_in_and_is_not_remembered(
    ring: KeyRing, shelf: Shelf
) -> None:
    key = shelf.add()
    shelf.away = True
    with pytest.raises(Unavailable):
        await ring.authenticate(key.text, HERE)
    shelf.away = False
    assert (await ring.authenticate(key.text, HERE)).name == "ada"


async def test_a_request_that_is_cancelled_does_not_end_the_look_up_of_others(
    ring: KeyRing, shelf: Shelf
) -> None:
    key = shelf.add()
    first = asyncio.create_task(ring.authenticate(key.text, HERE))
    second = asyncio.create_task(ring.authenticate(key.text, HERE))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).name == "ada"
    assert len(shelf.asked) == 1


async def test_open_connections_of_a_key_that_ends_are_ended(shelf: Shelf) -> None:
    living, revoked = shelf.add(), shelf.add()
    doors = Doors({1, 2})
    async with KeyRing(shelf, lambda: NOW, None) as ring:
        ring.guard(doors)
        shelf.revoke(revoked)
        async with asyncio.timeout(5):
            await doors.closed.wait()
        assert doors.open == {shelf.rows[living.prefix].id}


async def test_use_is_written_at_the_end_and_not_with_each_request(shelf: Shelf) -> None:
    keys = [shelf.add(), shelf.add()]
    async with KeyRing(shelf, lambda: NOW, None) as ring:
        for _ in range(100):
            for key in keys:
                await ring.authenticate(key.text, HERE)
        assert shelf.used == []
    assert shelf.used == [[1, 2]]


async def test_use_is_written_once_a_minute(shelf: Shelf, times: Times) -> None:
    key = shelf.add()
    async with KeyRing(shelf, lambda: NOW, None, monotonic=lambda: times.monotonic) as ring:
        await ring.authenticate(key.text, HERE)
        times.monotonic += USED_EVERY_S
        async with asyncio.timeout(5):
            await shelf.touched.wait()
    assert shelf.used == [[1]]
