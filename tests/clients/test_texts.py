"""Documents that processes share in a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest
from redis.asyncio import Redis

from app.clients.redis import open_redis
from app.clients.texts import KEPT_S, PREFIX, USED, RedisTexts
from app.errors import Unavailable
from tests.servers import free_port, redis_server


@pytest.fixture
async def redis(tmp_path: Path) -> AsyncIterator[Redis]:
    """A Redis of the test's own."""
    with redis_server(tmp_path) as url:
        async with open_redis(url, 2.0) as opened:
            yield opened


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


async def test_another_process_finds_what_one_kept(redis: Redis) -> None:
    text = 'query Ω { a(b: "ü😀") }'
    await RedisTexts(redis).put(digest(text), text)
    assert await RedisTexts(redis).get(digest(text)) == text
    assert await RedisTexts(redis).get(digest("another")) is None


async def test_they_are_bounded_and_the_least_recently_used_goes_first(redis: Redis) -> None:
    texts = RedisTexts(redis, max_texts=3)
    names = [digest(str(number)) for number in range(6)]
    for name in names[:3]:
        await texts.put(name, name)
    await asyncio.sleep(1.1)  # Redis tells seconds
    assert await texts.get(names[0]) == names[0]
    await texts.put(names[3], names[3])
    await texts.put(names[4], names[4])
    kept = {name for name in names if await texts.get(name) is not None}
    assert kept == {names[0], names[3], names[4]}
    assert await redis.dbsize() == 3 + 1
    assert await redis.zcard(USED) == 3


async def test_what_nobody_uses_is_forgotten(redis: Redis) -> None:
    texts = RedisTexts(redis)
    await texts.put(digest("a"), "a")
    for key in (PREFIX + digest("a"), USED):
        assert KEPT_S - 10 < await redis.ttl(key) <= KEPT_S


async def test_a_redis_that_is_away_is_said_to_be_and_left_alone_for_a_moment() -> None:
    async with open_redis(f"redis://127.0.0.1:{free_port()}", 0.2) as nobody:
        texts = RedisTexts(nobody)
        with pytest.raises(Unavailable, match="does not answer"):
            await texts.get(digest("a"))
        with pytest.raises(Unavailable, match="a moment ago"):
            await texts.put(digest("a"), "a")
