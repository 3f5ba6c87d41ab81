"""The outcome head of `match`: as many draws as there are, and nothing else moved."""

import numpy as np
import pytest

from app.football import scoring
from app.training.dataset import Dataset
from app.training.export import run_onnx
from app.training.fit import FitParameters, GoalRateModel, fit_goal_rates
from app.training.fit_match import fit_draws, fit_match


@pytest.fixture(scope="module")
def fitted(data: Dataset) -> GoalRateModel:
    return fit_match(data, FitParameters())


def test_as_many_draws_are_forecast_as_happened(data: Dataset) -> None:
    even = fit_match(data, FitParameters(half_life_days=1e9))
    assert even.outcomes(data.features)[:, 1].mean() == pytest.approx((data.outcomes == 1).mean(), abs=1e-6)


def test_wins_and_losses_keep_their_proportion(
    fitted: GoalRateModel, model: GoalRateModel, data: Dataset
) -> None:
    after, before = (one.outcomes(data.features) for one in (fitted, model))
    assert after[:, 0] / after[:, 2] == pytest.approx(before[:, 0] / before[:, 2])


def test_draws_that_a_feature_tells_of_are_found(data: Dataset) -> None:
    """Where one feature decides, the goal rates of both sides cannot say so: the head does."""
    generator = np.random.default_rng(5)
    features = generator.normal(size=(20_000, 3)).astype(np.float32)
    chance = 1 / (1 + np.exp(1.0 - 0.8 * features[:, 1]))
    happened = np.where(
        generator.random(len(features)) < chance, 1, 2 * generator.integers(0, 2, len(features))
    )
    outcomes = np.tile([0.4, 0.25, 0.35], (len(features), 1))
    head = fit_draws(features, outcomes, happened, np.ones(len(features)))
    logits = head.logits(features, np.log(outcomes))
    forecast = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert np.abs(forecast[:, 1] - chance).mean() < 0.02
    assert scoring.log_loss(forecast, happened) < scoring.log_loss(outcomes, happened) - 0.05


def test_the_graph_computes_what_was_fitted(fitted: GoalRateModel, data: Dataset) -> None:
    got = run_onnx(fitted.graph(data.features.shape[1]).SerializeToString(), data.features)
    assert got["outcome"] == pytest.approx(fitted.outcomes(data.features), abs=1e-5)
    assert got["expected_goals"] == pytest.approx(fitted.rates(data.features), abs=1e-5)


def test_the_same_data_give_the_same_bytes(fitted: GoalRateModel, data: Dataset) -> None:
    again = fit_match(data, FitParameters())
    one, other = (
        one.graph(data.features.shape[1]).SerializeToString(deterministic=True) for one in (fitted, again)
    )
    assert one == other


def test_a_feature_that_never_varies_is_no_obstacle(data: Dataset) -> None:
    constant = fit_goal_rates(data, FitParameters())
    features = data.features.copy()
    features[:, 0] = 1.0
    head = fit_draws(features, constant.outcomes(data.features), data.outcomes, np.ones(len(data)))
    assert np.isfinite(head.logits(features, np.log(constant.outcomes(data.features)))).all()
