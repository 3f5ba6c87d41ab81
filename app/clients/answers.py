"""Encoded answers in Redis, each with what the database showed when it was made. What is read is checked."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from app.clients.redis import absent, open_redis

if TYPE_CHECKING:
    from redis.asyncio import Redis

PREFIX = "football:answer:"
KEPT_S = 300
WAIT_S = 0.05
"""How long an answer of another process is waited for: working it out takes hardly longer."""
TELL_S = 0.5
AWAY_S = (1.0, 60.0)
"""How long Redis is left alone after it did not answer in time: at first, and at most."""
MAX_BYTES = 1_000_000
MAX_PENDING = 16
DIGEST_BYTES = 32
_BEGIN, _END = b'{"data":', b"}"


class RedisAnswers:
    """Never raises and never waits long: a Redis that is away costs one short wait now and then.

    `counts` tells how often it was asked and told, and what came of that.
    """

    def __init__(self, redis: "Redis", *, kept_s: int = KEPT_S) -> None:
        self._redis = redis
        self._kept_s = kept_s
        self._away_until = 0.0
        self._away_s = AWAY_S[0]
        self._pending: set[asyncio.Task[None]] = set()
        self.counts = dict.fromkeys(("found", "absent", "refused", "told", "away"), 0)

    async def get(self, name: str) -> tuple[str, bytes] | None:
        """The snapshot and the body that were told by this name."""
        if time.monotonic() < self._away_until:
            return None
        try:
            async with asyncio.timeout(WAIT_S):
                value = await self._redis.get(PREFIX + name)
        except absent():
            self._rest()
            return None
        self._away_s = AWAY_S[0]
        found = None if value is None else _read(name, value)
        self.counts["absent" if value is None else "refused" if found is None else "found"] += 1
        return found

    def put(self, name: str, snapshot: str, body: bytes) -> None:
        """Tell the others, in a task of its own."""
        if time.monotonic() < self._away_until or len(self._pending) >= MAX_PENDING or len(body) > MAX_BYTES:
            return
        task = asyncio.get_running_loop().create_task(self._put(name, _written(name, snapshot, body)))
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)

    async def close(self) -> None:
        """Give up what was not told yet."""
        pending = tuple(self._pending)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _put(self, name: str, value: bytes) -> None:
        try:
            async with asyncio.timeout(TELL_S):
                await self._redis.set(PREFIX + name, value, ex=self._kept_s)
        except absent():
            self._rest()
        else:
            self.counts["told"] += 1

    def _rest(self) -> None:
        if time.monotonic() < self._away_until:
            return
        self.counts["away"] += 1
        self._away_until = time.monotonic() + self._away_s
        self._away_s = min(2 * self._away_s, AWAY_S[1])


@asynccontextmanager
async def open_answers(url: str) -> AsyncIterator[RedisAnswers]:
    """On connections of its own, which are given up soon."""
    async with open_redis(url, TELL_S) as redis:
        answers = RedisAnswers(redis)
        try:
            yield answers
        finally:
            await answers.close()


def _written(name: str, snapshot: str, body: bytes) -> bytes:
    content = b"%b\n%b" % (snapshot.encode(), body)
    return _digest(name, content) + content


def _read(name: str, value: object) -> tuple[str, bytes] | None:
    """What was told; None for anything else than what `_written` gave for this name."""
    if not isinstance(value, bytes) or len(value) > MAX_BYTES + 1_000:
        return None
    digest, content = value[:DIGEST_BYTES], value[DIGEST_BYTES:]
    snapshot, _, body = content.partition(b"\n")
    if digest != _digest(name, content) or not (body.startswith(_BEGIN) and body.endswith(_END)):
        return None
    return snapshot.decode("utf-8", "replace"), body


def _digest(name: str, content: bytes) -> bytes:
    return sha256(b"%b\n%b" % (name.encode(), content)).digest()
