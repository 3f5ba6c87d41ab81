"""The outcome head of `match`: what two goal rates cannot say, and what results say too late.

Goals of independent rates with a low-score correction put the draws of some leagues too low and of others
too high, and the draws of favourites too high. A logistic regression of draw or not, with the log odds of
the rates' grid as its offset, puts that right; wins and losses keep their proportion.

A few weeks of results say next to nothing of what has changed, such as home advantage without spectators;
the closing prices of the same matches do. The head is moved part of the way to a logit that they taught.
Prices are labels of past matches and never features; without any, the head is that of the results.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve
from scipy.special import expit, log_softmax
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.training.dataset import Dataset
from app.training.fit import FitParameters, GoalRateModel, fit_goal_rates, weights_by_age
from app.training.grids import Floats
from app.training.head import LinearHead
from app.training.logit import DRAW, fit_logit

PENALTY = 1e-2
"""L2 strength on standardised inputs; features that say nothing of draws stay out."""

MOST_STEPS = 50
CONVERGED = 1e-10
LEAST_WEIGHT = 2.0**-7
"""Matches that count less teach the closing market's part nothing worth their time."""


@dataclass(frozen=True, slots=True)
class MatchParameters(FitParameters):
    """`closing_share`: how far the head is moved from results (0) to the closing market (1).

    `closing_half_life_days`: age at which a match's closing prices count half; `closing_prior`: how many
    matches of today they have to outweigh, so that few of them move little.
    """

    closing_share: float = 0.5
    closing_half_life_days: float = 60.0
    closing_prior: float = 20.0


def fit_match(data: Dataset, parameters: MatchParameters) -> GoalRateModel:
    """Goal rates with the head of this module. Raises InsufficientData below 500 rows."""
    rated = fit_goal_rates(data, parameters)
    outcomes = rated.outcomes(data.features)
    weights = weights_by_age(data, parameters.half_life_days)
    head = fit_draws(data.features, outcomes, data.outcomes, weights)
    return replace(rated, head=moved_to_closing(head, data, np.log(outcomes), parameters))


def moved_to_closing(
    head: LinearHead, data: Dataset, log_outcomes: Floats, parameters: MatchParameters
) -> LinearHead:
    """The head moved towards the closing prices in `data`; `log_outcomes` [N, 3] of the rates' grids."""
    weights = weights_by_age(data, parameters.closing_half_life_days)
    taught = np.isfinite(data.closing).all(axis=1) & (weights >= LEAST_WEIGHT)
    if not taught.any():
        return head
    features, seen = data.features[taught], log_outcomes[taught]
    scaler, learned = head.learned[0], head.learned[-1]
    rows = np.hstack([seen, scaler.transform(features.astype(np.float64)), np.ones((len(seen), 1))])
    offset = log_softmax(head.logits(features, seen), axis=1)
    found = parameters.closing_share * fit_logit(
        rows, data.closing[taught], weights[taught], parameters.closing_prior, offset
    )
    moved = _regression(learned.coef_ + found[3:-1].T, learned.intercept_ + found[-1])
    return LinearHead(head.grid_weights + found[:3], make_pipeline(scaler, moved))


def fit_draws(
    features: NDArray[np.float32], outcomes: Floats, happened: NDArray[np.int64], weights: Floats
) -> LinearHead:
    """From features [N, F], outcomes of the rates' grids [N, 3], what happened (0, 1, 2) and weights [N]."""
    logs = np.log(outcomes)
    seen = np.stack([logs[:, DRAW], logs[:, 0] + logs[:, 2]], axis=1)
    scaler = StandardScaler().fit(features.astype(np.float64))
    inputs = StandardScaler().fit(seen)
    rows = np.hstack(
        [np.ones((len(seen), 1)), inputs.transform(seen), scaler.transform(features.astype(np.float64))]
    )
    offset = logs[:, DRAW] - np.log1p(-outcomes[:, DRAW])
    found = _logistic(rows, offset, happened == DRAW, weights / weights.sum())
    slopes = found[1:3] / inputs.scale_
    grid_weights = np.eye(3)
    grid_weights[:, DRAW] += slopes[[1, 0, 1]]
    weighed, constant = np.zeros((3, features.shape[1])), np.zeros(3)
    weighed[DRAW], constant[DRAW] = found[3:], found[0] - inputs.mean_ @ slopes
    return LinearHead(grid_weights, make_pipeline(scaler, _regression(weighed, constant)))


def _regression(weights: Floats, constant: Floats) -> LinearRegression:
    """One with the coefficients `weights` [3, F] and `constant` [3], ready to predict."""
    regression = LinearRegression()
    regression.coef_, regression.intercept_ = weights, constant
    regression.n_features_in_ = weights.shape[1]
    return regression


def _logistic(rows: Floats, offset: Floats, drawn: NDArray[np.bool_], weights: Floats) -> Floats:
    """Penalised logistic regression with an offset, by Newton's method; the first column has no penalty."""
    penalty = np.full(rows.shape[1], PENALTY)
    penalty[0] = 0.0
    found: Floats = np.zeros(rows.shape[1])
    for _ in range(MOST_STEPS):
        chance = expit(offset + rows @ found)
        slope = rows.T @ (weights * (chance - drawn)) + penalty * found
        curvature = (rows * (weights * chance * (1.0 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = solve(curvature, slope, assume_a="pos")
        found = found - step
        if np.abs(step).max() < CONVERGED:
            break
    return found
