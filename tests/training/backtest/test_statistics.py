"""Intervals hold what they should as often as they say; chance leaves the calibration error it leaves."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.football.scoring import calibration_error
from app.training.backtest.statistics import Bootstrap, calibration_floor, mean_difference, share_of_skill
from tests.builders import fixture

FIXTURES = [
    fixture(match_id=str(number), kickoff=datetime(2023, 8, 1, tzinfo=UTC) + timedelta(days=number % 280))
    for number in range(800)
]


@pytest.fixture(scope="module")
def bootstrap() -> Bootstrap:
    return Bootstrap(FIXTURES)


def test_an_interval_of_a_mean_is_as_wide_as_theory_says(bootstrap: Bootstrap) -> None:
    scores = np.random.default_rng(1).normal(0.2, 0.1, size=(len(FIXTURES), 1))
    drawn = bootstrap.means(scores)[:, 0]
    assert drawn.std() == pytest.approx(0.1 / np.sqrt(len(FIXTURES)), rel=0.2)
    assert drawn.mean() == pytest.approx(scores.mean(), abs=0.001)


def test_a_pair_is_compared_match_by_match(bootstrap: Bootstrap) -> None:
    """What is hard for both tells nothing: a steady lead is sure, however much the scores vary."""
    hard = np.random.default_rng(2).uniform(0, 1, len(FIXTURES))
    ahead = mean_difference(hard, hard + 0.01, bootstrap)
    assert ahead == pytest.approx((-0.01, -0.01, -0.01))


def test_an_interval_without_a_difference_holds_zero(bootstrap: Bootstrap) -> None:
    first, second = np.random.default_rng(3).uniform(0, 1, size=(2, len(FIXTURES)))
    value, low, high = mean_difference(first, second, bootstrap)
    assert low < 0 < high
    assert low < value < high


def test_the_share_of_skill_is_the_way_from_base_rates_to_closing_odds(bootstrap: Bootstrap) -> None:
    noise = np.random.default_rng(4).normal(0, 0.01, len(FIXTURES))
    share = share_of_skill(0.23 + noise, 0.20 + noise, 0.19 + noise, bootstrap)
    assert share == pytest.approx((0.75, 0.75, 0.75))


def test_weeks_of_a_league_are_drawn_as_wholes() -> None:
    """A week that went wrong for all its matches widens the interval."""
    weekly = np.repeat(np.random.default_rng(5).normal(0, 1, 80), 10)
    together = [
        fixture(kickoff=datetime(2022, 8, 1, tzinfo=UTC) + timedelta(weeks=n // 10)) for n in range(800)
    ]
    apart = [fixture(kickoff=datetime(2002, 8, 1, tzinfo=UTC) + timedelta(weeks=n)) for n in range(800)]
    wide, narrow = (Bootstrap(some).means(weekly[:, None]).std() for some in (together, apart))
    assert wide > 2 * narrow


def test_the_same_matches_have_the_same_intervals() -> None:
    scores = np.arange(800.0)[:, None]
    assert np.array_equal(Bootstrap(FIXTURES).means(scores), Bootstrap(FIXTURES).means(scores))


def test_the_floor_is_what_a_perfect_forecaster_shows() -> None:
    chance = np.random.default_rng(6)
    forecast = chance.dirichlet((4, 3, 3), 4000)
    floor = calibration_floor(forecast, simulations=20)
    outcomes = (chance.random((4000, 1)) > np.cumsum(forecast, axis=1)[:, :2]).sum(axis=1)
    assert calibration_error(forecast, outcomes) == pytest.approx(floor, rel=0.4)
    assert calibration_error(forecast[:, ::-1], outcomes) > 2 * floor
    assert calibration_floor(forecast[:400], simulations=20) > 2 * floor
