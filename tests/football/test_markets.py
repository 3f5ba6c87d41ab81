"""Market values refuse numbers that cannot be meant."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.markets import (
    CorrectScore,
    DoubleChance,
    DrawNoBet,
    ExpectedGoals,
    OutcomeProbabilities,
    ProbabilitiesInvalid,
    Settlement,
    WinToNil,
    YesNo,
    fair_odds,
)


@given(st.floats(1e-6, 1))
def test_fair_odds_are_the_price_that_gains_nothing(probability: float) -> None:
    odds = fair_odds(probability)
    assert odds is not None
    assert odds * probability == pytest.approx(1)


@pytest.mark.parametrize("probability", [0.0, 5e-324])
def test_what_cannot_happen_has_no_price(probability: float) -> None:
    assert fair_odds(probability) is None


@pytest.mark.parametrize(
    "broken",
    [
        lambda: OutcomeProbabilities(0.5, 0.3, 0.3),
        lambda: OutcomeProbabilities(0.5, 0.3, 0.2 + 1e-8),
        lambda: OutcomeProbabilities(1.2, -0.1, -0.1),
        lambda: OutcomeProbabilities(math.nan, 0.5, 0.5),
        lambda: YesNo(0.5, 0.6),
        lambda: DrawNoBet(0.5, 0.4),
        lambda: DoubleChance(0.8, 0.7, 0.4),
        lambda: DoubleChance(1.1, 0.5, 0.4),
        lambda: WinToNil(-0.1, 0.2),
        lambda: CorrectScore(1, 0, 1.5),
        lambda: Settlement(win=0.5, half_win=0.1, push=0.1, half_loss=0.1, loss=0.1),
        lambda: ExpectedGoals(-0.1, 1.0),
        lambda: ExpectedGoals(1.0, math.inf),
    ],
)
def test_impossible_probabilities_are_refused(broken: Callable[[], object]) -> None:
    with pytest.raises(ProbabilitiesInvalid):
        broken()


def test_float64_rounding_is_accepted() -> None:
    assert OutcomeProbabilities(0.1 + 0.2, 0.3, 0.4).home == 0.1 + 0.2


def test_the_price_of_a_quarter_line_counts_halves_as_halves() -> None:
    bet = Settlement(win=0.4, half_win=0.2, push=0, half_loss=0, loss=0.4)
    assert bet.odds == pytest.approx(1 + 0.4 / 0.5)
    assert bet.opposite.odds == pytest.approx(1 + 0.5 / 0.4)
    assert (bet.won, bet.returned, bet.lost) == pytest.approx((0.5, 0.1, 0.4))


def test_every_market_names_its_fair_prices() -> None:
    result = OutcomeProbabilities(0.5, 0.25, 0.25)
    assert (result.home_odds, result.draw_odds, result.away_odds) == (2, 4, 4)
    chance = DoubleChance(0.8, 0.75, 0.45)
    assert chance.home_or_draw_odds == 1.25
    assert chance.home_or_away_odds == pytest.approx(4 / 3)
    assert chance.draw_or_away_odds == pytest.approx(20 / 9)
    assert (YesNo(0.5, 0.5).yes_odds, YesNo(0.8, 0.2).no_odds) == (2, 5)
    assert (WinToNil(0.25, 0.1).home_odds, WinToNil(0.25, 0.1).away_odds) == (4, 10)
    assert CorrectScore(1, 0, 0.125).odds == 8
