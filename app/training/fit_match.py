"""The outcome head of `match`: how likely a draw is, beyond what two goal rates can say.

Goals of independent rates with a low-score correction put the draws of some leagues too low and of others
too high, and the draws of favourites too high. A logistic regression of draw or not, with the log odds of
the rates' grid as its offset, puts that right; wins and losses keep their proportion.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve
from scipy.special import expit
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from app.training.dataset import Dataset
from app.training.fit import FitParameters, GoalRateModel, fit_goal_rates, weights_by_age
from app.training.grids import Floats
from app.training.head import LinearHead

PENALTY = 1e-2
"""L2 strength on standardised inputs; features that say nothing of draws stay out."""

MOST_STEPS = 50
CONVERGED = 1e-10
DRAW = 1


def fit_match(data: Dataset, parameters: FitParameters) -> GoalRateModel:
    """Goal rates with the head of this module. Raises InsufficientData below 500 rows."""
    rated = fit_goal_rates(data, parameters)
    weights = weights_by_age(data, parameters.half_life_days)
    return replace(
        rated, head=fit_draws(data.features, rated.outcomes(data.features), data.outcomes, weights)
    )


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
    learned = LinearRegression()
    learned.coef_ = np.zeros((3, features.shape[1]))
    learned.coef_[DRAW] = found[3:]
    learned.intercept_ = np.zeros(3)
    learned.intercept_[DRAW] = found[0] - inputs.mean_ @ slopes
    learned.n_features_in_ = features.shape[1]
    return LinearHead(grid_weights, make_pipeline(scaler, learned))


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
