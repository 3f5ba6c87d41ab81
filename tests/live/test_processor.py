"""Every event has its effect once and whole, whoever processes it and whatever breaks meanwhile."""

from collections.abc import AsyncIterator

import pytest

from app.db import live_updates, models
from app.football.match import MatchStatus
from tests.live.playing import World, playing


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with playing(database_url) as world:
        yield world


async def test_a_match_from_kick_off_to_full_time(world: World) -> None:
    feed = world.feed()
    [first] = await world.applied(feed.tell("KICK_OFF"))
    assert (await models.Match.get(id=world.id())).status is MatchStatus.LIVE
    world.clock.passes(minutes=23)
    [goal] = await world.applied(feed.tell("GOAL", 23, side="HOME", player="Someone"))
    print(first, goal)
    world.clock.passes(minutes=24)
    await world.applied(feed.tell("HALF_TIME", 45, added=2))
    world.clock.passes(minutes=15)
    await world.applied(feed.tell("SECOND_HALF", 46))
    world.clock.passes(minutes=48)
    [last] = await world.applied(feed.tell("FULL_TIME", 90, added=3))
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals, match.away_goals) == (MatchStatus.FINISHED, 1, 0)
    assert last.prediction is not None
    assert last.prediction.outcome.home == 1
    assert await live_updates.after(world.id(), 0, 10) == world.told
