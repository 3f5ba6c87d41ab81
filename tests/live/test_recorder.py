"""An event recorded by hand has its effect once, as if a feed had sent it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from app.db import audit, live_updates, match_events, models
from app.db.audit import AuditFilter
from app.db.connection import connection
from app.db.paging import Slice
from app.errors import Conflict, FootballError, NotFound, ValidationFailed
from app.football.inplay.events import EventKind, Happening, Side
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.football.match import MatchStatus, Score
from app.live.incoming import Incoming, Outcome, Refused
from app.live.recorder import EventRecorder, Wish
from tests.askers import act
from tests.live.playing import World

KICK_OFF = Happening(EventKind.KICK_OFF, 0)
GOAL = Happening(EventKind.GOAL, 23, side=Side.HOME, player="Someone")


@pytest.fixture
def recorder(world: World) -> EventRecorder:
    return EventRecorder(world.processor, world.clock)


def wish(world: World, key: str, happening: Happening, **changes: Any) -> Wish:
    return Wish(world.id(), key, happening, act("tester", "recordMatchEvent"), **changes)


async def test_a_recorded_event_is_an_event_of_the_source_api(world: World, recorder: EventRecorder) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    world.clock.passes(minutes=23)
    update = await recorder.record(wish(world, "goal", GOAL))
    assert update.state.score == Score(1, 0)
    event = update.event
    assert event is not None
    assert (event.source, event.sequence, event.occurred_at) == ("api", 2, world.clock())
    assert event.happening == GOAL
    assert world.told[-1] == update
    assert (await models.Match.get(id=world.id())).status is MatchStatus.LIVE


async def test_the_same_key_again_is_the_same_update_and_no_second_goal(
    world: World, recorder: EventRecorder
) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    first = await recorder.record(wish(world, "goal", GOAL))
    world.clock.passes(minutes=5)
    again = await recorder.record(wish(world, "goal", GOAL))
    assert again == first
    assert len(await live_updates.after(world.id(), 0, 10)) == 2


async def test_many_at_once_under_one_key_are_one_event(world: World, recorder: EventRecorder) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    updates = await asyncio.gather(*(recorder.record(wish(world, "goal", GOAL)) for _ in range(8)))
    assert {update.sequence for update in updates} == {2}
    assert updates[0].state.score == Score(1, 0)


async def test_two_processes_that_record_at_once_count_everything_once(
    world: World, recorder: EventRecorder
) -> None:
    elsewhere = EventRecorder(world.another(), world.clock)
    await recorder.record(wish(world, "start", KICK_OFF))
    goals = [wish(world, f"goal.{number}", GOAL) for number in range(4)]
    told = await asyncio.gather(*(one.record(goal) for goal in goals for one in (recorder, elsewhere)))
    assert {update.sequence for update in told} == {2, 3, 4, 5}
    assert (await live_updates.latest([world.id()]))[world.id()].state.score == Score(4, 0)


class Overtaken:
    """Somebody else always gets the number first."""

    async def process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        return [Refused(EventRefused(RefusalCode.NUMBER_TAKEN, "taken")) for _ in batch]


async def test_who_never_gets_a_number_is_told_to_send_it_again(world: World) -> None:
    with pytest.raises(Conflict, match="send it again"):
        await EventRecorder(Overtaken(), world.clock).record(wish(world, "start", KICK_OFF))


async def test_many_at_once_under_keys_of_their_own_are_all_counted(
    world: World, recorder: EventRecorder
) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    await asyncio.gather(*(recorder.record(wish(world, f"goal.{number}", GOAL)) for number in range(8)))
    events = (await match_events.of_matches([world.id()]))[world.id()]
    assert sorted(event.sequence for event in events) == list(range(1, 10))
    assert (await live_updates.latest([world.id()]))[world.id()].state.score == Score(8, 0)


async def test_what_has_not_come_yet_is_not_recorded(world: World, recorder: EventRecorder) -> None:
    for ahead in (timedelta(days=2), timedelta(days=365 * 7000)):
        with pytest.raises(ValidationFailed, match="has not come yet") as refused:
            await recorder.record(wish(world, "start", KICK_OFF, occurred_at=world.clock() + ahead))
        assert refused.value.field == "occurredAt"


async def test_one_key_serves_two_matches(world: World, recorder: EventRecorder) -> None:
    for place in (0, 1):
        update = await recorder.record(replace(wish(world, "start", KICK_OFF), match_id=world.id(place)))
        assert update.sequence == 1


async def test_another_event_under_a_used_key_is_a_conflict(world: World, recorder: EventRecorder) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    first = wish(world, "goal", GOAL)
    await recorder.record(first)
    for other in (
        replace(first, happening=replace(GOAL, side=Side.AWAY)),
        replace(first, happening=replace(GOAL, minute=24)),
        replace(first, occurred_at=world.clock() + timedelta(seconds=1)),
    ):
        with pytest.raises(Conflict, match="goal was used for another event"):
            await recorder.record(other)


async def test_a_correction_names_the_event_it_corrects(world: World, recorder: EventRecorder) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    goal = await recorder.record(wish(world, "goal", GOAL))
    assert goal.event is not None
    correction = Happening(EventKind.CORRECTION, 25)
    instead = replace(GOAL, kind=EventKind.OWN_GOAL)
    corrected = await recorder.record(
        wish(world, "fix", correction, target=goal.event.id, replacement=instead)
    )
    assert corrected.state.score == Score(0, 1)
    with pytest.raises(Conflict, match="changed by"):
        await recorder.record(wish(world, "fix.2", correction, target=goal.event.id))


NO_EVENTS: tuple[tuple[str, Happening, dict[str, Any], str], ...] = (
    ("", GOAL, {}, "idempotencyKey"),
    ("k" * 41, GOAL, {}, "idempotencyKey"),
    ("a key", GOAL, {}, "idempotencyKey"),
    ("k", replace(GOAL, minute=300), {}, "minute"),
    ("k", replace(GOAL, added=-1), {}, "added"),
    ("k", replace(GOAL, side=None), {}, "side"),
    ("k", replace(GOAL, player="x" * 121), {}, "player"),
    ("k", replace(GOAL, player=""), {}, "player"),
    ("k", replace(GOAL, announced=3), {}, "announced"),
    ("k", Happening(EventKind.CORRECTION, 25), {}, "target"),
    ("k", Happening(EventKind.CORRECTION, 25), {"target": "never-told"}, "target"),
    ("k", GOAL, {"replacement": GOAL}, "replacement"),
)


async def test_what_is_no_event_is_refused_by_field_and_leaves_nothing(
    world: World, recorder: EventRecorder
) -> None:
    for key, happening, changes, field in NO_EVENTS:
        with pytest.raises(ValidationFailed) as refused:
            await recorder.record(wish(world, key, happening, **changes))
        assert refused.value.field == field
    assert await live_updates.after(world.id(), 0, 10) == []
    assert await models.DeadLetter.all().count() == 0


async def test_what_cannot_have_happened_is_a_conflict(world: World, recorder: EventRecorder) -> None:
    early = world.clock() - timedelta(hours=2)
    with pytest.raises(Conflict, match="kicks off"):
        await recorder.record(wish(world, "start", KICK_OFF, occurred_at=early))
    await recorder.record(wish(world, "start", KICK_OFF))
    world.clock.passes(hours=2)
    await recorder.record(wish(world, "end", Happening(EventKind.FULL_TIME, 90, 3)))
    with pytest.raises(Conflict, match="over"):
        await recorder.record(wish(world, "late", GOAL))


async def test_an_unknown_match_is_not_found(world: World, recorder: EventRecorder) -> None:
    with pytest.raises(NotFound):
        await recorder.record(replace(wish(world, "start", KICK_OFF), match_id=999_999))


async def test_the_audit_trail_names_who_recorded_what_and_nothing_that_was_refused(
    world: World, recorder: EventRecorder
) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    for _ in range(2):
        await recorder.record(wish(world, "goal", GOAL))
    with pytest.raises(FootballError):
        await recorder.record(wish(world, "bad", replace(GOAL, minute=300)))
    rows = (await audit.page(AuditFilter(), Slice(audit.LATEST_FIRST, 10))).rows
    assert [row.action for row in rows] == ["recordMatchEvent"] * 2
    assert (rows[0].actor, rows[0].target) == ("tester", f"match {world.matches[0]}")
    assert rows[0].after == {
        "eventId": f"api:{world.id()}:goal",
        "sequence": 2,
        "kind": "GOAL",
        "minute": 23,
        "side": "HOME",
        "player": "Someone",
    }


async def test_an_event_that_cannot_be_audited_has_no_effect(world: World, recorder: EventRecorder) -> None:
    await recorder.record(wish(world, "start", KICK_OFF))
    await connection().execute_script(
        "CREATE TRIGGER out_of_order BEFORE INSERT ON audit_entry"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    with pytest.raises(IntegrityError):
        await recorder.record(wish(world, "goal", GOAL))
    assert [update.sequence for update in await live_updates.after(world.id(), 0, 10)] == [1]
    await connection().execute_script("DROP TRIGGER out_of_order ON audit_entry")
    assert (await recorder.record(wish(world, "goal", GOAL))).sequence == 2
    assert len((await audit.page(AuditFilter(), Slice(audit.LATEST_FIRST, 10))).rows) == 2
