"""A Redis client that fails at once instead of trying again by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

ABSENT = (RedisError, OSError, TimeoutError)
"""What is raised when the server is away, stops, or loads its data."""


def make_redis(url: str, timeout_s: float) -> Redis:
    """Every connect and every answer is bounded; nothing is repeated."""
    return Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
    )


@asynccontextmanager
async def open_redis(url: str, timeout_s: float) -> AsyncIterator[Redis]:
    """The same, closed at the end. Nothing is connected yet: a server that is away hinders no start."""
    client = make_redis(url, timeout_s)
    try:
        yield client
    finally:
        await client.aclose()
