"""The fitted goal rates."""

import numpy as np
import pytest

from app.errors import InsufficientData
from app.football import scoring
from app.training.dataset import Dataset
from app.training.evaluate import base_rate_forecasts
from app.training.fit import (
    RHO_BOUNDS,
    FitParameters,
    GoalRateModel,
    fit_goal_rates,
    fit_rho,
)
from app.training.grids import GREATEST_RATE, SMALLEST_RATE


def test_rates_average_to_the_goals_that_were_scored(data: Dataset) -> None:
    even = fit_goal_rates(data, FitParameters(half_life_days=1e9))
    assert even.rates(data.features).mean(axis=0) == pytest.approx(data.goals.mean(axis=0), abs=0.01)


def test_forecasts_of_unseen_matches_beat_base_rates(data: Dataset) -> None:
    split = len(data) * 3 // 4
    early, late = (data.where(mask) for mask in (np.arange(len(data)) < split, np.arange(len(data)) >= split))
    forecast = fit_goal_rates(early, FitParameters()).outcomes(late.features)
    base = base_rate_forecasts(data.matches, late.matches)
    assert scoring.rps(forecast, late.outcomes) < scoring.rps(base, late.outcomes) - 0.005


def test_rates_stay_in_the_range_in_which_every_grid_is_one(model: GoalRateModel, data: Dataset) -> None:
    wild = np.repeat(data.features[:1], 2, axis=0) * np.array([[1e3], [-1e3]], dtype=np.float32)
    rates = model.rates(wild)
    assert (rates >= SMALLEST_RATE).all()
    assert (rates <= GREATEST_RATE).all()
    assert model.outcomes(wild).sum(axis=1) == pytest.approx(1.0)


def test_too_few_matches_are_refused(data: Dataset) -> None:
    with pytest.raises(InsufficientData, match="500 matches to train on; there are 20"):
        fit_goal_rates(data.where(np.arange(len(data)) < 20), FitParameters())


def test_rho_is_found_again_in_scores_drawn_from_it() -> None:
    generator = np.random.default_rng(3)
    rates = np.full((200_000, 2), (1.4, 1.1))
    home, away = rates[0]
    goals = generator.poisson(rates)
    correction = np.ones(len(goals))
    for score, factor in {
        (0, 0): 1 + 0.06 * home * away,
        (0, 1): 1 - 0.06 * home,
        (1, 0): 1 - 0.06 * away,
        (1, 1): 1.06,
    }.items():
        correction[(goals == score).all(axis=1)] = factor
    kept = goals[generator.random(len(goals)) < correction / correction.max()]
    assert fit_rho(rates[: len(kept)], kept, np.ones(len(kept))) == pytest.approx(-0.06, abs=0.01)


def test_rho_is_within_bounds_that_keep_every_score_possible() -> None:
    rates = np.full((50, 2), 1.0)
    for score in ((0, 0), (1, 0)):
        rho = fit_rho(rates, np.tile(score, (50, 1)), np.ones(50))
        assert RHO_BOUNDS[0] <= rho <= RHO_BOUNDS[1]
    assert 1 + GREATEST_RATE * RHO_BOUNDS[0] > 0
