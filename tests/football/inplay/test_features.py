"""What the model of running matches is told."""

from datetime import UTC, datetime
from struct import pack, unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.inplay.features import IN_PLAY, Expectation, in_play_features, season_of
from app.football.inplay.state import MatchClock, MatchPhase, MatchState, SideState
from app.football.match import Score
from app.football.scoregrid import OutcomeProbabilities

KICKOFF = datetime(2024, 3, 2, 15, tzinfo=UTC)
EXPECTATION = Expectation(1.5, 1.25, OutcomeProbabilities(home=0.5, draw=0.25, away=0.25))


def told(state: MatchState, minute: float, *, second_half: bool) -> dict[str, float]:
    clock = MatchClock(minute, second_half)
    return dict(zip(IN_PLAY.names, in_play_features(EXPECTATION, state, clock, KICKOFF), strict=True))


def test_a_running_match_is_told_in_the_order_of_the_set() -> None:
    state = MatchState(
        MatchPhase.SECOND_HALF,
        score=Score(2, 1),
        home=SideState(red_cards=1),
        announced_first=3,
        announced_second=6,
    )
    assert list(told(state, 92.5, second_half=True).items()) == [
        ("expected_home", 1.5),
        ("expected_away", 1.25),
        ("outcome_known", 1.0),
        ("outcome_home", 0.5),
        ("outcome_draw", 0.25),
        ("outcome_away", 0.25),
        ("season", 2023.0),
        ("second_half", 1.0),
        ("minute", 90.0),
        ("added_played", 2.5),
        ("announced_known", 1.0),
        ("announced", 6.0),
        ("over", 0.0),
        ("goals_home", 2.0),
        ("goals_away", 1.0),
        ("red_cards_home", 1.0),
        ("red_cards_away", 0.0),
    ]


def test_the_board_of_the_first_half_says_nothing_of_the_second() -> None:
    state = MatchState(MatchPhase.SECOND_HALF, announced_first=3)
    assert told(state, 50, second_half=True)["announced_known"] == 0
    state = MatchState(MatchPhase.FIRST_HALF, announced_first=3)
    assert told(state, 45, second_half=False)["announced"] == 3


def test_at_half_time_the_second_half_is_to_come_whole() -> None:
    """The clock may show the added time of the first half still."""
    values = told(MatchState(MatchPhase.HALF_TIME, announced_first=2), 47, second_half=False)
    assert (values["second_half"], values["minute"], values["added_played"]) == (1, 45, 0)
    assert values["announced_known"] == 0


@pytest.mark.parametrize("phase", [MatchPhase.FULL_TIME, MatchPhase.ABANDONED])
def test_a_match_that_ended_is_over(phase: MatchPhase) -> None:
    assert told(MatchState(phase), 93, second_half=True)["over"] == 1


def test_goals_beyond_the_grid_count_as_its_last_cell() -> None:
    values = told(MatchState(MatchPhase.SECOND_HALF, score=Score(12, 0)), 80, second_half=True)
    assert values["goals_home"] == 10


def test_without_an_outcome_none_is_told() -> None:
    values = in_play_features(Expectation(1.5, 1.0), MatchState(), MatchClock(0, second_half=False), KICKOFF)
    assert values[2:6] == (0, 0, 0, 0)


@given(
    st.floats(0.05, 9),
    st.floats(0, 105),
    st.sampled_from(list(MatchPhase)),
    st.booleans(),
    st.tuples(st.integers(0, 15), st.integers(0, 15)),
)
def test_values_survive_float32(
    rate: float, minute: float, phase: MatchPhase, second_half: bool, goals: tuple[int, int]
) -> None:
    values = in_play_features(
        Expectation(rate, rate),
        MatchState(phase, score=Score(*goals)),
        MatchClock(minute, second_half),
        KICKOFF,
    )
    assert unpack(f"<{len(values)}f", pack(f"<{len(values)}f", *values)) == values


def test_a_season_begins_in_july() -> None:
    assert season_of(datetime(2024, 6, 30, tzinfo=UTC)) == 2023
    assert season_of(datetime(2024, 7, 1, tzinfo=UTC)) == 2024


def test_each_name_is_in_one_group() -> None:
    assert sorted(name for names in IN_PLAY.groups.values() for name in names) == sorted(IN_PLAY.names)
