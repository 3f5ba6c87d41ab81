"""Answers that processes tell each other through a real Redis: checked, bounded, never waited for long."""

import asyncio
import time
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.answers import MAX_BYTES, PREFIX, RedisAnswers, _read, _written, open_answers
from app.clients.redis import open_redis
from tests.proxy import proxied
from tests.servers import free_port

BODY = b'{"data":{"a":1}}'


@pytest.fixture
async def answers(redis_url: str) -> AsyncIterator[RedisAnswers]:
    async with open_redis(redis_url, 1) as redis:
        await redis.flushall()
    async with open_answers(redis_url) as opened:
        yield opened


async def told(answers: RedisAnswers, name: str, snapshot: str = "1:1:", body: bytes = BODY) -> None:
    before = answers.counts["told"]
    answers.put(name, snapshot, body)
    async with asyncio.timeout(5):
        while answers.counts["told"] == before:  # noqa: ASYNC110  it is told without anybody waiting
            await asyncio.sleep(0.002)


async def test_what_is_told_is_found_with_what_the_database_showed(answers: RedisAnswers) -> None:
    await told(answers, "a", "730:730:", BODY)
    assert await answers.get("a") == ("730:730:", BODY)
    assert await answers.get("b") is None
    assert answers.counts == {"found": 1, "absent": 1, "refused": 0, "told": 1, "away": 0}


async def test_it_is_forgotten_after_a_while(answers: RedisAnswers, redis_url: str) -> None:
    await told(answers, "a")
    async with open_redis(redis_url, 1) as redis:
        assert 0 < await redis.ttl(PREFIX + "a") <= 300


async def test_what_is_too_large_is_not_told(answers: RedisAnswers) -> None:
    answers.put("a", "1:1:", b'{"data":' + b" " * MAX_BYTES + b"}")
    await told(answers, "b")
    assert await answers.get("a") is None


async def test_an_answer_told_by_another_name_is_refused(answers: RedisAnswers, redis_url: str) -> None:
    await told(answers, "a")
    async with open_redis(redis_url, 1) as redis:
        await redis.rename(PREFIX + "a", PREFIX + "b")
    assert await answers.get("b") is None
    assert answers.counts["refused"] == 1


async def test_a_get_that_is_given_up_leaves_no_answer_to_the_next(answers: RedisAnswers) -> None:
    """The driver's connections may be off by one answer after that."""
    for name in "ab":
        await told(answers, name, name)
    for _ in range(20):
        task = asyncio.create_task(answers.get("a"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        found = await answers.get("b")
        assert found is not None
        assert found[0] == "b"


async def test_a_redis_that_hangs_is_waited_for_once_and_asked_again_later(redis_url: str) -> None:
    port = free_port()
    async with (
        proxied(port, urlsplit(redis_url).port or 6379) as proxy,
        open_answers(f"redis://127.0.0.1:{port}") as answers,
    ):
        await told(answers, "a")
        proxy.hang()
        started = time.monotonic()
        assert [await answers.get("a") for _ in range(100)] == [None] * 100
        answers.put("b", "1:1:", BODY)
        assert answers.counts["away"] == 1
        await proxy.heal()
        async with asyncio.timeout(10):
            while await answers.get("a") is None:  # noqa: ASYNC110  nobody tells when it is back
                await asyncio.sleep(0.05)
        assert time.monotonic() - started > 0.9


@given(st.text(max_size=9), st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=30))
def test_what_is_written_is_read(name: str, snapshot: str) -> None:
    assert _read(name, _written(name, snapshot, BODY)) == (snapshot, BODY)


@given(st.binary(max_size=100), st.integers(0, 200), st.binary(min_size=1, max_size=3))
def test_what_was_changed_is_refused(junk: bytes, place: int, change: bytes) -> None:
    written = _written("a", "1:1:", BODY)
    place %= len(written)
    changed = written[:place] + change + written[place + len(change) :]
    assert _read("a", junk) is None
    assert changed == written or _read("a", changed) is None
    assert _read("a", written[:place]) is None
