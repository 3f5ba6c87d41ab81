"""Replays of a match share its stream with the match itself, and never its result."""

import pytest

from app.db import live_updates, models
from app.football.inplay.refusals import RefusalCode
from app.football.inplay.state import MatchPhase
from app.football.match import MatchStatus, Score
from app.live.incoming import Refused
from tests.live.playing import Feed, World


async def test_a_replay_tells_a_match_without_playing_it(world: World) -> None:
    before = await world.match_row()
    feed = replaying(world, "first")
    updates = await world.applied(
        feed.tell("KICK_OFF"), feed.tell("GOAL", 9, side="AWAY"), feed.tell("FULL_TIME", 90)
    )
    assert [one.run for one in updates] == ["first"] * 3
    assert updates[-1].state.score == Score(0, 1)
    assert await world.match_row() == before
    assert await models.Prediction.all().count() == 0


async def test_the_next_run_begins_anew_and_goes_on_with_the_numbers(world: World) -> None:
    first, second = replaying(world, "first"), replaying(world, "second")
    await world.applied(first.tell("KICK_OFF"), first.tell("GOAL", 9, side="AWAY"))
    world.clock.passes(minutes=5)
    [update] = await world.applied(second.tell("KICK_OFF"))
    assert (update.sequence, update.state.score, update.run) == (3, Score(0, 0), "second")
    goal = await world.applied(second.tell("GOAL", 9, side="HOME"))
    assert goal[0].state.score == Score(1, 0)
    assert [one.sequence for one in await live_updates.after(world.id(), 0, 9)] == [1, 2, 3, 4]


async def test_the_movement_into_a_new_run_keeps_the_sum_whole(world: World) -> None:
    first, second = replaying(world, "first"), replaying(world, "second")
    [_, goal] = await world.applied(first.tell("KICK_OFF"), first.tell("GOAL", 9, side="AWAY"))
    [anew] = await world.applied(second.tell("KICK_OFF"))
    assert goal.prediction is not None
    assert anew.prediction is not None
    moved = sum(one.home for one in anew.movements)
    assert moved == pytest.approx(anew.prediction.outcome.home - goal.prediction.outcome.home, abs=2**-39)


async def test_the_match_itself_is_told_over_any_replay(world: World) -> None:
    replay, feed = replaying(world, "first"), world.feed()
    await world.applied(replay.tell("KICK_OFF"), replay.tell("GOAL", 9, side="AWAY"))
    [update] = await world.applied(feed.tell("KICK_OFF"))
    assert (update.run, update.state.score) == (None, Score(0, 0))
    [late] = await world.process(replay.tell("GOAL", 12, side="AWAY"))
    assert isinstance(late, Refused)
    assert late.reason.refusal is RefusalCode.MATCH_IS_LIVE


async def test_a_replay_does_not_hide_what_its_own_batch_says_of_the_match_itself(world: World) -> None:
    replay, feed = replaying(world, "first"), world.feed()
    [_, late] = await world.process(feed.tell("KICK_OFF"), replay.tell("KICK_OFF"))
    assert isinstance(late, Refused)
    assert late.reason.refusal is RefusalCode.MATCH_IS_LIVE
    assert (await models.Match.get(id=world.id())).status is MatchStatus.LIVE


async def test_a_correction_of_the_match_itself_comes_through_a_replay(world: World) -> None:
    feed = world.feed()
    kick_off, goal = feed.tell("KICK_OFF"), feed.tell("GOAL", 9, side="HOME")
    await world.applied(kick_off, goal, feed.tell("FULL_TIME", 90))
    world.clock.passes(minutes=1)
    replay = replaying(world, "again")
    await world.applied(replay.tell("KICK_OFF"))
    [update] = await world.applied(feed.tell("CORRECTION", 90, target=goal.id))
    assert (update.run, update.state.phase) == (None, MatchPhase.FULL_TIME)
    assert update.state.score == Score(0, 0)
    [late] = await world.process(replay.tell("GOAL", 5, side="HOME"))
    assert isinstance(late, Refused)
    assert late.reason.refusal is RefusalCode.RUN_OVER


async def test_a_replay_that_began_before_the_one_that_runs_is_over(world: World) -> None:
    older = replaying(world, "older").tell("GOAL", 1, side="HOME")
    world.clock.passes(seconds=5)
    await world.applied(replaying(world, "newer").tell("KICK_OFF"))
    [late] = await world.process(older)
    assert isinstance(late, Refused)
    assert late.reason.refusal is RefusalCode.RUN_OVER


async def test_a_finished_match_is_replayed_from_what_was_known_before_its_kickoff(world: World) -> None:
    await models.Match.filter(id=world.id()).update(
        status=MatchStatus.FINISHED, home_goals=2, away_goals=2, known_at=world.clock.passes(days=100)
    )
    [update] = await world.applied(replaying(world, "old").tell("KICK_OFF"))
    row = await models.LiveMatch.get(match_id=world.id())
    match = await models.Match.get(id=world.id())
    assert update.prediction is not None
    assert row.expectation is not None
    assert row.expectation["receipt"]["data_cutoff"] == match.kickoff.isoformat()


def replaying(world: World, run: str) -> Feed:
    return world.feed(prefix=run, replay={"run": run, "speed": 60})
