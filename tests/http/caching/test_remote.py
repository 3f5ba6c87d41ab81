"""What was expensive to work out is told to other processes, and is true there too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import orjson
import pytest
from redis.asyncio import Redis

from app.clients.answers import open_answers
from app.clients.redis import open_redis
from app.http.answer import Answer
from app.http.caching.cache import EXPENSIVE_S
from tests.http.caching.conftest import Process, add
from tests.servers import free_port

EXPENSIVE = 2 * EXPENSIVE_S


def values(answer: Answer) -> list[int]:
    found: list[int] = orjson.loads(answer.encoded())["data"]["value"]
    return found


@pytest.fixture
async def processes(numbers: str, redis_url: str) -> AsyncIterator[list[Process]]:
    """Two, each of which knows already that the question is expensive."""
    async with AsyncExitStack() as stack, open_redis(redis_url, 1) as redis:
        await redis.flushall()
        remotes = [await stack.enter_async_context(open_answers(redis_url)) for _ in range(2)]
        made = [Process(remote) for remote in remotes]
        for process in made:
            await process.cache.settle()
            await process.ask(2, pause_s=EXPENSIVE)
            process.computed = 0
        yield made


async def until_told(redis_url: str, count: int) -> None:
    async with open_redis(redis_url, 1) as redis, asyncio.timeout(5):
        while await redis.dbsize() < count:  # noqa: ASYNC110  nobody else tells
            await asyncio.sleep(0.005)


async def test_another_process_does_not_work_it_out_again(processes: list[Process], redis_url: str) -> None:
    first, second = processes
    told = await first.ask(0, pause_s=EXPENSIVE)
    await until_told(redis_url, 2)
    heard = await second.ask(0, pause_s=EXPENSIVE)
    assert heard.encoded() == told.encoded()
    assert (first.computed, second.computed) == (1, 0)
    assert second.cache.counts["remote"] == 1
    assert values(await second.ask(0)) == [0, 0]
    assert second.cache.counts["hit"] == 1


async def test_what_another_process_told_before_a_commit_is_not_believed(
    processes: list[Process], redis_url: str
) -> None:
    first, second = processes
    await first.ask(0, pause_s=EXPENSIVE)
    await until_told(redis_url, 2)
    await add(0)
    assert values(await second.ask(0, pause_s=EXPENSIVE)) == [1, 1]
    assert second.computed == 1


async def test_what_is_cheap_is_not_told(processes: list[Process], redis_url: str) -> None:
    cheap = "query ($of: Int!) { cheap: value(of: $of) }"
    await processes[0].ask(1, text=cheap)
    await processes[1].ask(1, text=cheap)
    assert processes[1].computed == 1


@pytest.mark.parametrize("value", [b"", b"x" * 40, b'{"data":{"value":[9,9]}}', b"\0" * 2_000_000])
async def test_what_nobody_told_is_not_believed(
    processes: list[Process], redis_url: str, value: bytes
) -> None:
    async with open_redis(redis_url, 1) as redis:
        await processes[0].ask(0, pause_s=EXPENSIVE)
        await until_told(redis_url, 2)
        await overwrite(redis, value)
        assert values(await processes[1].ask(0, pause_s=EXPENSIVE)) == [0, 0]
        assert processes[1].computed == 1


async def overwrite(redis: Redis, value: bytes) -> None:
    for name in await redis.keys():
        await redis.set(name, value)


async def test_without_redis_all_goes_on(numbers: str) -> None:
    async with open_answers(f"redis://127.0.0.1:{free_port()}") as nobody:
        process = Process(nobody)
        await process.cache.settle()
        for of in range(3):
            assert values(await process.ask(of, pause_s=EXPENSIVE)) == [0, 0]
        assert process.computed == 3
        assert nobody.counts["away"] == 1
