"""What is asked, and what of an answer must be the same whoever gives it."""

import math
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from benchmarks.speed.data import Season, Subjects

Subject = int | Season | None
"""A match by its number in the database, a league's season, or nothing in particular."""


TOLERANCE = 1e-6


class Shape(StrEnum):
    TYPENAME = "__typename"
    MATCH = "one match"
    LIST = "list of 50"
    PREDICTION = "fresh prediction"
    PREDICTIONS = "50 fresh predictions"
    LIVENESS = "liveness"
    DECLINED = "declined"


def subjects_of(shape: Shape, subjects: Subjects) -> Sequence[Subject]:
    found: Mapping[Shape, Sequence[Subject]] = {
        Shape.MATCH: subjects.matches,
        Shape.LIST: subjects.seasons,
        Shape.PREDICTION: subjects.coming_matches,
        Shape.PREDICTIONS: subjects.coming_seasons,
        Shape.DECLINED: subjects.matches,
    }
    return found.get(shape, (None,))


def compared(subjects: Sequence[Subject], count: int) -> list[Subject]:
    """Those whose answers are compared: a few, always the same."""
    return random.Random(2).sample(list(subjects), min(count, len(subjects)))  # noqa: S311  no secret


def normal_match(node: Mapping[str, Any], number: int) -> Any:
    """Values of a match that do not depend on how a server spells them."""
    told = node["latestPrediction"]
    return (
        number,
        instant(node["kickoff"]),
        node["status"],
        node["home"]["name"],
        node["away"]["name"],
        node["competition"]["code"],
        node["competition"]["name"],
        normal_outcome(told["outcome"]),
        instant(told["madeAt"]),
        told["model"]["name"],
        told["model"]["version"],
    )


def normal_prediction(node: Mapping[str, Any], number: int) -> Any:
    return number, normal_outcome(node["prediction"]["outcome"])


def normal_outcome(outcome: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(float(outcome[name]) for name in ("home", "draw", "away"))


def alike(one: object, other: object) -> bool:
    """Equal, but for the last digits of float32: a model's own sums are no exacter."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, abs_tol=TOLERANCE)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other


def instant(text: str | float) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(UTC)
