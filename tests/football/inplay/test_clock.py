"""The match's clock goes on by itself in each half, and never runs away."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.clock import clock_at, next_minute_at
from app.football.inplay.events import MatchEvent, Side
from app.football.inplay.log import fold
from app.football.inplay.state import MatchClock, MatchPhase, MatchState
from tests.football.inplay.stories import KICKOFF, event, logs, plain_match

FIRST = fold([event("KICK_OFF")])


@given(logs(), st.integers(0, 200), st.integers(0, 200), st.sampled_from((1.0, 60.0, 600.0)))
def test_time_never_turns_the_clock_back(
    log: list[MatchEvent], first: int, second: int, speed: float
) -> None:
    state = fold(log)
    earlier, later = sorted((first, second))
    before = clock_at(state, KICKOFF + timedelta(minutes=earlier), speed)
    after = clock_at(state, KICKOFF + timedelta(minutes=later), speed)
    assert before.minute <= after.minute
    assert before.second_half == after.second_half
    assert max(0, state.minute + state.added) <= after.minute <= 120


@given(logs(), st.integers(0, 200), st.sampled_from((1.0, 60.0, 600.0)))
def test_the_next_minute_comes_when_it_is_said_to(log: list[MatchEvent], minutes: int, speed: float) -> None:
    state = fold(log)
    shown = clock_at(state, KICKOFF + timedelta(minutes=minutes), speed)
    due = next_minute_at(state, shown, speed)
    if due is None:
        later = clock_at(state, KICKOFF + timedelta(days=1), speed)
        assert later.minute < shown.minute + 1 or later.minute in (75.0, 120.0)
    else:
        assert clock_at(state, due, speed).minute == pytest.approx(shown.minute + 1, abs=1e-4)


def test_the_clock_shows_what_has_passed_since_the_half_began() -> None:
    assert clock_at(FIRST, KICKOFF + timedelta(minutes=12, seconds=30)) == MatchClock(12.5, second_half=False)
    second = fold(plain_match()[:4])
    assert clock_at(second, KICKOFF + timedelta(minutes=72)) == MatchClock(55.0, second_half=True)


def test_a_replay_is_as_fast_as_it_says() -> None:
    assert clock_at(FIRST, KICKOFF + timedelta(seconds=10), 60).minute == 10


def test_the_clock_is_not_behind_the_last_event() -> None:
    state = fold([event("KICK_OFF"), event("GOAL", 40, 2, side=Side.HOME)])
    assert clock_at(state, KICKOFF + timedelta(minutes=30)).minute == 40


@pytest.mark.parametrize(
    ("events", "shown"),
    [(0, (0.0, False)), (3, (47.0, False)), (5, (93.0, True))],
)
def test_the_clock_stands_before_the_match_at_half_time_and_after_it(
    events: int, shown: tuple[float, bool]
) -> None:
    state = fold(plain_match()[:events])
    for hours in (1, 5):
        assert clock_at(state, KICKOFF + timedelta(hours=hours)) == MatchClock(*shown)
    assert next_minute_at(state, MatchClock(*shown)) is None


def test_a_silent_feed_stops_the_clock_half_an_hour_after_the_half() -> None:
    assert clock_at(FIRST, KICKOFF + timedelta(hours=9)) == MatchClock(75.0, second_half=False)
    second = fold(plain_match()[:4])
    assert clock_at(second, KICKOFF + timedelta(hours=9)) == MatchClock(120.0, second_half=True)


def test_an_abandoned_match_stands_where_it_was_abandoned() -> None:
    state = MatchState(MatchPhase.ABANDONED, minute=60, period_started_at=KICKOFF)
    assert clock_at(state, KICKOFF + timedelta(hours=5)) == MatchClock(60.0, second_half=True)
