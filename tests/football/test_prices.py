"""Prices before the match: when they are known, whose they are, and how they move."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.odds import implied_probabilities
from app.football.prices import MATCH_RESULT, PreMatchOdds, fair, price_move, usual_known_at
from tests.strategies import markets_of_prices, three_prices

kickoffs = st.integers(0, 12_000).map(
    lambda hours: datetime(2020, 1, 1, 3, tzinfo=UTC) + timedelta(hours=hours)
)
FRIDAY = datetime(2024, 8, 16, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kickoff", "known_at"),
    [
        ("2024-08-16T19:00", "2024-08-16T17:00"),  # Friday evening
        ("2024-08-17T14:00", "2024-08-16T17:00"),  # Saturday
        ("2024-08-19T19:00", "2024-08-16T17:00"),  # Monday
        ("2024-08-20T18:45", "2024-08-20T17:00"),  # Tuesday
        ("2024-08-22T18:45", "2024-08-20T17:00"),  # Thursday
        ("2024-08-16T12:00", "2024-08-16T12:00"),  # Friday noon: not before kickoff, but by then
    ],
)
def test_prices_are_known_from_the_afternoon_on_which_they_are_collected(kickoff: str, known_at: str) -> None:
    found = usual_known_at(datetime.fromisoformat(kickoff).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(known_at).replace(tzinfo=UTC)


@given(kickoffs)
def test_prices_are_known_by_kickoff_and_at_most_four_days_before(kickoff: datetime) -> None:
    assert kickoff - timedelta(days=4) < usual_known_at(kickoff) <= kickoff


@given(markets_of_prices)
def test_fair_probabilities_are_those_of_the_power_method(prices: list[float]) -> None:
    assert fair(prices) == pytest.approx(implied_probabilities(prices), abs=1e-9)


ODDS = PreMatchOdds(
    FRIDAY,
    match_result={"Avg": (2.0, 3.4, 3.8), "PS": (2.1, 3.5, 3.7)},
    total_goals={"Avg": (1.9, 1.95)},
    asian_handicap={"Avg": (-0.5, 1.95, 1.95)},
    later={(MATCH_RESULT, "PS"): FRIDAY + timedelta(hours=5)},
    home="1",
)


def test_a_price_is_not_seen_before_it_was_known() -> None:
    assert ODDS.known(FRIDAY - timedelta(microseconds=1), "1") is None
    early = ODDS.known(FRIDAY, "1")
    assert early is not None
    assert (set(early.match_result), set(early.total_goals)) == ({"Avg"}, {"Avg"})
    late = ODDS.known(FRIDAY + timedelta(hours=5), "1")
    assert late is not None
    assert set(late.match_result) == {"Avg", "PS"}


def test_without_a_price_on_the_result_nothing_is_known() -> None:
    assert replace(ODDS, match_result={"PS": (2.1, 3.5, 3.7)}).known(FRIDAY, "1") is None


def test_the_other_side_sees_the_prices_turned_round() -> None:
    seen = ODDS.known(FRIDAY, "2")
    assert seen is not None
    assert seen.match_result == {"Avg": (3.8, 3.4, 2.0)}
    assert seen.asian_handicap == {"Avg": (0.5, 1.95, 1.95)}
    assert seen.total_goals == ODDS.total_goals


@given(three_prices, three_prices)
def test_a_move_towards_one_side_is_a_move_away_from_the_other(
    opening: tuple[float, float, float], closing: tuple[float, float, float]
) -> None:
    move = price_move(opening, closing)
    assert move is not None
    assert price_move(opening[::-1], closing[::-1]) == pytest.approx(-move, abs=1e-9)
    assert price_move(closing, opening) == pytest.approx(-move, abs=1e-9)


def test_a_shorter_price_at_closing_is_a_move_towards_the_side() -> None:
    move = price_move((2.0, 3.4, 3.8), (1.8, 3.6, 4.4))
    assert move is not None
    assert move > 0.2
    assert price_move(None, (1.8, 3.6, 4.4)) is price_move((1.8, 3.6, 4.4), None) is None
