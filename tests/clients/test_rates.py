"""Token buckets that processes share in a real Redis."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from app.clients.rates import PREFIX, RedisLender
from app.clients.redis import open_redis
from app.errors import Unavailable
from app.security.rates import WINDOW_S, Policy, RateLimits, block
from tests.program import ROOT
from tests.servers import free_port

PROCESS = """
import asyncio, sys, time
from app.clients.rates import RedisLender
from app.clients.redis import make_redis
from app.security.rates import Policy, RateLimits
async def main(url, subject, limit, seconds):
    redis = make_redis(url, 2.0)
    rates = RateLimits(lender=RedisLender(redis))
    policy, passed, until = Policy("address", subject, limit), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        passed += (await rates.draw(policy)).allowed
        await asyncio.sleep(0.0005)
    assert not rates.away
    await redis.aclose()
    print(passed)
asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
"""


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with open_redis(redis_url, 2.0) as opened:
        yield opened


def policy(limit: int) -> Policy:
    return Policy("address", str(uuid4()), limit)


@pytest.mark.parametrize(("processes", "limit"), [(1, 30), (4, 60), (4, 600)])
def test_processes_together_exceed_one_bucket_by_a_block_each_at_most(
    redis_url: str, processes: int, limit: int
) -> None:
    subject, seconds = str(uuid4()), 1.5
    began = time.monotonic()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, redis_url, subject, str(limit), str(seconds)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    passed = sum(int(one.communicate()[0]) for one in running)
    took_s = time.monotonic() - began
    assert passed <= limit + took_s * limit / WINDOW_S + processes * block(limit)
    assert passed >= limit - processes * block(limit)


@settings(max_examples=30)
@given(
    limit=st.integers(1, 200), turns=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60)), max_size=20)
)
def test_limiters_in_any_order_exceed_one_bucket_by_a_block_each_at_most(
    redis_url: str, limit: int, turns: list[tuple[int, int]]
) -> None:
    async def passed() -> int:
        async with open_redis(redis_url, 2.0) as opened:
            one = policy(limit)
            rates = [RateLimits(lender=RedisLender(opened)) for _ in range(4)]
            draws = [await rates[who].draw(one) for who, often in turns for _ in range(often)]
            return sum(draw.allowed for draw in draws)

    began, sent = time.monotonic(), sum(often for _, often in turns)
    found = asyncio.run(passed())
    most = limit + (time.monotonic() - began) * limit / WINDOW_S + 4 * block(limit)
    assert min(sent, limit - 4 * block(limit)) <= found <= most


async def test_most_requests_need_no_round_trip(redis: Redis) -> None:
    rates, one = RateLimits(lender=RedisLender(redis)), policy(6_000)
    before = (await redis.info("commandstats")).get("cmdstat_evalsha", {"calls": 0})["calls"]
    for _ in range(3_000):
        assert (await rates.draw(one)).allowed
    after = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    assert after - before <= 3_000 / block(6_000) + 2


async def test_what_is_left_is_told_and_the_last_token_too_can_be_had(redis: Redis) -> None:
    rates, one = RateLimits(lender=RedisLender(redis)), policy(120)
    draws = [await rates.draw(one) for _ in range(140)]
    told = [draw.remaining for draw in draws if draw.allowed]
    assert 120 <= len(told) <= 125
    assert told[0] == 119
    assert told[-1] <= 1
    refused = draws[-1]
    assert not refused.allowed
    assert refused.retry_after == 1


async def test_a_bucket_is_forgotten_when_it_is_full_again(redis: Redis) -> None:
    one = policy(60)
    await RateLimits(lender=RedisLender(redis)).draw(one)
    assert 0 < await redis.pttl(PREFIX + one.subject) <= WINDOW_S * 1000


async def test_a_limit_that_was_lowered_holds_at_once(redis: Redis) -> None:
    lender, one = RedisLender(redis), policy(6_000)
    await lender.lease(one.subject, 6_000, 1, WINDOW_S)
    granted, left = await lender.lease(one.subject, 10, 100, WINDOW_S)
    assert granted + left == pytest.approx(10, abs=0.1)


async def test_a_redis_that_is_away_is_said_to_be() -> None:
    async with open_redis(f"redis://127.0.0.1:{free_port()}", 0.2) as nobody:
        with pytest.raises(Unavailable):
            await RedisLender(nobody).lease("somebody", 60, 1, WINDOW_S)
