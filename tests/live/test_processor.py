"""Every event has its effect once and whole, whoever processes it and whatever breaks meanwhile."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import orjson
import pytest

from app.db import dead_letters, live_matches, live_updates, match_events, models
from app.db.connection import connection
from app.db.models import PredictionKind
from app.errors import Unavailable
from app.football.inplay.events import MatchEvent
from app.football.inplay.fold import fold
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.football.inplay.state import MatchPhase
from app.football.match import MatchStatus, Score
from app.live.codec import decode_update
from app.live.incoming import Applied, Duplicate, Incoming, Origin, Refused
from app.live.predictor import InPlayAnswers, InPlayPredictor, Situation
from app.live.processor import LiveProcessor
from app.live.topics import DEAD_LETTERS, MATCH_EVENTS, PREDICTIONS
from app.live.updates import UpdateCause
from app.prediction.runtime import OnnxModel
from tests.live.playing import Feed, World

WRITTEN = (
    "match_event",
    "prediction",
    "live_match",
    "match",
    "live_counter",
    "live_update",
    "outbox_message",
)
"""The tables that an event's effect is written to."""
COMMIT = "COMMIT"


async def test_a_match_from_kick_off_to_full_time(world: World) -> None:
    await world.applied(*until_half_time(world.feed(), world))
    assert (await models.Match.get(id=world.id())).status is MatchStatus.LIVE
    last = world.told[-1]
    assert (last.state.phase, last.state.half_time) == (MatchPhase.HALF_TIME, Score(1, 0))
    [full_time] = await world.applied(*full_time_of(world))
    match = await models.Match.get(id=world.id())
    assert (match.status, match.home_goals, match.away_goals) == (MatchStatus.FINISHED, 1, 0)
    assert (match.half_time_home_goals, match.half_time_away_goals) == (1, 0)
    assert match.known_at is not None
    assert match.known_at >= world.clock()
    assert match.source == live_matches.SOURCE
    assert full_time.prediction is not None
    assert full_time.prediction.outcome.home == 1
    assert await live_updates.after(world.id(), 0, 10) == world.told


async def test_what_is_stored_is_what_was_told(world: World) -> None:
    updates = await world.applied(*until_half_time(world.feed(), world))
    assert await live_updates.since(0, 10) == updates
    assert await live_updates.of_competition_since(updates[0].competition, 0, 10) == updates
    assert await live_updates.latest([world.id()]) == {world.id(): updates[-1]}
    assert await live_matches.running(None, world.clock()) == [world.id()]
    outbox = await models.OutboxMessage.filter(topic=PREDICTIONS).order_by("id")
    assert [decode_update(row.payload) for row in outbox] == updates
    stored = await models.Prediction.filter(match_id=world.id(), kind=PredictionKind.IN_PLAY).order_by("id")
    assert [row.score_grid for row in stored] == [
        update.prediction.grid.to_bytes() for update in updates if update.prediction
    ]


async def test_movements_add_up_to_the_change_of_the_outcome(world: World) -> None:
    updates = await world.applied(*until_half_time(world.feed(), world))
    for before, after in pairwise(updates):
        assert before.prediction is not None
        assert after.prediction is not None
        home = sum(one.home for one in after.movements)
        assert home == pytest.approx(
            after.prediction.outcome.home - before.prediction.outcome.home, abs=2**-39
        )
    assert {one.cause for one in updates[1].movements} == {UpdateCause.CLOCK, UpdateCause.EVENT}


async def test_the_same_event_has_its_effect_once(world: World) -> None:
    goal = world.feed().tell("GOAL", 5, side="HOME")
    outcomes = await world.process(goal, goal)
    assert [type(one) for one in outcomes] == [Applied, Duplicate]
    assert await world.process(goal) == [Duplicate(goal.id)]
    assert await world.another().process([world.incoming(goal)]) == [Duplicate(goal.id)]
    assert len(world.told) == 1
    assert await models.DeadLetter.all().count() == 0


async def test_a_refused_event_leaves_the_others_of_its_batch_their_effect(world: World) -> None:
    feed, other = world.feed(), world.feed(1, prefix="o")
    good = [feed.tell("KICK_OFF"), other.tell("KICK_OFF")]
    bad = world.feed(0, prefix="x").tell("GOAL", 3, side="HOME", sequence=1)
    outcomes = await world.process(good[0], bad, good[1])
    assert [type(one) for one in outcomes] == [Applied, Refused, Applied]
    [letter] = await dead_letters.newest(10)
    assert (letter.code, letter.payload) == ("NUMBER_TAKEN", bad.id.encode())
    assert await models.OutboxMessage.filter(topic=DEAD_LETTERS).count() == 1


async def test_a_message_that_is_no_event_becomes_a_dead_letter(world: World) -> None:
    refused = EventRefused(RefusalCode.MALFORMED_JSON, "no JSON")
    outcome = await world.processor.process(
        [Incoming(None, refused, Origin(MATCH_EVENTS, 3, 7, b"key", b"not JSON"))]
    )
    assert outcome == [Refused(refused)]
    [letter] = await dead_letters.newest(10)
    assert (letter.partition, letter.offset, letter.key, letter.payload) == (3, 7, b"key", b"not JSON")


async def test_a_reason_that_no_column_takes_is_kept_without_what_is_wrong_with_it(world: World) -> None:
    refused = EventRefused(RefusalCode.UNKNOWN_FIELD, "\0: no field")
    await world.processor.process([Incoming(None, refused, Origin(MATCH_EVENTS, 3, 7, None, b"{}"))])
    [letter] = await dead_letters.newest(10)
    assert letter.reason == "\N{REPLACEMENT CHARACTER}: no field"


async def test_what_came_without_an_origin_is_refused_and_not_kept(world: World) -> None:
    event = world.feed().tell("KICK_OFF")
    await world.applied(event)
    [outcome] = await world.processor.process([Incoming(world.feed(prefix="x").tell("GOAL", 1, side="HOME"))])
    assert isinstance(outcome, Refused)
    assert await dead_letters.newest(10) == []


@pytest.mark.parametrize(
    "code", [code for code in RefusalCode if code not in {*tuple(RefusalCode)[:8], "PROCESSING_FAILED"}]
)
async def test_each_event_that_does_not_fit_is_refused_with_its_reason(
    world: World, code: RefusalCode
) -> None:
    before, bad = await misfit(world, code)
    await world.applied(*before)
    told = len(world.told)
    [outcome] = await world.process(bad)
    assert isinstance(outcome, Refused)
    assert outcome.reason.refusal is code
    assert len(world.told) == told
    [letter] = await dead_letters.newest(10)
    assert (letter.code, letter.reason) == (code.value, outcome.reason.reason)


async def misfit(  # noqa: PLR0911  one case for each code
    world: World, code: RefusalCode
) -> tuple[list[MatchEvent], MatchEvent]:
    """Events that are fine, and one that is not after them."""
    feed, second = world.feed(), world.feed(source="second", prefix="s")
    match code:
        case RefusalCode.UNKNOWN_MATCH:
            return [], Feed("TWF0Y2g6OTg3NjU0", world.clock).tell("KICK_OFF")
        case RefusalCode.BEFORE_KICK_OFF:
            early = (world.clock() - timedelta(hours=2)).isoformat().replace("+00:00", "Z")
            return [], feed.tell("GOAL", 3, side="HOME", occurredAt=early)
        case RefusalCode.AFTER_FULL_TIME:
            match_events_ = [feed.tell("KICK_OFF"), feed.tell("FULL_TIME", 90)]
            world.clock.passes(minutes=1)
            return match_events_, second.tell("GOAL", 90, side="HOME")
        case RefusalCode.MATCH_OVER:
            await models.Match.filter(id=world.id()).update(
                status=MatchStatus.FINISHED, home_goals=1, away_goals=1, known_at=world.clock.passes(hours=3)
            )
            return [], feed.tell("GOAL", 3, side="HOME")
        case RefusalCode.SECOND_CORRECTION:
            goal = feed.tell("GOAL", 3, side="HOME")
            return [goal, feed.tell("VAR_CANCELLATION", 4, target=goal.id)], feed.tell(
                "CORRECTION", 5, target=goal.id
            )
        case RefusalCode.NUMBER_TAKEN:
            return [feed.tell("KICK_OFF")], world.feed(prefix="x").tell("GOAL", 2, side="HOME")
        case RefusalCode.SAME_ID_OTHER_CONTENT:
            return [feed.tell("KICK_OFF")], world.feed(1).tell("KICK_OFF")
        case RefusalCode.RUN_OVER:
            old = world.feed(prefix="a", replay={"run": "old", "speed": 60})
            new = world.feed(prefix="b", replay={"run": "new", "speed": 60})
            return [old.tell("KICK_OFF"), new.tell("KICK_OFF")], old.tell("GOAL", 2, side="HOME")
        case RefusalCode.MATCH_IS_LIVE:
            again = world.feed(prefix="b", replay={"run": "again", "speed": 60})
            return [feed.tell("KICK_OFF")], again.tell("KICK_OFF")
    raise AssertionError(f"no event is {code} here")


async def test_an_event_that_has_not_come_yet_is_refused(world: World) -> None:
    feed = world.feed()
    [outcome] = await world.process(feed.tell("KICK_OFF", occurredAt="9999-12-31T23:59:59Z"))
    assert isinstance(outcome, Refused)
    assert outcome.reason.refusal is RefusalCode.INVALID_FIELD
    assert outcome.reason.reason.startswith("occurredAt: ")


async def test_a_match_with_more_goals_than_the_grid_has_is_predicted_to_its_end(world: World) -> None:
    feed = world.feed()
    goals = [feed.tell("GOAL", minute, side="HOME") for minute in range(2, 17)]
    updates = await world.applied(*goals, feed.tell("FULL_TIME", 90))
    chances = [update.prediction.outcome.home for update in updates if update.prediction]
    assert (len(chances), chances[-1]) == (16, 1)
    assert (await models.Match.get(id=world.id())).home_goals == 15


class ClockBroken(InPlayPredictor):
    """What it says of the old state at the new time is no grid."""

    async def predict(self, model: OnnxModel, situations: Sequence[Situation]) -> InPlayAnswers:
        answers = await super().predict(model, situations)
        output = answers._output
        if len(situations) == 2:
            output.score_grid[0] *= 2
        return InPlayAnswers(model.info, answers.features, output)


async def test_an_update_that_cannot_be_explained_predicts_nothing_and_says_why(world: World) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    known = world.predictor
    processor = LiveProcessor(ClockBroken(known._models, known._predictor, world.clock), world.clock)
    world.clock.passes(minutes=9)
    [outcome] = await processor.process([world.incoming(feed.tell("GOAL", 9, side="HOME"))])
    assert isinstance(outcome, Applied)
    assert outcome.update.prediction is None
    assert len(outcome.update.missing) == 1


async def test_a_number_before_the_kick_offs_is_before_kick_off(world: World) -> None:
    feed = world.feed()
    early, kick_off = feed.tell("GOAL", 1, side="HOME"), feed.tell("KICK_OFF")
    await world.applied(kick_off)
    [outcome] = await world.process(early)
    assert isinstance(outcome, Refused)
    assert outcome.reason.refusal is RefusalCode.BEFORE_KICK_OFF


async def test_events_in_another_order_add_up_to_the_same_state(world: World) -> None:
    events = [*until_half_time(world.feed(), world), *full_time_of(world)]
    updates = await world.applied(*reversed(events))
    assert updates[-1].state == fold(events)
    assert (await models.Match.get(id=world.id())).home_goals == 1


async def test_an_event_changes_a_match_whose_events_this_process_has_forgotten(world: World) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    other = world.another()
    await other.process([world.incoming(feed.tell("GOAL", 2, side="HOME"))])
    [update] = await world.applied(feed.tell("GOAL", 3, side="HOME"))
    assert (update.sequence, update.state.score) == (3, Score(2, 0))


async def test_processors_at_once_lose_nothing_and_double_nothing(world: World) -> None:
    feeds = [world.feed(place, prefix=f"m{place}") for place in range(3)]
    events = [feed.tell("YELLOW_CARD", minute, side="HOME") for minute in range(1, 41) for feed in feeds]
    chance = random.Random(3)  # noqa: S311  an order, no secret

    async def consume(seed: int) -> None:
        own = [*events]
        random.Random(seed).shuffle(own)  # noqa: S311  as above
        processor = world.another()
        while own:
            batch = [own.pop() for _ in range(min(len(own), chance.randint(1, 15)))]
            await processor.process([Incoming(event, None, None) for event in batch])

    await asyncio.gather(*(consume(seed) for seed in range(4)))
    updates = await live_updates.since(0, 1000)
    assert [one.position for one in updates] == list(range(1, len(events) + 1))
    assert sorted(one.event.id for one in updates if one.event) == sorted(one.id for one in events)
    for place in range(3):
        stream = await live_updates.after(world.id(place), 0, 1000)
        assert [one.sequence for one in stream] == list(range(1, 41))
        assert stream[-1].state.home.yellow_cards == 40
        stored = await models.Prediction.filter(match_id=world.id(place)).order_by("sequence")
        assert [one.sequence for one in stored] == list(range(1, 41))
    for code in {one.competition for one in updates}:
        own = await live_updates.of_competition_since(code, 0, 1000)
        assert [one.competition_position for one in own] == list(range(1, len(own) + 1))


@pytest.mark.parametrize("table", [*WRITTEN, "dead_letter", COMMIT])
async def test_a_crash_at_any_statement_leaves_nothing_half_done(world: World, table: str) -> None:
    feed = world.feed()
    events = [*until_half_time(feed, world), world.feed(prefix="x").tell("GOAL", 2, side="HOME")]
    batch = [world.incoming(event) for event in events]
    before = await contents()
    await break_connections_at(table)
    with pytest.raises(Unavailable):
        await world.processor.process(batch)
    assert await contents() == before
    assert world.told == []
    await mend()
    outcomes = await world.processor.process(batch)
    assert [type(one) for one in outcomes] == [Applied, Applied, Applied, Refused]
    assert [update.sequence for update in world.told] == [1, 2, 3]
    assert await models.MatchEvent.all().count() == await models.LiveUpdate.all().count() == 3


async def test_a_batch_that_is_cancelled_at_any_instant_has_its_effect_whole_or_not_at_all(
    world: World,
) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    for number in range(1, 25):
        events = [feed.tell("SUBSTITUTION", number, side="AWAY") for _ in range(3)]
        task = asyncio.ensure_future(world.process(*events))
        await asyncio.sleep(number * 0.0006)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        known = await match_events.of_matches([world.id()])
        assert sum(event in known[world.id()] for event in events) in (0, 3)
        await world.process(*events)
    stream = await live_updates.after(world.id(), 0, 1000)
    assert [one.sequence for one in stream] == list(range(1, 74))
    assert stream[-1].state.away.substitutions == 72


async def contents() -> dict[str, str]:
    """A digest of each table, in which no row is overlooked."""
    found = {}
    for table in (*WRITTEN, "dead_letter", "match_revision"):
        rows = await connection().execute_query_dict(f"SELECT md5(t::text) AS row FROM {table} t")
        found[table] = orjson.dumps(sorted(row["row"] for row in rows)).decode()
    return found


async def break_connections_at(table: str) -> None:
    """Whoever writes to the table loses its connection, as if the server were killed there."""
    when = "AFTER INSERT OR UPDATE ON " + table
    trigger = f"CREATE TRIGGER break {when} FOR EACH STATEMENT"
    if table == COMMIT:
        when = "AFTER INSERT ON outbox_message DEFERRABLE INITIALLY DEFERRED"
        trigger = f"CREATE CONSTRAINT TRIGGER break {when} FOR EACH ROW"
    await connection().execute_script(
        "CREATE FUNCTION break_connection() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
        f" {trigger} EXECUTE FUNCTION break_connection();"
    )


async def mend() -> None:
    await connection().execute_script("DROP FUNCTION break_connection() CASCADE")


def until_half_time(feed: Feed, world: World) -> list[MatchEvent]:
    """Kick-off, a goal of the home side, half-time."""
    events = [feed.tell("KICK_OFF")]
    world.clock.passes(minutes=23)
    events.append(feed.tell("GOAL", 23, side="HOME", player="Someone"))
    world.clock.passes(minutes=24)
    return [*events, feed.tell("HALF_TIME", 45, added=2)]


def full_time_of(world: World) -> list[MatchEvent]:
    """What ends the match that `until_half_time` began."""
    feed = world.feed(prefix="e", number=3)
    world.clock.passes(minutes=63)
    return [feed.tell("FULL_TIME", 90, added=3)]
