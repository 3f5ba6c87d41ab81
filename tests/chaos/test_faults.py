"""Whatever dies, freezes or is cut off: no event is lost, none counts twice, and subscribers end up right."""

import random
from collections.abc import Callable

import pytest

from tests.chaos.faults import (
    RECOVERY_LIMIT_S,
    Fault,
    freeze,
    hang,
    kill,
    live_through,
    refuse,
    until_told,
)
from tests.chaos.feed import Feed
from tests.chaos.follower import Follower
from tests.chaos.world import World, task_of
from tests.live_matches import Script

SERVERS = ("postgresql", "redis", "kafka")
OWN = ("server", "consumer", "relay")
EVERY = [
    *(kill(target) for target in (*OWN, *SERVERS)),
    *(freeze(target) for target in (*OWN, *SERVERS)),
    *(fault(target) for fault in (refuse, hang) for target in SERVERS),
]


@pytest.mark.kafka
@pytest.mark.parametrize("fault", EVERY, ids=lambda fault: fault.name)
async def test_one_fault_loses_and_repeats_nothing(outside: World, fault: Fault) -> None:
    took = await live_through(outside, fault.name, [fault])
    assert max(took) < RECOVERY_LIMIT_S


@pytest.mark.kafka
async def test_subscribers_are_told_what_the_relay_cannot_announce(outside: World) -> None:
    """Redis works, and only the relay does not reach it: nobody else can know."""
    script = Script(outside.matches(1)[0], 90, prefix="unheard")
    feed = Feed(outside.kafka, [script], 1)
    follower = Follower(outside.address, script.match)
    async with task_of(follower.follow()):
        await feed.send(script.next())
        await until_told(feed, [follower], 0)
        await outside.links["redis of the relay"].refuse()
        try:
            await feed.send(last := script.next())
            await until_told(feed, [follower], feed.acknowledged[last["id"]])
            assert (await outside.health())["live bus"] == "pass"
        finally:
            await outside.links["redis of the relay"].heal()
            await feed.close()
    assert follower.wrong == []


@pytest.mark.kafka
@pytest.mark.parametrize("seed", [1])
async def test_faults_in_random_order_lose_and_repeat_nothing(outside: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  an order, no secret
    chosen = chance.sample([kill(target) for target in (*OWN, *SERVERS)], 6)
    took = await live_through(outside, f"random-{seed}", chosen)
    assert max(took) < RECOVERY_LIMIT_S


@pytest.mark.kafka
@pytest.mark.parametrize("fault", [kill, freeze])
async def test_a_server_that_does_everything_itself_loses_and_repeats_nothing(
    inside: World, fault: Callable[[str], Fault]
) -> None:
    took = await live_through(inside, f"inside-{fault.__name__}", [fault("server")])
    assert max(took) < RECOVERY_LIMIT_S
