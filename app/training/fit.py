"""The learned part: goal rates of both sides by Poisson regression, and the low-score correction.

The rating systems in the features carry the dynamics; the regression weighs them against each other. Boosted
trees on the same features, alone or blended in, were tried on walk-forward seasons and were no better.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto
from scipy.optimize import minimize_scalar
from scipy.special import softmax
from scipy.stats import poisson
from sklearn.linear_model import PoissonRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from app.errors import InsufficientData
from app.training.dataset import Dataset
from app.training.graph import OutcomeHead, build_graph
from app.training.grids import Floats, clipped, mean_goals, outcomes_of, reweighted, score_grids

LEAST_ROWS = 500
MOST_GOALS = 15
RHO_BOUNDS = (-0.1, 0.0)
"""At or below 0, and mild enough that no score is negative at any rate up to the greatest."""


@dataclass(frozen=True, slots=True)
class FitParameters:
    """`half_life_days`: age at which a match weighs half; `penalty`: L2 strength on standardised features."""

    half_life_days: float = 4000.0
    penalty: float = 3e-2


@dataclass(frozen=True, slots=True)
class GoalRateModel:
    """Fitted scikit-learn pipelines for the home and the away rate, and the Dixon-Coles `rho`.

    `head`: what has the last word on the outcome, if anything.
    """

    home: Pipeline
    away: Pipeline
    rho: float
    head: OutcomeHead | None = None

    def rates(self, features: NDArray[np.float32]) -> Floats:
        """Expected goals [N, 2] from features [N, F]: the means of the grids."""
        return mean_goals(self.grids(features))

    def grids(self, features: NDArray[np.float32]) -> Floats:
        """Probabilities of final scores [N, 11, 11]."""
        rated = score_grids(self.regressed(features), self.rho)
        if self.head is None:
            return rated
        logits = self.head.logits(features, np.log(outcomes_of(rated)))
        return reweighted(rated, np.asarray(softmax(logits, axis=1)))

    def outcomes(self, features: NDArray[np.float32]) -> Floats:
        """Probabilities of home, draw, away [N, 3]."""
        return outcomes_of(self.grids(features))

    def graph(self, feature_count: int) -> ModelProto:
        return build_graph((self.home, self.away), self.rho, feature_count, self.head)

    def figures(self) -> dict[str, float]:
        return {"rho": round(self.rho, 6)}

    def regressed(self, features: NDArray[np.float32]) -> Floats:
        """The goal rates [N, 2] that the grids are made of."""
        with np.errstate(over="ignore"):  # an infinite rate is clipped like any other too great
            return clipped(np.stack([self.home.predict(features), self.away.predict(features)], axis=1))


def fit_goal_rates(data: Dataset, parameters: FitParameters) -> GoalRateModel:
    """Raises InsufficientData below 500 rows: fewer cannot weigh the features."""
    if len(data) < LEAST_ROWS:
        raise InsufficientData((f"{LEAST_ROWS} matches to train on; there are {len(data)}",))
    weights = weights_by_age(data, parameters.half_life_days)
    home, away = (_fit_side(data, side, weights, parameters) for side in (0, 1))
    uncorrected = GoalRateModel(home, away, rho=0.0)
    rho = fit_rho(uncorrected.regressed(data.features), data.goals, weights)
    return GoalRateModel(home, away, rho)


def weights_by_age(data: Dataset, half_life_days: float) -> Floats:
    """1 for the newest match, a half for one `half_life_days` older [N]."""
    return np.asarray(0.5 ** ((data.kickoff_days.max() - data.kickoff_days) / half_life_days))


def _fit_side(data: Dataset, side: int, weights: Floats, parameters: FitParameters) -> Pipeline:
    regression = PoissonRegressor(alpha=parameters.penalty, solver="newton-cholesky", max_iter=300)
    pipeline = make_pipeline(StandardScaler(), regression)
    return pipeline.fit(
        data.features.astype(np.float64), data.goals[:, side], poissonregressor__sample_weight=weights
    )


def fit_rho(rates: Floats, goals: NDArray[np.int64], weights: Floats) -> float:
    """The rho of Dixon & Coles (1997) under which the outcomes home, draw, away were likeliest.

    By the likelihood of whole scores rho came out half as large and too few draws were forecast in every
    season: matches level at 2-2 and above are commoner too, and rho moves only the scores up to 1-1.
    """
    outcomes = 1 - np.sign(goals[:, 0] - goals[:, 1])
    happened = np.arange(len(goals)), outcomes
    independent = _independent_outcomes(rates)[happened]
    home, away = rates.T
    moved = home * away * np.exp(-home - away)
    slopes = (np.array([[1.0, -2.0, 1.0]]) * moved[:, None])[happened]

    def loss(rho: float) -> float:
        return -float(np.sum(weights * np.log(np.maximum(independent + rho * slopes, 1e-9))))

    return float(minimize_scalar(loss, bounds=RHO_BOUNDS, method="bounded").x)


def _independent_outcomes(rates: Floats) -> Floats:
    """Probabilities of home, draw, away [N, 3] between independent Poisson goals."""
    goals = np.arange(MOST_GOALS)
    home, away = (poisson.pmf(goals, rates[:, [side]]) for side in (0, 1))
    fewer = [np.cumsum(side, axis=1) - side for side in (home, away)]
    return np.stack(
        [np.sum(home * fewer[1], axis=1), np.sum(home * away, axis=1), np.sum(away * fewer[0], axis=1)],
        axis=1,
    )
