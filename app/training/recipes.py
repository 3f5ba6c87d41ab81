"""How each model is made: its features, its parameters, and the fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto

from app.errors import ValidationFailed
from app.football.features import MATCH, FeatureSet
from app.training.dataset import Dataset
from app.training.fit import FitParameters, fit_goal_rates

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


@dataclass(frozen=True, slots=True)
class Recipe:
    """`fit(data, parameters)` raises InsufficientData when `data` cannot teach it."""

    name: str
    feature_set: FeatureSet
    fit: Callable[[Dataset, Any], FittedModel]
    parameters: Any = field(default_factory=FitParameters)


RECIPES: Mapping[str, Recipe] = {one.name: one for one in (Recipe("match", MATCH, fit_goal_rates),)}


def recipe(name: str) -> Recipe:
    """Raises ValidationFailed for a model that nobody knows how to make."""
    known = RECIPES.get(name)
    if known is None:
        raise ValidationFailed("model", f"there is no recipe for {name!r}; there is {', '.join(RECIPES)}")
    return known
