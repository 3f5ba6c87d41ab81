"""Token buckets in Redis, which processes lease tokens from. Redis counts and keeps the time."""

from typing import TYPE_CHECKING

from app.clients.redis import absent
from app.errors import Unavailable

if TYPE_CHECKING:
    from redis.asyncio import Redis

PREFIX = "football:rate:"

# A bucket that was not used for a whole window is full: then it may be forgotten. A process gets at most half
# of what is left, so that the last tokens do not lie idle in one of several.
_LEASE = """
local limit, wanted, window_ms = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level = limit
if kept[1] then
  local passed = math.max(0, now - tonumber(kept[2]))
  level = math.min(limit, tonumber(kept[1]) + passed * limit / window_ms)
end
if level < 1 then
  return {0, string.format('%.6f', level)}
end
local granted = math.max(1, math.min(wanted, math.floor(level / 2)))
level = level - granted
redis.call('HSET', KEYS[1], 'level', string.format('%.6f', level), 'at', string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], window_ms)
return {granted, string.format('%.6f', level)}
"""


class RedisLender:
    def __init__(self, redis: "Redis") -> None:
        self._lease = redis.register_script(_LEASE)

    async def lease(self, subject: str, limit: int, wanted: int, window_s: int) -> tuple[int, float]:
        """Take at most `wanted` tokens from the bucket; tells how many, and what is left in it.

        Raises Unavailable.
        """
        try:
            granted, level = await self._lease(keys=[PREFIX + subject], args=[limit, wanted, window_s * 1000])
        except absent() as error:
            raise Unavailable(f"Redis does not answer ({type(error).__name__})") from None
        return int(granted), float(level)
