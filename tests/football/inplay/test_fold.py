"""Which events may join a match's log: those that do not fit are refused with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.events import MatchEvent, Side
from app.football.inplay.fold import MatchFacts, MatchLog, check, fold
from app.football.inplay.log import BOUNDARIES
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.football.match import MatchStatus, day_kickoff
from tests.football.inplay.stories import KICKOFF, event, logs, plain_match

FACTS = MatchFacts(KICKOFF, kickoff_time_known=True, status=MatchStatus.SCHEDULED)
GOAL = event("GOAL", 23, 2, side=Side.HOME)


def refusal(known: list[MatchEvent], new: MatchEvent, facts: MatchFacts = FACTS) -> RefusalCode | None:
    try:
        check(MatchLog(known), new, facts)
    except EventRefused as refused:
        return refused.refusal
    return None


@given(logs(), st.integers(0, 14))
def test_what_is_refused_for_its_place_would_not_have_counted(log: list[MatchEvent], place: int) -> None:
    known, rest = log[:place], log[place:]
    changed = {one.target for one in known}
    for new in rest:
        plain = new.kind not in BOUNDARIES and new.id not in changed
        if plain and refusal(known, new) in (RefusalCode.AFTER_FULL_TIME, RefusalCode.BEFORE_KICK_OFF):
            with_it, without = fold([*known, new]), fold(known)
            assert replace(with_it, events=0, missing=0) == replace(without, events=0, missing=0)


def test_a_number_is_given_to_one_event() -> None:
    assert refusal([GOAL], event("GOAL", 25, 2, side=Side.HOME, event_id="x")) is RefusalCode.NUMBER_TAKEN
    assert refusal([GOAL], event("GOAL", 25, 2, side=Side.HOME, source="second")) is None


@pytest.mark.parametrize(
    ("hours", "time_known", "refused"),
    [(-1.0, True, False), (-1.01, True, True), (-11.9, False, False), (-12.1, False, True)],
)
def test_nothing_happens_before_the_match(hours: float, time_known: bool, refused: bool) -> None:
    kickoff = KICKOFF if time_known else day_kickoff(KICKOFF.date())
    facts = MatchFacts(kickoff, time_known, MatchStatus.SCHEDULED)
    early = event("GOAL", 1, 1, side=Side.HOME, at=kickoff + timedelta(hours=hours))
    assert (refusal([], early, facts) is RefusalCode.BEFORE_KICK_OFF) is refused


def test_each_event_is_changed_once() -> None:
    video = event("VAR_CANCELLATION", 25, 3, target=GOAL.id)
    again = event("CORRECTION", 26, 4, target=GOAL.id)
    assert refusal([GOAL, video], again) is RefusalCode.SECOND_CORRECTION
    assert refusal([video], again) is RefusalCode.SECOND_CORRECTION
    assert refusal([GOAL, video], event("CORRECTION", 26, 4, target=video.id)) is None


def test_no_event_changes_itself_by_way_of_others() -> None:
    first = event("VAR_CANCELLATION", 25, 1, target="feed.2")
    second = event("VAR_CANCELLATION", 25, 2, target="feed.1")
    assert refusal([first], second) is RefusalCode.INVALID_FIELD
    assert refusal([], event("CORRECTION", 1, 1, target="feed.1")) is RefusalCode.INVALID_FIELD


def test_a_change_without_a_target_is_none() -> None:
    assert refusal([], event("CORRECTION", 1, 1)) is RefusalCode.MISSING_FIELD


def test_after_full_time_only_corrections_come() -> None:
    late = KICKOFF + timedelta(hours=3)
    goal = event("GOAL", 90, 6, side=Side.HOME, at=late)
    assert refusal(list(plain_match()), goal) is RefusalCode.AFTER_FULL_TIME
    assert refusal(list(plain_match()), event("CORRECTION", 90, 6, target="feed.2", at=late)) is None
    other = event("GOAL", 90, 1, side=Side.HOME, source="second", at=late)
    assert refusal(list(plain_match()), other) is RefusalCode.AFTER_FULL_TIME


def test_what_a_source_told_late_but_numbered_before_full_time_is_welcome() -> None:
    known = [one for one in plain_match() if one.sequence != 2]
    assert refusal(known, event("GOAL", 23, 2, side=Side.HOME, at=KICKOFF + timedelta(hours=3))) is None


def test_a_cancelled_full_time_refuses_nothing() -> None:
    known = [*plain_match(), event("VAR_CANCELLATION", 90, 6, target="feed.5")]
    assert refusal(known, event("GOAL", 90, 7, side=Side.HOME, added=5)) is None
