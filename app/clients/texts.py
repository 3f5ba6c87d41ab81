"""Texts under their digests in Redis: a bounded number, the least recently used dropped first."""

import time
from typing import TYPE_CHECKING, Any

from app.clients.redis import absent
from app.errors import Unavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.commands.core import AsyncScript

# one hash slot, so that a cluster takes both keys in one script
PREFIX = "{football:documents}:"
USED = PREFIX + "used"
MAX_TEXTS = 2_000
KEPT_S = 86_400
AWAY_S = 1.0
"""How long Redis is left alone after it did not answer."""

_PUT = """
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[4])
redis.call('ZADD', KEYS[2], redis.call('TIME')[1], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[4])
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[3])
if over > 0 then
  local dropped = redis.call('ZPOPMIN', KEYS[2], over)
  for place = 1, #dropped, 2 do
    redis.call('DEL', ARGV[5] .. dropped[place])
  end
end
"""
_GET = """
local text = redis.call('GET', KEYS[1])
if text then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[2])
  redis.call('ZADD', KEYS[2], redis.call('TIME')[1], ARGV[1])
end
return text
"""


class RedisTexts:
    def __init__(self, redis: "Redis", max_texts: int = MAX_TEXTS, kept_s: int = KEPT_S) -> None:
        self._put = redis.register_script(_PUT)
        self._get = redis.register_script(_GET)
        self._max_texts = max_texts
        self._kept_s = kept_s
        self._away_until = 0.0

    async def get(self, sha256: str) -> str | None:
        """Raises Unavailable."""
        found = await self._answer(self._get, sha256, self._kept_s)
        return None if found is None else bytes(found).decode("utf-8", "replace")

    async def put(self, sha256: str, text: str) -> None:
        """Raises Unavailable."""
        await self._answer(self._put, sha256, text, self._max_texts, self._kept_s, PREFIX)

    async def _answer(self, script: "AsyncScript", sha256: str, *arguments: str | int) -> Any:
        now = time.monotonic()
        if now < self._away_until:
            raise Unavailable("Redis did not answer a moment ago")
        try:
            return await script(keys=[PREFIX + sha256, USED], args=[sha256, *arguments])
        except absent() as error:
            self._away_until = now + AWAY_S
            raise Unavailable(f"Redis does not answer ({type(error).__name__})") from None
