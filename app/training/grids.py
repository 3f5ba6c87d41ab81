"""Score grids of many matches at once, in float64: what the exported graph has to equal.

All arrays are by match: rates [N, 2], grids [N, 11, 11] and outcomes [N, 3] (home, draw, away).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from app.football.scoregrid import GRID

Floats = NDArray[np.float64]

SMALLEST_RATE = 0.05
GREATEST_RATE = 9.0
"""Rates are kept in this range, so that no input makes a grid that is not one."""

SMALLEST_OUTCOME = 1e-9
"""Below what any grid in that range gives to an outcome: a guard against dividing by zero."""

_MARGIN = np.subtract.outer(np.arange(GRID), np.arange(GRID)).reshape(-1)
OUTCOME_CELLS: Floats = np.stack([_MARGIN > 0, _MARGIN == 0, _MARGIN < 0], axis=1).astype(np.float64)
"""[121, 3]: which outcome each score is."""

GOAL_CELLS: Floats = np.stack(
    [np.repeat(np.arange(GRID), GRID), np.tile(np.arange(GRID), GRID)], axis=1
).astype(np.float64)
"""[121, 2]: the goals of both sides at each score, "10 or more" counted as 10."""


def clipped(rates: Floats) -> Floats:
    """The rates within the range in which every grid is one."""
    return np.asarray(np.clip(rates, SMALLEST_RATE, GREATEST_RATE), dtype=np.float64)


def score_grids(rates: Floats, rho: float) -> Floats:
    """Poisson goals with the low-score correction of Dixon & Coles (1997), as `ScoreGrid.from_rates`."""
    home, away = (_goals(rates[:, side]) for side in (0, 1))
    grids = home[:, :, None] * away[:, None, :]
    home_rate, away_rate = rates.T
    grids[:, 0, 0] *= 1 - home_rate * away_rate * rho
    grids[:, 0, 1] *= 1 + home_rate * rho
    grids[:, 1, 0] *= 1 + away_rate * rho
    grids[:, 1, 1] *= 1 - rho
    return _normalised(grids)


def outcomes_of(grids: Floats) -> Floats:
    """Probabilities of home, draw and away: sums of the grid."""
    return np.asarray(grids.reshape(-1, GRID * GRID) @ OUTCOME_CELLS, dtype=np.float64)


def mean_goals(grids: Floats) -> Floats:
    """Expected goals [N, 2] of both sides under the grid."""
    return np.asarray(grids.reshape(-1, GRID * GRID) @ GOAL_CELLS, dtype=np.float64)


def reweighted(grids: Floats, outcomes: Floats) -> Floats:
    """The grids with each outcome's scores in the proportions they had, and the wanted outcomes."""
    ratios = outcomes / np.maximum(outcomes_of(grids), SMALLEST_OUTCOME)
    return _normalised(grids * (ratios @ OUTCOME_CELLS.T).reshape(-1, GRID, GRID))


def _goals(rates: Floats) -> Floats:
    """P(0), ..., P(9), P(10 or more) [N, 11]."""
    exact = poisson.pmf(np.arange(GRID - 1), rates[:, None])
    return np.concatenate([exact, np.maximum(0.0, 1.0 - exact.sum(axis=1, keepdims=True))], axis=1)


def _normalised(grids: Floats) -> Floats:
    return np.asarray(grids / grids.sum(axis=(1, 2), keepdims=True), dtype=np.float64)
