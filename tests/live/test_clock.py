"""Between events time moves the probabilities, once a minute, whoever ticks."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest
from tortoise.transactions import in_transaction

from app.db import live_matches, live_updates, models
from app.football.inplay.state import MatchPhase
from app.live.clock import LiveClock
from app.live.updates import LiveUpdate, UpdateCause
from tests import builders
from tests.live.playing import Feed, World
from tests.live.test_expectation import another_version


def ticker(world: World) -> LiveClock:
    return LiveClock(world.predictor, world.clock, world.told.extend)


async def test_a_minute_without_an_event_moves_the_probabilities(world: World) -> None:
    feed = world.feed()
    [first] = await world.applied(feed.tell("KICK_OFF"))
    clock = ticker(world)
    world.clock.passes(seconds=59)
    assert await clock.tick() == []
    world.clock.passes(seconds=1)
    [update] = await clock.tick()
    assert (update.cause, update.event, update.sequence) == (UpdateCause.CLOCK, None, 2)
    assert update.state == first.state
    assert [one.cause for one in update.movements] == [UpdateCause.CLOCK]
    assert draw(update) > draw(first)
    assert await clock.tick() == []
    assert world.told[-1] == update == (await live_updates.latest([world.id()]))[world.id()]


async def test_a_match_that_is_really_played_keeps_what_was_said_of_it(world: World) -> None:
    await world.applied(world.feed().tell("KICK_OFF"))
    world.clock.passes(minutes=1)
    await ticker(world).tick()
    assert await models.Prediction.filter(kind="IN_PLAY").count() == 2


async def test_several_tickers_say_each_minute_once(world: World) -> None:
    feeds = [world.feed(place, prefix=f"m{place}") for place in range(3)]
    await world.applied(*(feed.tell("KICK_OFF") for feed in feeds))
    for _ in range(5):
        world.clock.passes(minutes=1)
        await asyncio.gather(*(ticker(world).tick() for _ in range(4)))
    for place in range(3):
        stream = await live_updates.after(world.id(place), 0, 100)
        assert [one.sequence for one in stream] == [1, 2, 3, 4, 5, 6]
        assert all(draw(before) < draw(after) for before, after in pairwise(stream))


async def test_nothing_moves_at_half_time_nor_after_full_time(world: World) -> None:
    feed, clock = world.feed(), ticker(world)
    await world.applied(feed.tell("KICK_OFF"))
    world.clock.passes(minutes=47)
    await world.applied(feed.tell("HALF_TIME", 45, added=2))
    world.clock.passes(minutes=10)
    assert await clock.tick() == []
    await world.applied(feed.tell("SECOND_HALF", 46))
    world.clock.passes(minutes=2)
    assert len(await clock.tick()) == 1
    await world.applied(feed.tell("FULL_TIME", 90, added=3))
    world.clock.passes(minutes=10)
    assert await clock.tick() == []


async def test_a_feed_that_falls_silent_stops_the_clock_and_makes_up_no_result(world: World) -> None:
    feed, clock = world.feed(), ticker(world)
    await world.applied(feed.tell("KICK_OFF"), feed.tell("SECOND_HALF", 46))
    for _ in range(90):
        world.clock.passes(minutes=1)
        await clock.tick()
    last = (await live_updates.latest([world.id()]))[world.id()]
    assert last.made_at == world.clock.now.replace(minute=15, hour=15)
    assert last.state.phase is MatchPhase.SECOND_HALF
    assert (await models.Match.get(id=world.id())).status == "LIVE"
    assert await live_matches.running(None, world.clock()) == [world.id()]
    world.clock.passes(hours=2)
    assert await live_matches.running(None, world.clock()) == []


async def test_a_fast_replay_is_told_at_most_once_a_second(world: World) -> None:
    feed, clock = world.feed(replay={"run": "fast", "speed": 600}), ticker(world)
    await world.applied(feed.tell("KICK_OFF"))
    world.clock.passes(milliseconds=900)
    assert await clock.tick() == []
    world.clock.passes(milliseconds=100)
    [update] = await clock.tick()
    row = await models.LiveMatch.get(match_id=world.id())
    assert row.told["minute"] == pytest.approx(10)
    assert update.run == "fast"


async def test_another_version_speaks_soon_even_at_half_time(world: World, tmp_path: Path) -> None:
    feed, clock = world.feed(), ticker(world)
    await world.applied(feed.tell("KICK_OFF"), feed.tell("HALF_TIME", 45))
    assert await clock.tick() == []
    await world.models.install(another_version(tmp_path))
    world.clock.passes(seconds=10)
    [update] = await clock.tick()
    assert update.cause is UpdateCause.MODEL
    assert [one.cause for one in update.movements] == [UpdateCause.MODEL]
    assert await clock.tick() == []


async def test_processes_with_different_versions_do_not_answer_each_other_at_once(
    world: World, tmp_path: Path
) -> None:
    await world.applied(world.feed().tell("KICK_OFF"), world.feed(1, prefix="o").tell("KICK_OFF"))
    await world.models.install(another_version(tmp_path))
    world.clock.passes(seconds=9)
    assert await ticker(world).tick() == []


async def test_another_version_has_nothing_to_say_of_a_match_whose_feed_fell_silent_long_ago(
    world: World, tmp_path: Path
) -> None:
    feed, clock = world.feed(), ticker(world)
    await world.applied(feed.tell("KICK_OFF"), feed.tell("HALF_TIME", 45))
    world.clock.passes(hours=2)
    await world.models.install(another_version(tmp_path))
    assert await clock.tick() == []


async def test_a_minute_and_another_version_are_told_apart(world: World, tmp_path: Path) -> None:
    [first] = await world.applied(world.feed().tell("KICK_OFF"))
    await world.models.install(another_version(tmp_path))
    world.clock.passes(minutes=3)
    [update] = await ticker(world).tick()
    assert update.cause is UpdateCause.CLOCK
    assert [one.cause for one in update.movements] == [UpdateCause.MODEL, UpdateCause.CLOCK]
    assert sum(one.draw for one in update.movements) == pytest.approx(draw(update) - draw(first), abs=2**-39)


async def test_a_match_of_which_nothing_was_expected_is_left_alone(world: World) -> None:
    match = await models.Match.get(id=world.id())
    await models.Match.filter(id=match.id).update(home_id=(await new_team()), kickoff=match.kickoff)
    await world.applied(Feed.of(match.id, world.clock).tell("KICK_OFF"))
    world.clock.passes(minutes=3)
    assert await ticker(world).tick() == []


async def test_matches_of_which_nothing_is_expected_yet_do_not_keep_others_waiting(world: World) -> None:
    processor = world.without_model()
    await processor.process([world.incoming(world.feed().tell("KICK_OFF"))])
    world.clock.passes(minutes=2)
    async with in_transaction() as transaction:
        assert await live_matches.lock_due(transaction, world.clock(), "sha256", 1) == []


async def test_a_match_that_another_writer_holds_is_left_for_the_next_tick(world: World) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    world.clock.passes(minutes=1)
    updates, ticked = await asyncio.gather(
        world.applied(feed.tell("YELLOW_CARD", 1, side="HOME")), ticker(world).tick()
    )
    numbers = [one.sequence for one in (*updates, *ticked)]
    assert sorted(numbers) == list(range(2, 2 + len(numbers)))


async def new_team() -> int:
    return int((await builders.team("Newcomers")).id)


def draw(update: LiveUpdate) -> float:
    assert update.prediction is not None
    return update.prediction.outcome.draw
