"""The chronicle of a match tells what its state counts, in the order of the clock, whatever came first."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.chronicle import chronicle
from app.football.inplay.events import EventKind, Happening, MatchEvent, Side
from app.football.inplay.log import fold
from app.football.inplay.state import NO_GOALS
from app.football.match import Score
from tests.football.inplay.stories import event, logs

KICK_OFF = event("KICK_OFF")
GOAL = event("GOAL", 23, 2, side=Side.HOME)


@given(logs())
def test_the_last_entry_has_the_score_of_the_state(log: list[MatchEvent]) -> None:
    entries = chronicle(log)
    assert (entries[-1].score if entries else NO_GOALS) == fold(log).score


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_came_and_repetitions_change_nothing(
    log: list[MatchEvent], chance: Random
) -> None:
    shuffled = [*log, *log[:3]]
    chance.shuffle(shuffled)
    assert chronicle(shuffled) == chronicle(log)


def test_what_was_taken_back_is_left_out_and_what_was_corrected_is_told_as_corrected() -> None:
    away = event("GOAL", 30, 3, side=Side.AWAY)
    video = event("VAR_CANCELLATION", 25, 4, target=GOAL.id)
    instead = Happening(EventKind.OWN_GOAL, 29, side=Side.AWAY)
    correction = event("CORRECTION", 31, 5, target=away.id, replacement=instead)
    told = chronicle([correction, away, video, GOAL, KICK_OFF])
    assert [(one.happening, one.event.id, one.score) for one in told] == [
        (KICK_OFF.happening, KICK_OFF.id, Score(0, 0)),
        (instead, away.id, Score(1, 0)),
    ]


def test_the_score_grows_goal_by_goal() -> None:
    goals = [
        event("GOAL", 5, 2, side=Side.HOME),
        event("OWN_GOAL", 50, 3, side=Side.HOME),
        event("PENALTY_SCORED", 49, 4, side=Side.AWAY),
    ]
    told = chronicle([KICK_OFF, *goals])
    assert [one.score for one in told] == [Score(0, 0), Score(1, 0), Score(1, 1), Score(1, 2)]
