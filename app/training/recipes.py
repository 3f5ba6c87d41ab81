"""How each model is made: its features, its parameters, and the fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto

from app.errors import ValidationFailed
from app.football.features import MATCH, MATCH_MARKET, FeatureSet
from app.training.dataset import Dataset
from app.training.fit_market import MarketParameters, fit_market
from app.training.fit_match import MatchParameters, fit_match

Floats = NDArray[np.float64]


class FittedModel(Protocol):
    """What a fit gives: the reference that the exported graph has to equal."""

    def rates(self, features: NDArray[np.float32]) -> Floats:
        """Expected goals of home and away [N, 2] from features [N, F]."""

    def grids(self, features: NDArray[np.float32]) -> Floats:
        """Probabilities of final scores [N, 11, 11]."""

    def outcomes(self, features: NDArray[np.float32]) -> Floats:
        """Probabilities of home, draw, away [N, 3]."""

    def graph(self, feature_count: int) -> ModelProto:
        """The same as one ONNX graph, without metadata."""

    def figures(self) -> Mapping[str, float]:
        """Fitted constants worth telling in the card."""


class Trial(Protocol):
    """The part of Optuna's Trial that a parameter space is described with."""

    def suggest_float(self, name: str, low: float, high: float, *, log: bool = False) -> float: ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """`fit(data, parameters)` raises InsufficientData when `data` cannot teach it.

    `parameters`: those used when none are searched for; a frozen dataclass of JSON values. `suggest(trial)`
    draws parameters from the space that `football train --search` looks through, every one of them named.
    `how` tells in the card how the model works, `odds` what bookmakers' odds were used for.
    """

    name: str
    feature_set: FeatureSet
    fit: Callable[[Dataset, Any], FittedModel]
    suggest: Callable[[Trial], Any]
    parameters: Any
    how: str
    odds: str


def suggest_match(trial: Trial) -> MatchParameters:
    """The space of `fit_match`."""
    return MatchParameters(
        half_life_days=trial.suggest_float("half_life_days", 500.0, 10_000.0, log=True),
        penalty=trial.suggest_float("penalty", 1e-4, 1.0, log=True),
        closing_share=trial.suggest_float("closing_share", 0.0, 1.0),
        closing_half_life_days=trial.suggest_float("closing_half_life_days", 20.0, 2000.0, log=True),
        closing_prior=trial.suggest_float("closing_prior", 1.0, 1000.0, log=True),
    )


HOW_MATCH = (
    "Two Poisson regressions give the goal rates of both sides. The rates make an 11 x 11 table of scores "
    '(the last row and column mean "10 or more") with the low-score correction of Dixon and Coles, whose '
    "draws are then scaled to a logistic regression of draw or not on the same features; where closing "
    "prices of past matches are known, home wins, draws and away wins are moved part of the way to a "
    "multinomial logit that those of the last months taught. Older matches weigh less."
)
ODDS_MATCH = (
    "Odds: no price is ever an input. Closing prices of past matches, where they are known, were teachers of "
    "the outcome's weights, and of constants of the ratings before any version was made."
)


def suggest_market(trial: Trial) -> MarketParameters:
    """The space of `fit_market`."""
    return MarketParameters(
        closing_weight=trial.suggest_float("closing_weight", 0.3, 1.0),
        result_weight=trial.suggest_float("result_weight", 0.05, 1.0),
        half_life_days=trial.suggest_float("half_life_days", 500.0, 6000.0, log=True),
        penalty=trial.suggest_float("penalty", 1e-4, 1e-1, log=True),
        rate_half_life_days=trial.suggest_float("rate_half_life_days", 500.0, 10_000.0, log=True),
        rate_penalty=trial.suggest_float("rate_penalty", 1e-4, 1.0, log=True),
    )


HOW_MARKET = (
    "A multinomial logit turns the market's probabilities before the match, how its bookmakers differ, "
    "how prices moved before both teams' earlier matches, and the ratings into the outcome; it learned "
    "the probabilities of closing prices, mixed with results, and saw no closing price of the match it "
    "forecasts. Two Poisson regressions on the same features give goal rates and, with the low-score "
    "correction of Dixon and Coles, an 11 x 11 table of scores, whose home wins, draws and away wins are "
    "each scaled to the outcome (the last row and column mean '10 or more'). Older matches weigh less."
)

ODDS_MARKET = (
    "Odds: inputs are the prices as they stood before kickoff, and how those of the teams' earlier matches "
    "moved up to their closing. Closing prices of past matches were teachers of the outcome's weights, and "
    "of constants of the ratings before any version was made."
)

RECIPES: Mapping[str, Recipe] = {
    one.name: one
    for one in (
        Recipe("match", MATCH, fit_match, suggest_match, MatchParameters(), HOW_MATCH, ODDS_MATCH),
        Recipe(
            "match-market",
            MATCH_MARKET,
            fit_market,
            suggest_market,
            MarketParameters(),
            HOW_MARKET,
            ODDS_MARKET,
        ),
    )
}


def recipe(name: str) -> Recipe:
    """Raises ValidationFailed for a model that nobody knows how to make."""
    known = RECIPES.get(name)
    if known is None:
        raise ValidationFailed("model", f"there is no recipe for {name!r}; there is {', '.join(RECIPES)}")
    return known
