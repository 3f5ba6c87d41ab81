"""Played matches told again."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import system_clock
from app.football.inplay.events import EventKind, Happening, MatchEvent, Side
from app.football.inplay.reconstruct import reconstruct
from app.football.inplay.timeline import framed
from app.live.replay import Course, Progress, abandonments, new_run, plan, tell
from app.live.wire import decode_event, encode_event, match_key
from tests.builders import played

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
KICKOFF = datetime(2024, 8, 17, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUIET = framed([Happening(EventKind.GOAL, 60, side=Side.HOME)])


def course(match_id: int = 1, later: timedelta = timedelta(0)) -> Course:
    return Course(match_id, KICKOFF + later, "reconstructed", reconstruct(played(3, 2), str(match_id)))


def quiet(match_id: int = 1) -> Course:
    return Course(match_id, KICKOFF, "reconstructed", QUIET)


class Slow:
    """Takes what it is given, each time after a while."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.took: list[MatchEvent] = []
        self.more = asyncio.Event()
        self._takes_s = takes_s

    async def publish(self, events: Sequence[MatchEvent]) -> None:
        await asyncio.sleep(self._takes_s)
        self.took += events
        self.more.set()


class Heard(list[Progress]):
    async def __call__(self, progress: Progress) -> None:
        self.append(progress)


@given(st.integers(1, 5), st.floats(1, 3600), st.integers(0, 90))
def test_a_run_is_numbered_from_one_without_gaps_and_goes_over_the_wire_as_it_is(
    matches: int, speed: float, minute: int
) -> None:
    events = plan([course(number, number * HOUR) for number in range(matches)], speed, START, minute)
    assert all(earlier.occurred_at <= later.occurred_at for earlier, later in pairwise(events))
    for number in range(matches):
        own = [event for event in events if event.match_id == number]
        assert [event.sequence for event in own] == list(range(1, len(own) + 1))
        assert len({event.run for event in own}) == 1
    assert len({event.id for event in events}) == len(events)
    for event in events:
        assert decode_event(encode_event(event), match_key(event.match_id)) == event


def test_matches_of_a_day_keep_their_distance_divided_by_the_speed() -> None:
    events = plan([course(1), course(2, 3 * HOUR)], 60, START)
    kick_offs = [event.occurred_at for event in events if event.kind is EventKind.KICK_OFF]
    assert kick_offs == [START, START + timedelta(minutes=3)]
    assert max(event.occurred_at for event in events) < START + timedelta(minutes=6)


async def test_what_was_before_its_start_comes_at_once_and_is_not_late() -> None:
    sink, heard = Slow(), Heard()
    events = plan([quiet()], 3600, system_clock(), 90)
    await tell(events, sink, system_clock, heard)
    assert sink.took == events
    assert len(heard[0].events) >= 5
    assert max(progress.behind for progress in heard) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("minute", "before_kick_off_s"), [(0, 0), (30, 30), (46, 46 + 15 + 1), (60, 46 + 15 + 15)]
)
def test_a_replay_from_a_minute_is_at_that_minute_at_its_start(minute: int, before_kick_off_s: int) -> None:
    """The first half takes 46 minutes, the break a quarter of an hour."""
    events = plan([quiet()], 60, START, minute)
    assert events[0].occurred_at == START - timedelta(seconds=before_kick_off_s)


def test_a_cancellation_takes_back_the_event_before_it() -> None:
    goal = Happening(EventKind.GOAL, 10, side=Side.HOME)
    told = Course(1, KICKOFF, "recorded", framed([goal, Happening(EventKind.VAR_CANCELLATION, 10)]))
    events = plan([told], 60, START)
    assert events[2].target == events[1].id
    assert [event.target for event in events if event is not events[2]] == [None] * (len(events) - 1)


def test_a_newer_run_sorts_higher() -> None:
    assert new_run() != new_run()
    old = new_run()
    moments = [new_run() for _ in range(2000)]
    assert max(moments)[:12] >= old[:12]


async def test_events_come_at_their_instants() -> None:
    """A match at 100 times the highest speed, told in well under a second, no event before its time."""
    sink, heard = Slow(), Heard()
    events = plan([quiet()], 360_000, system_clock())
    await tell(events, sink, system_clock, heard)
    assert sink.took == events
    assert system_clock() >= events[-1].occurred_at
    assert (heard[-1].told, heard[-1].total) == (len(events), len(events))
    assert sum(len(progress.events) for progress in heard) == len(events)


async def test_a_slow_sink_is_waited_for_and_the_replay_says_how_late_it_is() -> None:
    sink, heard = Slow(takes_s=0.05), Heard()
    events = plan([course(number) for number in range(20)], 36_000, system_clock())
    await tell(events, sink, system_clock, heard)
    assert sorted(event.id for event in sink.took) == sorted(event.id for event in events)
    assert max(progress.behind for progress in heard) > timedelta(seconds=0.03)
    assert len(heard) < len(events) / 5


async def test_without_waiting_everything_is_told_as_of_now() -> None:
    sink = Slow()
    before = system_clock()
    await tell(plan([course()], 3600, START), sink, system_clock, Heard(), waiting=False)
    assert sink.took[-1].kind is EventKind.FULL_TIME
    assert all(before <= event.occurred_at <= system_clock() for event in sink.took)


async def test_a_replay_that_is_stopped_abandons_the_matches_it_had_begun() -> None:
    """Nobody waits for a match that will not go on; one that had ended stays as it ended."""
    sink = Slow()
    over = plan([quiet(2)], 3600, system_clock() - HOUR)
    running = plan([course(1)], 1, system_clock())
    replay = asyncio.create_task(tell([*over, *running], sink, system_clock, Heard()))
    while len(sink.took) <= len(over):
        await sink.more.wait()
        sink.more.clear()
    replay.cancel()
    with pytest.raises(asyncio.CancelledError):
        await replay
    last = {event.match_id: event for event in sink.took}
    assert last[2].kind is EventKind.FULL_TIME
    assert (last[1].kind, last[1].sequence, last[1].id) == (
        EventKind.ABANDONMENT,
        2,
        f"{running[0].run}:2",
    )


@given(st.integers(1, 40))
def test_the_end_of_a_stopped_run_comes_after_what_was_told(told: int) -> None:
    events = plan([course()], 60, START)[:told]
    for end in abandonments(events, START):
        assert end.sequence == told + 1
        halves = [event.happening.minute > 45 or event.kind is EventKind.SECOND_HALF for event in events]
        assert (end.happening.minute > 45) == halves[-1]
        assert end.happening.minute >= events[-1].happening.minute
        assert decode_event(encode_event(end), match_key(end.match_id)) == end
