"""The state is a fold over the events: whatever their order, however often told, whatever was corrected."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.events import EventKind, Happening, MatchEvent, Side
from app.football.inplay.log import MatchLog, fold
from app.football.inplay.state import MatchPhase, MatchState, SideState
from app.football.match import Score
from tests.football.inplay.stories import KICKOFF, event, logs, plain_match

GOAL = Happening(EventKind.GOAL, 30, side=Side.AWAY)


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_changes_nothing(
    log: list[MatchEvent], chance: random.Random
) -> None:
    shuffled = list(log)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(log)


@given(logs(), st.randoms(use_true_random=False))
def test_events_told_again_change_nothing(log: list[MatchEvent], chance: random.Random) -> None:
    again = [*log, *chance.choices(log, k=len(log))] if log else []
    chance.shuffle(again)
    assert fold(again) == fold([*log, *log]) == fold(log)


@given(logs(), st.integers(0, 14))
def test_adding_one_event_after_another_is_the_fold_of_them_all(log: list[MatchEvent], already: int) -> None:
    growing = MatchLog(log[:already])
    for place, one in enumerate(log[already:], start=already + 1):
        assert growing.add(one) == fold(log[:place])
        assert growing.add(one) == fold(log[:place])


@given(logs())
def test_an_event_cancelled_before_it_came_never_was(log: list[MatchEvent]) -> None:
    goal = event("GOAL", 30, 900, side=Side.HOME, source="third")
    cancelled = event("VAR_CANCELLATION", 31, 901, target=goal.id, source="third")
    state = fold([cancelled, *log, goal])
    assert state.score == fold(log).score
    assert state == fold([*log, goal, cancelled])


@given(logs(), st.integers(1, 8))
def test_the_last_correction_of_a_chain_decides(log: list[MatchEvent], length: int) -> None:
    chain = [event("GOAL", 30, 1, side=Side.HOME, source="third")]
    for number in range(2, length + 2):
        kind = EventKind.RED_CARD if number <= length else EventKind.GOAL
        replacement = Happening(kind, 30, side=Side.AWAY)
        chain.append(
            event("CORRECTION", 30, number, target=chain[-1].id, replacement=replacement, source="third")
        )
    plain = event("GOAL", 30, 1, side=Side.AWAY, source="third", at=chain[0].occurred_at)
    corrected, direct = fold([*chain[::-1], *log]), fold([plain, *log])
    assert (corrected.score, corrected.home, corrected.away) == (direct.score, direct.home, direct.away)


@given(logs())
def test_no_state_says_what_cannot_be(log: list[MatchEvent]) -> None:
    state = fold(log)
    assert state.events == len(log)
    assert state.missing >= 0
    if state.half_time is not None:
        assert state.half_time.home <= state.score.home
        assert state.half_time.away <= state.score.away
    assert (state.period_started_at is None) == (state.phase is MatchPhase.NOT_STARTED)
    if state.phase is MatchPhase.NOT_STARTED:
        assert state == MatchState(events=len(log), missing=state.missing)


def test_a_whole_match() -> None:
    assert fold(plain_match()) == MatchState(
        phase=MatchPhase.FULL_TIME,
        score=Score(1, 0),
        half_time=Score(1, 0),
        minute=90,
        added=3,
        period_started_at=KICKOFF + timedelta(minutes=62),
        events=5,
    )


def test_nothing_known_is_a_match_that_has_not_started() -> None:
    assert fold([]) == MatchState()


def test_an_own_goal_counts_for_the_other_side() -> None:
    assert fold([event("OWN_GOAL", 10, side=Side.HOME)]).score == Score(0, 1)


def test_each_side_has_what_stands_for_it() -> None:
    kinds = ("YELLOW_CARD", "SECOND_YELLOW", "RED_CARD", "SUBSTITUTION", "SUBSTITUTION", "PENALTY_MISSED")
    told = [event(kind, 50, number, side=Side.AWAY) for number, kind in enumerate(kinds, start=1)]
    state = fold(told)
    assert state.away == SideState(yellow_cards=1, red_cards=2, substitutions=2, penalties_missed=1)
    assert state.home == SideState()


def test_a_goal_that_video_takes_back_does_not_count_until_that_is_taken_back() -> None:
    goal = event("GOAL", 30, 1, side=Side.HOME)
    video = event("VAR_CANCELLATION", 32, 2, target=goal.id)
    mistake = event("CORRECTION", 33, 3, target=video.id)
    assert fold([goal, video]).score == Score(0, 0)
    assert fold([mistake, video, goal]).score == Score(1, 0)


def test_a_corrected_correction_says_anew_what_happened() -> None:
    goal = event("GOAL", 30, 1, side=Side.HOME)
    first = event("CORRECTION", 31, 2, target=goal.id, replacement=GOAL)
    own = Happening(EventKind.OWN_GOAL, 30, side=Side.AWAY)
    assert fold([goal, first]).score == Score(0, 1)
    assert fold([goal, first, event("CORRECTION", 32, 3, target=first.id, replacement=own)]).score == Score(
        1, 0
    )
    assert fold([goal, first, event("CORRECTION", 32, 3, target=first.id)]).score == Score(1, 0)


def test_a_cancelled_full_time_lets_the_match_go_on() -> None:
    told = [*plain_match(), event("CORRECTION", 90, 6, target="feed.5")]
    assert fold(told).phase is MatchPhase.SECOND_HALF


def test_what_a_source_numbers_before_its_kick_off_or_after_its_full_time_does_not_count() -> None:
    early = event("GOAL", 1, 1, side=Side.HOME)
    late = event("GOAL", 90, 7, side=Side.HOME)
    match = [_renumbered(one, 1) for one in plain_match()]
    assert fold([early, *match, late]).score == Score(1, 0)


def test_another_sources_goal_counts_unless_it_fell_after_full_time() -> None:
    before = event("GOAL", 80, 1, side=Side.AWAY, source="second")
    after = event("GOAL", 90, 2, side=Side.AWAY, source="second", at=KICKOFF + timedelta(hours=3))
    assert fold([*plain_match(), before, after]).score == Score(1, 1)


def test_numbers_that_a_source_skipped_are_missing() -> None:
    told = [event("GOAL", 10, 2, side=Side.HOME), event("GOAL", 11, 5, side=Side.HOME)]
    assert fold(told).missing == 3
    assert fold([*told, event("YELLOW_CARD", 12, 3, side=Side.HOME)]).missing == 2


def test_without_a_kick_off_the_clock_is_set_by_the_first_event() -> None:
    state = fold([event("GOAL", 30, 4, side=Side.HOME)])
    assert (state.phase, state.period_started_at) == (MatchPhase.FIRST_HALF, KICKOFF)
    assert fold([event("GOAL", 30, 4, side=Side.HOME), event("KICK_OFF")]).period_started_at == KICKOFF


def test_changes_that_change_each_other_have_no_effect() -> None:
    circle = [
        event("VAR_CANCELLATION", 5, 2, target="feed.3"),
        event("VAR_CANCELLATION", 6, 3, target="feed.2"),
        event("GOAL", 4, 1, side=Side.HOME),
    ]
    assert fold(circle).score == Score(1, 0)


def test_added_time_is_the_last_one_announced_for_its_half() -> None:
    told = [
        event("ADDED_TIME", 45, 1, announced=2),
        event("ADDED_TIME", 90, 3, announced=6),
        event("ADDED_TIME", 90, 2, announced=5),
    ]
    state = fold(told)
    assert (state.announced_first, state.announced_second) == (2, 6)


def _renumbered(one: MatchEvent, by: int) -> MatchEvent:
    return event(
        one.kind,
        one.happening.minute,
        one.sequence + by,
        side=one.happening.side,
        added=one.happening.added,
        at=one.occurred_at,
    )


def test_adding_knows_of_what_was_changed_before_it_came() -> None:
    log = MatchLog([event("KICK_OFF"), event("VAR_CANCELLATION", 31, 3, target="feed.2")])
    assert log.add(event("GOAL", 30, 2, side=Side.HOME)).score == Score(0, 0)


def test_adding_a_goal_to_a_half_that_is_over_adds_it_to_the_score_at_half_time() -> None:
    log = MatchLog([event("KICK_OFF"), event("HALF_TIME", 45, 2, added=2)])
    assert log.add(event("GOAL", 45, 3, added=3, side=Side.HOME)).half_time == Score(1, 0)


def test_of_two_changes_of_one_event_the_one_numbered_first_holds() -> None:
    told = [
        event("GOAL", 30, 1, side=Side.HOME),
        event("CORRECTION", 31, 2, target="feed.1", replacement=GOAL),
        event("VAR_CANCELLATION", 32, 3, target="feed.1"),
    ]
    assert fold(told).score == fold(told[::-1]).score == Score(0, 1)
