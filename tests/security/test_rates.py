"""Token buckets in one process."""

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unavailable
from app.security.rates import AWAY_S, WINDOW_S, RateLimits, block, network
from app.security.viewer import Role, Viewer


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def at(address: str) -> Viewer:
    return Viewer("anonymous", Role.READER, address=address)


def with_key(number: int, limit: int | None = None) -> Viewer:
    return Viewer("a key", Role.READER, key_id=number, rate_limit=limit)


async def allowed(rates: RateLimits, viewer: Viewer) -> bool:
    draw = await rates.take(viewer)
    return draw is None or draw.allowed


@given(
    limit=st.integers(1, 500),
    pauses=st.lists(st.floats(0, 30), min_size=1, max_size=300),
)
def test_in_any_time_no_more_pass_than_a_full_bucket_and_what_flows_in(
    limit: int, pauses: list[float]
) -> None:
    async def passed() -> list[float]:
        clock = Clock()
        rates = RateLimits(limit, clock=clock)
        times = []
        for pause in pauses:
            clock.now += pause
            if await allowed(rates, at("10.0.0.1")):
                times.append(clock.now)
        return times

    times = asyncio.run(passed())
    for first in range(len(times)):
        for last in range(first, len(times), 7):
            window_s = times[last] - times[first]
            assert last - first + 1 <= limit + window_s * limit / WINDOW_S + 1e-6


@given(limit=st.integers(1, 1_000), sent=st.integers(1, 50))
def test_a_refused_viewer_passes_after_the_time_it_was_told(limit: int, sent: int) -> None:
    async def again() -> bool:
        clock = Clock(100.0)
        rates = RateLimits(limit, clock=clock)
        for _ in range(limit):
            assert await allowed(rates, at("10.0.0.1"))
        draw = await rates.take(at("10.0.0.1"))
        assert draw is not None
        assert not draw.allowed
        assert draw.remaining == 0
        for _ in range(sent):  # asking meanwhile does not put it off
            await rates.take(at("10.0.0.1"))
        clock.now += draw.retry_after
        return await allowed(rates, at("10.0.0.1"))

    assert asyncio.run(again())


async def test_each_key_has_its_own_limit_and_addresses_theirs() -> None:
    rates = RateLimits(2, 3, clock=Clock())
    counts = {}
    for viewer in (at("10.0.0.1"), at("10.0.0.2"), with_key(1), with_key(2), with_key(3, limit=5)):
        counts[viewer.address, viewer.key_id] = sum([await allowed(rates, viewer) for _ in range(10)])
    assert list(counts.values()) == [2, 2, 3, 3, 5]
    assert rates.refused == {"address": 16, "key": 19}


async def test_no_limit_counts_nothing() -> None:
    rates = RateLimits(0, 0)
    assert await rates.take(at("10.0.0.1")) is None
    assert await rates.take(with_key(1)) is None
    assert await RateLimits(5, 5).take(with_key(1, limit=0)) is None
    assert len(rates) == 0


async def test_a_hundred_thousand_addresses_take_bounded_memory() -> None:
    rates = RateLimits(10, max_buckets=1_000)
    for number in range(100_000):
        assert await allowed(rates, at(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"))
    assert len(rates) == 1_000


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not:an:address", "not:an:address"),
        ("", ""),
    ],
)
def test_an_ipv6_address_counts_with_its_network(address: str, counted: str) -> None:
    assert network(address) == counted


class Away:
    """A lender that never answers; `asked` counts."""

    def __init__(self) -> None:
        self.asked = 0

    async def lease(self, *_: object) -> tuple[int, float]:
        self.asked += 1
        raise Unavailable("nobody is there")


async def test_without_its_lender_a_process_counts_by_itself_and_seldom_asks() -> None:
    clock, lender = Clock(), Away()
    rates = RateLimits(60, lender=lender, clock=clock)
    passed = [await allowed(rates, at("10.0.0.1")) for _ in range(100)]
    assert passed == [True] * 60 + [False] * 40
    assert rates.away
    assert lender.asked == 1
    clock.now += AWAY_S + 0.01
    await asyncio.gather(*(allowed(rates, at(f"10.0.0.{number}")) for number in range(50)))
    assert lender.asked == 2


class Pool:
    """A lender in this process: what Redis does, without the time that passes."""

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens
        self.asked = 0

    async def lease(self, _subject: str, _limit: int, wanted: int, _window_s: int) -> tuple[int, float]:
        self.asked += 1
        await asyncio.sleep(0)
        granted = min(wanted, self.tokens)
        self.tokens -= granted
        return granted, float(self.tokens)


async def test_those_who_wait_for_a_lease_share_one_round_trip() -> None:
    pool = Pool(1_000)
    rates = RateLimits(1_200, lender=pool, clock=Clock())
    results = await asyncio.gather(*(allowed(rates, at("10.0.0.1")) for _ in range(block(1_200))))
    assert all(results)
    assert pool.asked == 1


async def test_an_empty_bucket_is_refused_without_asking_again() -> None:
    pool = Pool(5)
    rates = RateLimits(60, lender=pool, clock=Clock())
    passed = [await allowed(rates, at("10.0.0.1")) for _ in range(100)]
    assert sum(passed) == 5
    assert pool.asked == 6


async def test_a_cancelled_request_takes_the_lease_from_nobody() -> None:
    pool = Pool(100)
    rates = RateLimits(60, lender=pool, clock=Clock())
    leaving = asyncio.create_task(rates.take(at("10.0.0.1")))
    staying = asyncio.create_task(rates.take(at("10.0.0.1")))
    await asyncio.sleep(0)
    leaving.cancel()
    draw = await staying
    assert draw is not None
    assert draw.allowed
