"""A Redis client that fails at once instead of trying again by itself."""

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
