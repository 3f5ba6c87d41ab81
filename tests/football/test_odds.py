"""Removing the margin: published worked examples, an oracle, and what must hold for any market."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from penaltyblog.implied import calculate_implied

from app.errors import ValidationFailed
from app.football.odds import (
    MarginRemoval,
    implied_probabilities,
    implied_probabilities_array,
    overround,
)
from tests.strategies import markets_of_prices, three_prices

methods = st.sampled_from(MarginRemoval)


@given(markets_of_prices, methods)
def test_probabilities_sum_to_one(odds: list[float], method: MarginRemoval) -> None:
    probabilities = implied_probabilities(odds, method)
    assert math.isclose(math.fsum(probabilities), 1, abs_tol=1e-12)
    assert all(0 <= probability <= 1 for probability in probabilities)


@given(markets_of_prices, methods)
def test_a_shorter_price_is_a_likelier_outcome(odds: list[float], method: MarginRemoval) -> None:
    by_price = [
        probability for _, probability in sorted(zip(odds, implied_probabilities(odds, method), strict=True))
    ]
    assert all(likelier >= other - 1e-12 for likelier, other in pairwise(by_price))


@given(three_prices, methods)
def test_the_order_of_the_outcomes_does_not_matter(
    odds: tuple[float, float, float], method: MarginRemoval
) -> None:
    forwards = implied_probabilities(odds, method)
    assert_allclose(implied_probabilities(odds[::-1], method)[::-1], forwards, atol=1e-9)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), methods)
def test_fair_prices_are_taken_at_their_word(weights: list[float], method: MarginRemoval) -> None:
    probabilities = np.array(weights) / sum(weights)
    assert_allclose(implied_probabilities((1 / probabilities).tolist(), method), probabilities, atol=1e-9)


@given(st.lists(three_prices, min_size=1, max_size=20), methods)
def test_many_markets_at_once_are_each_market_alone(
    odds: list[tuple[float, float, float]], method: MarginRemoval
) -> None:
    alone = [implied_probabilities(market, method) for market in odds]
    assert_allclose(implied_probabilities_array(odds, method), alone, atol=1e-9)


@given(three_prices)
def test_power_and_shin_take_more_from_longshots_than_proportional(
    odds: tuple[float, float, float],
) -> None:
    """Wherever there is a margin; the favourite-longshot bias runs that way."""
    margin = overround(odds)
    longest = int(np.argmax(odds))
    proportional = implied_probabilities(odds, MarginRemoval.PROPORTIONAL)[longest]
    for method in (MarginRemoval.POWER, MarginRemoval.SHIN):
        taken = proportional - implied_probabilities(odds, method)[longest]
        assert taken * math.copysign(1, margin) >= -1e-9


@given(st.lists(st.floats(1.2, 30), min_size=3, max_size=4).filter(lambda odds: 0.01 < overround(odds) < 0.5))
def test_probabilities_agree_with_penaltyblog(odds: list[float]) -> None:
    for method, theirs in (
        (MarginRemoval.POWER, "power"),
        (MarginRemoval.SHIN, "shin"),
        (MarginRemoval.PROPORTIONAL, "multiplicative"),
    ):
        oracle = calculate_implied(odds, theirs).probabilities
        assert_allclose(implied_probabilities(odds, method), oracle, atol=1e-6)


def test_shin_solves_the_example_of_the_shin_package() -> None:
    """Published with the Python package `shin`: odds 2.6, 2.4, 4.3."""
    expected = (0.37299406033208965, 0.4047794109200184, 0.2222265287474275)
    assert implied_probabilities((2.6, 2.4, 4.3), MarginRemoval.SHIN) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (MarginRemoval.POWER, (0.3591711, 0.42373075, 0.21709815)),
        (MarginRemoval.SHIN, (0.35934392, 0.42324385, 0.21741223)),
        (MarginRemoval.PROPORTIONAL, (0.35873804, 0.42112726, 0.2201347)),
    ],
)
def test_each_method_solves_the_example_of_penaltyblogs_documentation(
    method: MarginRemoval, expected: tuple[float, ...]
) -> None:
    assert implied_probabilities((2.7, 2.3, 4.4), method) == pytest.approx(expected, abs=1e-8)


def test_the_power_method_raises_every_quote_to_one_power() -> None:
    odds = np.array([1.4, 5.0, 8.5])
    powers = np.log(implied_probabilities(odds.tolist())) / np.log(1 / odds)
    assert powers[0] > 1
    assert_allclose(powers, powers[0], rtol=1e-9)


@pytest.mark.parametrize(
    ("odds", "lowest", "highest"), [((1.4, 5.0, 8.5), 0, 0.05), ((2.2, 3.8, 4.4), -0.05, 0)]
)
def test_shin_probabilities_satisfy_his_equation(
    odds: tuple[float, float, float], lowest: float, highest: float
) -> None:
    """Each p solves (1 - z) p^2 + z p = quote^2 / sum(quotes) with one z, below 0 for a negative margin."""
    quotes = 1 / np.array(odds)
    p = np.array(implied_probabilities(odds, MarginRemoval.SHIN))
    z = (quotes**2 / quotes.sum() - p**2) / (p - p**2)
    assert lowest < z[0] < highest
    assert_allclose(z, z[0], rtol=1e-9)


def test_overround_is_the_margin_over_a_fair_book() -> None:
    assert overround((2.0, 4.0, 4.0)) == pytest.approx(0)
    assert overround((1.9, 1.9)) == pytest.approx(0.0526316, abs=1e-7)
    assert overround((2.1, 2.1)) < 0


@pytest.mark.parametrize("method", MarginRemoval)
def test_the_best_prices_of_many_bookmakers_may_hold_a_negative_margin(method: MarginRemoval) -> None:
    probabilities = implied_probabilities((2.2, 3.8, 4.4), method)
    assert overround((2.2, 3.8, 4.4)) < 0
    assert math.fsum(probabilities) == pytest.approx(1)
    assert probabilities[0] > probabilities[1] > probabilities[2]


@pytest.mark.parametrize("odds", [(1.000001, 1e6, 1e6), (1.01, 1.01, 1.01), (1e6, 1e6), (1.5, 1e6, 1e6)])
@pytest.mark.parametrize("method", MarginRemoval)
def test_the_most_lopsided_books_are_still_solved(odds: tuple[float, ...], method: MarginRemoval) -> None:
    probabilities = implied_probabilities(odds, method)
    assert math.fsum(probabilities) == pytest.approx(1, abs=1e-12)
    assert all(probability > 0 for probability in probabilities)


def test_no_market_at_all_gives_no_probabilities() -> None:
    assert implied_probabilities_array(np.empty((0, 3))).shape == (0, 3)


@pytest.mark.parametrize(
    "odds", [(1.0, 2.0, 3.0), (2.0, math.nan, 3.0), (2.0, math.inf), (-2.0, 2.0), (2.0,)]
)
def test_a_price_that_cannot_be_meant_is_refused(odds: tuple[float, ...]) -> None:
    with pytest.raises(ValidationFailed, match="odds"):
        implied_probabilities(odds)


def test_a_flat_list_of_prices_is_refused_as_many_markets() -> None:
    with pytest.raises(ValidationFailed, match="shape"):
        implied_probabilities_array([2.0, 3.0, 4.0])
