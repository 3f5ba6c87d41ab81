"""Shapley values keep their four promises, and are those of the definition."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.football.shapley import MOST_PLAYERS, coalitions, mixed_rows, shapley_values

Game = NDArray[np.float64]
WORTH = st.floats(-50, 50, allow_nan=False)


@st.composite
def games(draw: st.DrawFn, least: int = 1, most: int = 5) -> Game:
    """What every coalition of a few players is worth, [2^n, 1]."""
    players = draw(st.integers(least, most))
    worth = draw(st.lists(WORTH, min_size=2**players, max_size=2**players))
    return np.array(worth)[:, None]


def by_all_orders(worth: Game) -> Game:
    """The definition: the mean, over all orders of joining, of what a player adds on joining."""
    players = len(worth).bit_length() - 1
    orders = list(permutations(range(players)))
    shares = np.zeros((players, worth.shape[1]))
    for order in orders:
        coalition = 0
        for player in order:
            shares[player] += worth[coalition | 1 << player] - worth[coalition]
            coalition |= 1 << player
    return shares / len(orders)


@given(games())
def test_shares_are_those_of_the_definition(worth: Game) -> None:
    np.testing.assert_allclose(shapley_values(worth), by_all_orders(worth), atol=1e-10)


@given(games(most=8))
def test_shares_sum_to_what_everybody_is_worth_above_nobody(worth: Game) -> None:
    assert shapley_values(worth).sum() == pytest.approx((worth[-1] - worth[0]).item(), abs=1e-9)


@given(games(least=2))
def test_interchangeable_players_get_the_same(worth: Game) -> None:
    numbers = np.arange(len(worth))
    exchanged = numbers & ~3 | (numbers & 1) << 1 | (numbers & 2) >> 1
    first, second, *_ = shapley_values(worth + worth[exchanged])
    assert first.item() == pytest.approx(second.item(), abs=1e-9)


@given(games(least=2))
def test_a_player_who_never_changes_anything_gets_nothing(worth: Game) -> None:
    without_first = worth[np.arange(len(worth)) & ~1]
    assert shapley_values(without_first)[0].item() == pytest.approx(0, abs=1e-10)


@given(games(least=3, most=3), games(least=3, most=3), WORTH)
def test_shares_of_a_sum_of_games_are_the_sums_of_the_shares(one: Game, other: Game, times: float) -> None:
    together = shapley_values(one + times * other)
    np.testing.assert_allclose(together, shapley_values(one) + times * shapley_values(other), atol=1e-8)


@given(games(least=2, most=2), games(least=2, most=2))
def test_many_games_at_once_are_each_their_own(one: Game, other: Game) -> None:
    at_once = shapley_values(np.stack([np.hstack([one, other]), np.hstack([other, one])]))
    np.testing.assert_allclose(at_once[0, :, :1], shapley_values(one), atol=1e-12)
    np.testing.assert_allclose(at_once[1, :, :1], shapley_values(other), atol=1e-12)


def test_of_a_linear_model_a_group_gets_what_its_terms_moved() -> None:
    chance = np.random.default_rng(5)
    weights, values, baselines = chance.normal(size=4), chance.normal(size=(2, 4)), chance.normal(size=(2, 4))
    player_of = np.array([0, 2, 1, 0])
    worth = mixed_rows(values, baselines, player_of) @ weights
    moved = weights * (values - baselines)
    by_group = np.stack([moved[:, player_of == player].sum(axis=1) for player in range(3)], axis=1)
    np.testing.assert_allclose(shapley_values(worth[..., None])[..., 0], by_group, atol=1e-12)


def test_rows_go_from_the_baseline_to_the_values() -> None:
    values, baselines = np.array([[1.0, 2.0, 3.0]]), np.array([[10.0, 20.0, 30.0]])
    rows = mixed_rows(values, baselines, np.array([0, 1, 0]))
    assert rows.tolist() == [[[10, 20, 30], [1, 20, 3], [10, 2, 30], [1, 2, 3]]]


@pytest.mark.parametrize("players", [0, MOST_PLAYERS + 1])
def test_a_game_too_large_to_be_asked_about_whole_is_refused(players: int) -> None:
    with pytest.raises(ValueError, match="players"):
        coalitions(players)


def test_half_a_game_is_refused() -> None:
    with pytest.raises(ValueError, match="power of two"):
        shapley_values(np.zeros((3, 1)))
