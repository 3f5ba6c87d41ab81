"""What ratings remember of how the market moved before a team's matches."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.ratings import RatingBook, TeamState
from tests.builders import KICKOFF, played

moves = st.floats(-1, 1)


def after(told: list[float | None]) -> tuple[TeamState, TeamState]:
    book = RatingBook()
    for day, move in enumerate(told):
        match = played(match_id=str(day + 1), kickoff=KICKOFF + timedelta(days=day))
        book.apply(replace(match, price_move=move))
    return book.teams["1"], book.teams["2"]


@given(st.lists(moves, min_size=1, max_size=8))
def test_what_is_towards_one_side_is_away_from_the_other(told: list[float]) -> None:
    home, away = after([*told])
    assert home.price_moves == pytest.approx(-away.price_moves)
    assert home.price_evidence == away.price_evidence > 0


@given(st.lists(moves, min_size=1, max_size=8))
def test_a_match_without_prices_changes_nothing(told: list[float]) -> None:
    with_gaps = [one for move in told for one in (move, None)]
    states = [(one.price_moves, one.price_evidence) for one in after([*told])]
    assert [(one.price_moves, one.price_evidence) for one in after(with_gaps)] == states


def test_the_last_move_counts_most() -> None:
    assert after([0.3, -0.1])[0].price_moves == pytest.approx(0.3 * 0.85 - 0.1)
    assert after([0.3, -0.1])[0].price_evidence == pytest.approx(1.85)


@given(st.lists(moves, min_size=1, max_size=4))
def test_moves_come_back_from_the_vector_bit_for_bit(told: list[float]) -> None:
    state = after([*told])[0]
    assert TeamState.from_vector(state.to_vector()) == state
