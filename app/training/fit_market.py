"""Learning from prices: a multinomial logit on what the market says and on what the ratings say beside it.

Its labels are the closing market's probabilities where they are known, which hold less chance than a single
result does, mixed with the results themselves. Closing prices are never among the features.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import GraphProto, numpy_helper

from app.errors import InsufficientData
from app.training.dataset import Dataset
from app.training.fit import LEAST_ROWS, FitParameters, GoalRateModel, fit_goal_rates
from app.training.graph import FEATURES, OUTCOME_LOGITS
from app.training.grids import Floats
from app.training.logit import fit_logit


@dataclass(frozen=True, slots=True)
class MarketParameters:
    """`closing_weight`: share of the closing market in a label, the result has the rest. `result_weight`:
    what a match without closing prices counts. `half_life_days`: age at which a match weighs half.
    `penalty`: L2 on what standardised features add to the market. `rate_*`: the same of the goal rates.
    """

    closing_weight: float = 0.8
    result_weight: float = 0.2
    half_life_days: float = 1500.0
    penalty: float = 1e-2
    rate_half_life_days: float = 4000.0
    rate_penalty: float = 1e-2


@dataclass(frozen=True, slots=True)
class LogitHead:
    """Logits of home, draw and away, linear in the standardised features: `weights` [F, 3], `bias` [3]."""

    centre: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def logits(self, features: NDArray[np.float32], log_outcomes: Floats) -> Floats:  # noqa: ARG002 - the prices tell more than the rates' outcome
        """Unnormalised log probabilities [N, 3]."""
        standard = (features.astype(np.float64) - self.centre) / self.scale
        return np.asarray(standard @ self.weights + self.bias, dtype=np.float64)

    def graph(self, feature_count: int) -> GraphProto:
        """The same from `features` to `outcome_logits`."""
        graph = onnx.parser.parse_graph(_HEAD.replace("F]", f"{feature_count}]"))
        tensors = {
            "head_centre": self.centre,
            "head_scale": self.scale,
            "head_weights": self.weights,
            "head_bias": self.bias,
        }
        for name, value in tensors.items():
            graph.initializer.append(numpy_helper.from_array(value.astype(np.float32), name))
        return graph


_HEAD = f"""
head (float[N, F] {FEATURES}) => (float[N, 3] {OUTCOME_LOGITS})
{{
    head_centred = Sub ({FEATURES}, head_centre)
    head_standard = Div (head_centred, head_scale)
    head_weighed = MatMul (head_standard, head_weights)
    {OUTCOME_LOGITS} = Add (head_weighed, head_bias)
}}
"""


def fit_market(data: Dataset, parameters: MarketParameters) -> GoalRateModel:
    """Goal rates and the outcome head. Raises InsufficientData below 500 rows."""
    if len(data) < LEAST_ROWS:
        raise InsufficientData((f"{LEAST_ROWS} priced matches to train on; there are {len(data)}",))
    rates = FitParameters(parameters.rate_half_life_days, parameters.rate_penalty)
    rated = fit_goal_rates(data, rates)
    return GoalRateModel(rated.home, rated.away, rated.rho, fit_head(data, parameters))


def fit_head(data: Dataset, parameters: MarketParameters) -> LogitHead:
    """The outcome head, drawn towards the market's own probabilities."""
    features = data.features.astype(np.float64)
    centre, spread = features.mean(axis=0), features.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    rows = np.column_stack([(features - centre) / scale, np.ones(len(features))])
    market = _market_logits(data)
    labels, weights = _labels(data, parameters)
    learned = fit_logit(rows, labels, weights, parameters.penalty * weights.sum(), features @ market)
    return LogitHead(centre, scale, learned[:-1] + scale[:, None] * market, learned[-1] + centre @ market)


def _labels(data: Dataset, parameters: MarketParameters) -> tuple[Floats, Floats]:
    """What each match teaches, probabilities [N, 3], and how much it counts [N]."""
    results = np.eye(3)[data.outcomes]
    known = np.asarray(np.isfinite(data.closing).all(axis=1))
    share = parameters.closing_weight
    mixed = share * np.where(known[:, None], data.closing, 0.0) + (1.0 - share) * results
    ages = data.kickoff_days.max() - data.kickoff_days
    weights = 0.5 ** (ages / parameters.half_life_days) * np.where(known, 1.0, parameters.result_weight)
    return np.where(known[:, None], mixed, results), weights


def _market_logits(data: Dataset) -> Floats:
    """Coefficients [F, 3] on the raw features that repeat the market: the penalty draws towards them."""
    names = data.feature_set.names
    coefficients = np.zeros((len(names), 3))
    coefficients[names.index("market_supremacy")] = (0.5, 0.0, -0.5)
    coefficients[names.index("market_draw")] = (-1.0, 0.0, -1.0)
    return coefficients
