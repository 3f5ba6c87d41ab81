"""Who shows which API key, as one process knows it: keys are looked up once in a moment, not once a request.

What is known of a key is forgotten after `FRESH_S`, and the keys of open connections are looked up as often:
a key that is revoked or expires stops working everywhere within a second, as long as PostgreSQL answers.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Protocol, Self

from app.clock import Clock
from app.errors import FootballError, Unavailable
from app.log import get_logger
from app.recent import Recent
from app.security.keys import parse
from app.security.viewer import ANONYMOUS, Role, Viewer

FRESH_S = 0.4
"""Half a second, less what a look-up takes."""
UNKNOWN_S = 10.0
"""A prefix that nobody has will not be given out meanwhile: it is random."""
MAX_KNOWN = 4096
MAX_UNKNOWN = 1024
USED_EVERY_S = 60.0
"""How often it is written which keys were used: each write makes every kept answer be made anew."""
TASK = "api keys"

log = get_logger(__name__)


class KeyRefused(FootballError):
    """A key was shown that does not let anybody in."""

    code = "UNAUTHENTICATED"


class StoredKey(Protocol):
    """A key as the database has it."""

    @property
    def id(self) -> int: ...
    @property
    def prefix(self) -> str: ...
    @property
    def digest(self) -> bytes: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def rate_limit(self) -> int | None: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...


class KeyStore(Protocol):
    """Where keys are kept. Every call may raise Unavailable."""

    async def by_prefix(self, prefix: str) -> StoredKey | None: ...

    async def living(self, ids: Sequence[int], at: datetime) -> Collection[int]:
        """Those of these keys that are neither revoked nor expired."""
        ...

    async def touch(self, ids: Sequence[int], at: datetime) -> None:
        """These keys were used."""
        ...


class Connections(Protocol):
    """Connections that stay open, by the keys that opened them."""

    def key_ids(self) -> Collection[int]: ...

    def forbid(self, key_id: int) -> None:
        """End those of this key."""
        ...


class KeyRing:
    """Tells viewers by the keys they show; `anonymous` is the role of those who show none."""

    def __init__(
        self,
        store: KeyStore,
        clock: Clock,
        anonymous: Role | None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._anonymous = anonymous
        self._monotonic = monotonic
        self._known = Recent[str, tuple[StoredKey, float]](MAX_KNOWN)
        self._unknown = Recent[str, float](MAX_UNKNOWN)
        self._asking: dict[str, asyncio.Task[StoredKey | None]] = {}
        self._used: set[int] = set()
        self._used_at = monotonic()
        self._connections: Connections | None = None
        self._watching: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """How many prefixes are remembered, of keys and of none."""
        return len(self._known) + len(self._unknown)

    async def __aenter__(self) -> Self:
        self._watching = asyncio.create_task(self._watch(), name=TASK)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        with contextlib.suppress(Unavailable):
            await self._write_used()

    def guard(self, connections: Connections) -> None:
        """End connections whose key has ended."""
        self._connections = connections

    async def authenticate(self, key: str | None, address: str) -> Viewer:
        """The viewer who shows this key. Raises KeyRefused, and Unavailable while a look-up is needed
        and the database is away."""
        if key is None:
            return _anonymous(self._anonymous, address)
        parsed = parse(key)
        if parsed is None:
            raise KeyRefused("this is not an API key: it was mistyped or cut off")
        stored = await self._find(parsed.prefix)
        if not parsed.matches(None if stored is None else stored.digest) or stored is None:
            raise KeyRefused("nobody has this API key; an admin creates keys: `football keys create`")
        if stored.revoked_at is not None:
            raise KeyRefused(f"the API key {stored.prefix} was revoked; ask an admin for another one")
        if stored.expires_at is not None and stored.expires_at <= self._clock():
            raise KeyRefused(f"the API key {stored.prefix} has expired; ask an admin for another one")
        self._used.add(stored.id)
        return _viewer(stored, address)

    async def _find(self, prefix: str) -> StoredKey | None:
        now = self._monotonic()
        found = self._known.get(prefix)
        if found is not None and now < found[1]:
            return found[0]
        if now < (self._unknown.get(prefix) or 0.0):
            return None
        return await self._ask(prefix)

    async def _ask(self, prefix: str) -> StoredKey | None:
        """Look it up, once for all who wait; a request that is cancelled does not end it."""
        asking = self._asking.get(prefix)
        if asking is None:
            asking = self._asking[prefix] = asyncio.create_task(self._look_up(prefix))
            asking.add_done_callback(partial(self._asked, prefix))
        return await asyncio.shield(asking)

    def _asked(self, prefix: str, asking: asyncio.Task[StoredKey | None]) -> None:
        self._asking.pop(prefix, None)
        if not asking.cancelled():
            asking.exception()  # those who wait are told; there may be nobody left

    async def _look_up(self, prefix: str) -> StoredKey | None:
        began = self._monotonic()
        stored = await self._store.by_prefix(prefix)
        if stored is None:
            self._known.pop(prefix)
            self._unknown.put(prefix, began + UNKNOWN_S)
        else:
            self._known.put(prefix, (stored, began + FRESH_S))
        return stored

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(FRESH_S)
            try:
                await self._end_dead()
                if self._monotonic() - self._used_at >= USED_EVERY_S:
                    await self._write_used()
            except Exception as error:  # noqa: BLE001  the edge of a task: the database may be away for a while
                log.warning("api_keys_unchecked", error=type(error).__name__)

    async def _end_dead(self) -> None:
        held = set() if self._connections is None else set(self._connections.key_ids())
        if held and self._connections is not None:
            for dead in held - set(await self._store.living(sorted(held), self._clock())):
                self._connections.forbid(dead)

    async def _write_used(self) -> None:
        used, self._used, self._used_at = self._used, set(), self._monotonic()
        if used:
            await self._store.touch(sorted(used), self._clock())


@lru_cache(maxsize=4096)
def _anonymous(role: Role | None, address: str) -> Viewer:
    return Viewer(ANONYMOUS, role, address=address)


def _viewer(stored: StoredKey, address: str) -> Viewer:
    return Viewer(
        name=stored.name,
        role=Role(stored.role),
        key_id=stored.id,
        address=address,
        rate_limit=stored.rate_limit,
        key_prefix=stored.prefix,
        expires_at=stored.expires_at,
    )
