"""What can happen to a server or a process, and living through it.

What it took is logged: pytest tests/chaos --log-cli-level=info
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from tests.chaos.counting import nothing_lost_nothing_twice, settled
from tests.chaos.feed import Feed
from tests.chaos.follower import Follower
from tests.chaos.world import Health, World, task_of
from tests.live_matches import Script

RATE = 10.0
MATCHES = 4
FOLLOWERS = 2
LENGTH = 90
RECOVERY_LIMIT_S = 15.0
"""Generous: machines that run tests are slow. What it takes is printed, and quoted in docs/live.md."""

HEALTHY: Health = {
    "ready": "yes",
    "alive": "yes",
    "postgresql": "pass",
    "redis": "pass",
    "kafka": "pass",
    "live consumer": "pass",
    "live relay": "pass",
    "live bus": "pass",
}
DOWN: dict[str, Health] = {
    "postgresql": {"ready": "no", "alive": "yes", "postgresql": "fail"},
    "redis": {"ready": "yes", "alive": "yes", "postgresql": "pass", "redis": "warn", "live bus": "warn"},
    "kafka": {"ready": "yes", "alive": "yes", "postgresql": "pass", "redis": "pass", "kafka": "warn"},
    "server": {},
    "consumer": {"ready": "yes", "alive": "yes", "live consumer": "warn"},
    "relay": {"ready": "yes", "alive": "yes", "live relay": "warn"},
}
"""What health must say while a program is away."""

log = logging.getLogger(__name__)

Step = Callable[[World], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """It begins, lasts for at least `lasts_s`, and ends."""

    name: str
    target: str
    lasts_s: float
    begin: Step
    end: Step


def kill(target: str) -> Fault:
    """kill -9, and a start on the same data."""

    async def begin(world: World) -> None:
        world.programs[target].kill()

    async def end(world: World) -> None:
        await asyncio.to_thread(world.programs[target].start)

    return Fault(f"kill-{target}", target, 1.0, begin, end)


def freeze(target: str) -> Fault:
    """SIGSTOP for 5 s: it neither works nor answers, and its connections stay."""

    async def begin(world: World) -> None:
        world.programs[target].freeze()

    async def end(world: World) -> None:
        world.programs[target].thaw()

    return Fault(f"freeze-{target}", target, 5.0, begin, end)


def refuse(target: str) -> Fault:
    """Its network resets every connection and refuses new ones."""

    async def begin(world: World) -> None:
        await world.links[target].refuse()

    async def end(world: World) -> None:
        await world.links[target].heal()

    return Fault(f"refuse-{target}", target, 2.0, begin, end)


def hang(target: str) -> Fault:
    """Its network lets nothing through, for longer than any of our time limits on a statement."""

    async def begin(world: World) -> None:
        world.links[target].hang()

    async def end(world: World) -> None:
        await world.links[target].heal()

    return Fault(f"hang-{target}", target, 7.0, begin, end)


async def live_through(world: World, name: str, faults: Sequence[Fault]) -> list[float]:
    """Matches are played and followed while the faults come one after another; then everything is counted.

    Returns the seconds from the end of each fault until every subscriber was told of something new.
    """
    scripts = [
        Script(match, LENGTH, prefix=f"{name}-{number}")
        for number, match in enumerate(world.matches(MATCHES))
    ]
    feed = Feed(world.kafka, scripts, RATE)
    followers = [Follower(world.address, script.match) for script in scripts for _ in range(FOLLOWERS)]
    took = []
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(task_of(*(one.follow() for one in followers)))
        async with feed.running():
            await until_told(feed, followers, time.monotonic())
            for fault in faults:
                await _suffer(world, fault)
                took.append(await until_told(feed, followers, time.monotonic()))
                log.info("%s: recovered in %.2f s", fault.name, took[-1])
                await world.until_health(HEALTHY)
        took_s = await settled(world.database_url, feed, followers)
        log.info("%s: settled in %.2f s; %s", name, took_s, _told(followers))
        await nothing_lost_nothing_twice(world.database_url, world.kafka, feed, followers)
    return took


async def _suffer(world: World, fault: Fault) -> None:
    began = time.monotonic()
    await fault.begin(world)
    try:
        await world.until_health(DOWN[fault.target])
        await asyncio.sleep(max(0.0, fault.lasts_s - (time.monotonic() - began)))
    finally:
        await fault.end(world)


async def until_told(feed: Feed, followers: Sequence[Follower], since: float) -> float:
    """Seconds until each follower was told of an event that Kafka took after `since`."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        arrivals = [_first_told(feed, one, since) for one in followers]
        if None not in arrivals:
            return max(one for one in arrivals if one is not None) - since
        await asyncio.sleep(0.02)
    silent = [one for one in followers if _first_told(feed, one, since) is None]
    raise AssertionError(f"{len(silent)} of {len(followers)} followers are told nothing: {silent[0]}")


def _first_told(feed: Feed, follower: Follower, since: float) -> float | None:
    """When it was first told of an event that Kafka took after `since`."""
    arrivals = [at for event, at in follower.arrived.items() if feed.acknowledged.get(event, 0.0) >= since]
    return min(arrivals, default=None)


def _told(followers: Sequence[Follower]) -> str:
    heard = sum(one.heard for one in followers)
    connections = sum(one.connections for one in followers)
    gaps = sum(one.gaps for one in followers)
    return f"{heard} updates, {connections} connections, {gaps} gaps"
