"""The outcome head of `match`: as many draws as there are, then as far towards the closing market as told."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import softmax

from app.football import scoring
from app.training.dataset import Dataset
from app.training.export import run_onnx
from app.training.fit import FitParameters, GoalRateModel, fit_goal_rates
from app.training.fit_match import MatchParameters, fit_draws, fit_match
from app.training.grids import Floats

HOME_FALLS = (-0.4, 0.1, 0.3)
"""What the market thinks of home, draw and away since lately, as logits beside the results' model."""


@pytest.fixture(scope="module")
def fitted(data: Dataset) -> GoalRateModel:
    return fit_match(data, MatchParameters())


def closing_at(data: Dataset, chances: Floats, rows: NDArray[np.bool_]) -> Dataset:
    """The data, with closing prices (without a margin) of `rows` that say `chances` [N, 3]."""
    matches = (
        replace(match, closing=tuple((1.0 / chance).tolist())) if priced else match
        for match, chance, priced in zip(data.matches, chances, rows, strict=True)
    )
    return replace(data, matches=tuple(matches))


@pytest.fixture(scope="module")
def lately(data: Dataset) -> NDArray[np.bool_]:
    return np.asarray(data.kickoff_days > data.kickoff_days.max() - 300)


@pytest.fixture(scope="module")
def fallen(fitted: GoalRateModel, data: Dataset) -> Floats:
    """What a market would say that saw home sides fall."""
    return np.asarray(softmax(np.log(fitted.outcomes(data.features)) + HOME_FALLS, axis=1))


@pytest.fixture(scope="module")
def priced(data: Dataset, fallen: Floats, lately: NDArray[np.bool_]) -> Dataset:
    """The last 300 days have closing prices, and home sides have fallen in them."""
    return closing_at(data, fallen, lately)


def moved(model: GoalRateModel, data: Dataset, fitted: GoalRateModel) -> Floats:
    """Log odds of home against away beyond those of `fitted` [N]."""
    after, before = (np.log(one.outcomes(data.features)) for one in (model, fitted))
    return np.asarray((after - before)[:, 0] - (after - before)[:, 2])


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_closing_prices_of_late_move_the_outcome_by_the_share(
    share: float, priced: Dataset, fitted: GoalRateModel
) -> None:
    model = fit_match(priced, MatchParameters(closing_share=share, closing_prior=1e-6))
    whole = HOME_FALLS[0] - HOME_FALLS[2]
    assert moved(model, priced, fitted) == pytest.approx(share * whole, abs=0.01)


def test_a_share_of_nothing_is_the_model_of_the_results(priced: Dataset, fitted: GoalRateModel) -> None:
    model = fit_match(priced, MatchParameters(closing_share=0.0))
    assert model.outcomes(priced.features) == pytest.approx(fitted.outcomes(priced.features), abs=1e-12)


def test_prices_long_past_teach_nothing(
    data: Dataset, fitted: GoalRateModel, fallen: Floats, lately: NDArray[np.bool_]
) -> None:
    old = closing_at(data, fallen, ~lately)
    model = fit_match(old, MatchParameters(closing_half_life_days=30.0))
    assert model.outcomes(data.features) == pytest.approx(fitted.outcomes(data.features), abs=1e-12)


def test_prices_teach_and_are_never_read_in_a_forecast(priced: Dataset, data: Dataset) -> None:
    model = fit_match(priced, MatchParameters())
    assert priced.feature_set.uses_odds is False
    assert np.array_equal(priced.features, data.features)
    assert np.array_equal(model.outcomes(data.features), model.outcomes(priced.features))


def test_few_prices_move_what_a_feature_says_less_than_many(
    data: Dataset, fitted: GoalRateModel, lately: NDArray[np.bool_]
) -> None:
    """A market that thinks more of favourites: of few matches the prior says that this may be chance."""
    sharper = softmax(1.5 * np.log(fitted.outcomes(data.features)), axis=1)
    few = lately & (np.cumsum(lately[::-1])[::-1] <= 10)
    spreads = [
        np.std(moved(fit_match(closing_at(data, sharper, rows), MatchParameters()), data, fitted))
        for rows in (few, lately)
    ]
    assert 0 < spreads[0] < spreads[1]


def test_closing_prices_are_part_of_what_the_data_are(priced: Dataset, data: Dataset) -> None:
    assert priced.digest != data.digest


def test_the_graph_computes_what_prices_taught(priced: Dataset) -> None:
    model = fit_match(priced, MatchParameters())
    got = run_onnx(model.graph(priced.features.shape[1]).SerializeToString(), priced.features)
    assert got["outcome"] == pytest.approx(model.outcomes(priced.features), abs=1e-5)
    assert got["expected_goals"] == pytest.approx(model.rates(priced.features), abs=1e-5)


def test_as_many_draws_are_forecast_as_happened(data: Dataset) -> None:
    even = fit_match(data, MatchParameters(half_life_days=1e9))
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
    again = fit_match(data, MatchParameters())
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
