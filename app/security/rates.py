"""How many requests a viewer may send: a token bucket for each API key, and for each address without one.

A full bucket holds one minute's requests and fills evenly. Processes that share Redis share the buckets,
and lease tokens in blocks of one second's worth, so that most requests need no round trip. Each token is
taken off the shared bucket before it is used: in any time, n processes let through what one bucket would, and
at most n blocks more. Without Redis, or while it is away, each process goes on counting by itself.
"""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple, Protocol

from app.errors import Unavailable
from app.log import get_logger
from app.recent import Recent
from app.security.viewer import Viewer

WINDOW_S = 60
MAX_BUCKETS = 10_000
AWAY_S = 1.0
"""How long Redis is left alone when it did not answer."""

log = get_logger(__name__)


class Policy(NamedTuple):
    """`limit` requests a minute for one `subject`; `name` is what clients are told it counts by."""

    name: str
    subject: str
    limit: int


@dataclass(slots=True)
class Draw:
    """What became of taking a token. `wait_s`: when to try again; 0 if it was there."""

    policy: Policy
    remaining: int
    wait_s: float = 0.0

    @property
    def allowed(self) -> bool:
        return self.wait_s == 0.0

    @property
    def retry_after(self) -> int:
        """Whole seconds until it is worth trying again."""
        return max(1, math.ceil(self.wait_s))

    @property
    def refusal(self) -> str:
        """What a viewer is told where there was no token."""
        name, _, limit = self.policy
        return f"this {name} sends more than {limit:,} requests a minute; try again in {self.retry_after} s"

    @property
    def full_after(self) -> int:
        """Whole seconds until the bucket is full again."""
        return math.ceil((self.policy.limit - self.remaining) * WINDOW_S / self.policy.limit)


class Lender(Protocol):
    """Keeps the buckets that processes share: full ones hold `limit` tokens and fill in `window_s`."""

    async def lease(self, subject: str, limit: int, wanted: int, window_s: int, /) -> tuple[int, float]:
        """Take at most `wanted` whole tokens; tells how many, and what is left. Raises Unavailable."""
        ...


class Bucket:
    """One subject's tokens as this process knows them."""

    __slots__ = ("asking", "at", "empty_until", "leased", "level")

    def __init__(self, limit: int, now: float) -> None:
        self.level = float(limit)
        """Without a lender what is there; with one, what was left for all at `at`."""
        self.at = now
        self.leased = 0
        self.empty_until = 0.0
        self.asking: asyncio.Task[None] | None = None

    def fill(self, limit: int, now: float) -> None:
        self.level = min(limit, self.level + (now - self.at) * limit / WINDOW_S)
        self.at = now


class RateLimits:
    """Counts the requests of all viewers; the least recently seen are forgotten beyond `max_buckets`."""

    def __init__(
        self,
        address_limit: int = 0,
        key_limit: int = 0,
        lender: Lender | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        max_buckets: int = MAX_BUCKETS,
    ) -> None:
        self._address_limit = address_limit
        self._key_limit = key_limit
        self._lender = lender
        self._clock = clock
        self._buckets = Recent[str, Bucket](max_buckets)
        self._away_until = 0.0
        self.away = False
        """Whether the lender did not answer last."""
        self.refused: Counter[str] = Counter()
        """Refused requests by policy."""

    def __len__(self) -> int:
        return len(self._buckets)

    @property
    def shared(self) -> bool:
        """Whether all processes are to count together."""
        return self._lender is not None

    def policy(self, viewer: Viewer) -> Policy | None:
        """What limits the viewer; None where nothing does."""
        if viewer.key_id is None:
            return self.address_policy(viewer.address)
        limit = self._key_limit if viewer.rate_limit is None else viewer.rate_limit
        return Policy("key", f"key:{viewer.key_id}", limit) if limit else None

    def address_policy(self, address: str) -> Policy | None:
        limit = self._address_limit
        return Policy("address", f"address:{network(address)}", limit) if limit else None

    async def take(self, viewer: Viewer) -> Draw | None:
        """Count one request of the viewer; None where nothing limits it."""
        policy = self.policy(viewer)
        return None if policy is None else await self.draw(policy)

    async def guessed(self, address: str) -> Draw | None:
        """Count a refused key against its address; None where nothing limits that."""
        policy = self.address_policy(address)
        return None if policy is None else await self.draw(policy)

    async def draw(self, policy: Policy) -> Draw:
        """Take one token."""
        bucket = self._bucket(policy)
        while True:
            now = self._clock()
            if bucket.leased:
                bucket.leased -= 1
                bucket.fill(policy.limit, now)
                return Draw(policy, min(policy.limit, bucket.leased + int(bucket.level)))
            if self._lender is None:
                return self._counted_here(bucket, policy, now)
            if self.away:
                self._look_for(self._lender, bucket, policy, now)
                return self._counted_here(bucket, policy, now)
            if now < bucket.empty_until:
                return self._refuse(policy, bucket.empty_until - now)
            await self._lease(self._lender, bucket, policy)

    def _bucket(self, policy: Policy) -> Bucket:
        bucket = self._buckets.get(policy.subject)
        if bucket is None:
            bucket = Bucket(policy.limit, self._clock())
            self._buckets.put(policy.subject, bucket)
        return bucket

    def _counted_here(self, bucket: Bucket, policy: Policy, now: float) -> Draw:
        bucket.fill(policy.limit, now)
        if bucket.level >= 1:
            bucket.level -= 1
            return Draw(policy, int(bucket.level))
        return self._refuse(policy, _time_to_one(bucket.level, policy))

    def _refuse(self, policy: Policy, wait_s: float) -> Draw:
        self.refused[policy.name] += 1
        return Draw(policy, 0, max(wait_s, 0.001))

    def _look_for(self, lender: Lender, bucket: Bucket, policy: Policy, now: float) -> None:
        """Ask again now and then whether the lender is back; nobody waits for the answer."""
        if now >= self._away_until and bucket.asking is None:
            self._away_until = now + AWAY_S
            bucket.asking = asyncio.create_task(self._ask(lender, bucket, policy))

    async def _lease(self, lender: Lender, bucket: Bucket, policy: Policy) -> None:
        """Ask for a block, once for all who wait; a request that is cancelled does not end it."""
        if bucket.asking is None:
            bucket.asking = asyncio.create_task(self._ask(lender, bucket, policy))
        await asyncio.shield(bucket.asking)

    async def _ask(self, lender: Lender, bucket: Bucket, policy: Policy) -> None:
        try:
            granted, level = await lender.lease(policy.subject, policy.limit, block(policy.limit), WINDOW_S)
        except Unavailable as error:
            self._away_until = self._clock() + AWAY_S
            if not self.away:
                log.warning("rate limits are counted by each process alone", reason=error.message)
            self.away = True
        else:
            self.away = False
            bucket.leased, bucket.level, bucket.at = granted, level, self._clock()
            if not granted:
                bucket.empty_until = bucket.at + _time_to_one(level, policy)
        finally:
            bucket.asking = None


def block(limit: int) -> int:
    """How many tokens a process leases at once: a second's worth."""
    return math.ceil(limit / WINDOW_S)


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """What counts as one address: of IPv6 the /64, since each of its hosts has all of that."""
    if ":" not in address:
        return address
    try:
        numbered = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    if numbered.ipv4_mapped is not None:
        return str(numbered.ipv4_mapped)
    return f"{IPv6Address(int(numbered) >> 64 << 64)}/64"


def _time_to_one(level: float, policy: Policy) -> float:
    return (1 - level) * WINDOW_S / policy.limit
