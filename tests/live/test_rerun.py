"""A finished match told again to one subscriber, without a trace."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from app.clock import system_clock
from app.db import live_updates, matches, models
from app.db.connection import open_database
from app.db.matches import KICKOFF_DESC, MatchFilter
from app.db.paging import Slice
from app.errors import Conflict, NotFound
from app.football.inplay.delta import UpdateCause, rounded
from app.football.inplay.events import EventKind
from app.football.inplay.state import MatchPhase
from app.football.match import MatchStatus, Score
from app.live.predictor import InPlayPredictor
from app.live.rerun import rerun
from app.live.updates import LiveUpdate
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from tests.live.playing import KICKOFF, MODELS, playing
from tests.live_matches import scheduled

FAST = 3600.0


@asynccontextmanager
async def predicting() -> AsyncIterator[InPlayPredictor]:
    async with ModelRegistry(MODELS, "match", system_clock) as models_:
        features = FeatureService(system_clock)
        yield InPlayPredictor(models_, Predictor(models_, features, system_clock), system_clock)


async def told(match_id: int, speed: float, predictor: InPlayPredictor) -> list[LiveUpdate]:
    return [update async for update in rerun(match_id, speed, predictor, system_clock)]


async def test_a_match_without_events_is_told_from_kick_off_to_its_final_score(archive_url: str) -> None:
    """Numbered without gaps, each step's parts adding up to it, and nothing written."""
    async with open_database(archive_url), predicting() as predictor:
        finished = MatchFilter(statuses=(MatchStatus.FINISHED,))
        [row] = (await matches.page(finished, Slice(KICKOFF_DESC, 1))).rows
        updates = await told(row.id, FAST, predictor)
        assert await models.LiveMatch.all().count() == await models.MatchEvent.all().count() == 0
        assert await live_updates.latest([row.id]) == {}
    assert [update.sequence for update in updates] == list(range(1, len(updates) + 1))
    first, last = updates[0], updates[-1]
    assert first.event
    assert first.event.kind is EventKind.KICK_OFF
    assert (last.state.phase, last.state.score) == (MatchPhase.FULL_TIME, row.score)
    assert len({update.run for update in updates}) == 1
    assert last.prediction
    assert max(rounded(last.prediction.outcome)) == 1
    for before, after in pairwise(updates):
        assert before.prediction
        assert after.prediction
        assert after.made_at >= before.made_at
        for place, name in enumerate(("home", "draw", "away")):
            moved = sum(getattr(part, name) for part in after.movements)
            reached = rounded(after.prediction.outcome)[place]
            assert moved == reached - rounded(before.prediction.outcome)[place]


async def test_a_match_that_a_feed_has_told_is_told_as_it_came_with_its_cancellations(
    database_url: str,
) -> None:
    """And with what time does to the probabilities between the events."""
    async with playing(database_url, await scheduled(database_url, 1, KICKOFF)) as world:
        feed = world.feed()
        await world.applied(feed.tell("KICK_OFF"))
        world.clock.passes(minutes=23)
        goal = feed.tell("GOAL", 23, side="HOME", player="Someone")
        await world.applied(goal, feed.tell("VAR_CANCELLATION", 24, target=goal.id))
        await world.applied(feed.tell("OWN_GOAL", 40, side="HOME"), feed.tell("HALF_TIME", 45, added=2))
        await world.applied(feed.tell("SECOND_HALF", 45), feed.tell("FULL_TIME", 90, added=3))
        updates = [one async for one in rerun(world.id(), 1800, world.predictor, system_clock)]
        events = [update.event for update in updates if update.event]
        assert [event.kind.value for event in events] == [
            *("KICK_OFF", "GOAL", "VAR_CANCELLATION", "OWN_GOAL"),
            *("HALF_TIME", "SECOND_HALF", "FULL_TIME"),
        ]
        assert [str(update.state.score) for update in updates if update.event] == [
            str(Score(*score)) for score in ((0, 0), (1, 0), (0, 0), (0, 1), (0, 1), (0, 1), (0, 1))
        ]
        ticks = [update for update in updates if update.cause is UpdateCause.CLOCK]
        assert ticks
        assert all({part.cause for part in tick.movements} == {UpdateCause.CLOCK} for tick in ticks)
        assert events[1].happening.player == "Someone"
        assert {event.source for event in events} == {"feed"}
        assert [one.sequence for one in await live_updates.after(world.id(), 0, 100)] == list(range(1, 8))


async def test_only_a_finished_match_is_told_again(database_url: str) -> None:
    async with playing(database_url, await scheduled(database_url, 1, KICKOFF)) as world:
        with pytest.raises(Conflict, match="scheduled"):
            await anext(rerun(world.id(), 60, world.predictor, system_clock))
        with pytest.raises(NotFound):
            await anext(rerun(10**9, 60, world.predictor, system_clock))
