"""What a prediction is made of: the league's base rate, and what each group of features adds to it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.football.features import FeatureSet
from app.football.shapley import shapley_values

AVERAGE_MATCH = "the league's average match"
"""What the model says of the mean features, above the base rate: no feature of this match is in it."""

SURE = 1e-9
"""Probabilities nearer to 0 or 1 than this count as this near: log-odds stay finite."""

SAID = 0.05
"""Percentage points that are said; less is rounded to nothing."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ByOutcome:
    """One number for each outcome."""

    home: float
    draw: float
    away: float

    @classmethod
    def of(cls, values: FloatArray) -> Self:
        return cls(*values.tolist())


@dataclass(frozen=True, slots=True)
class FeatureShown:
    """A feature of the match beside the mean of the league's matches."""

    name: str
    value: float
    mean: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a group of features adds to each outcome, on the log-odds and in percentage points."""

    group: str
    log_odds: ByOutcome
    points: ByOutcome
    features: tuple[FeatureShown, ...] = ()

    def sentence(self, home: str, away: str) -> str:
        """The largest gain in words; `home` and `away` are the names of the teams."""
        subject = self.group[0].upper() + self.group[1:]
        chances = (
            (self.points.home, f"{home}'s chance of winning"),
            (self.points.draw, "the chance of a draw"),
            (self.points.away, f"{away}'s chance of winning"),
        )
        gain, chance = max(chances, key=lambda one: one[0])
        if gain < SAID:
            return f"{subject} made no difference."
        return f"{subject} added {gain:.1f} points to {chance}."


@dataclass(frozen=True, slots=True)
class Reference:
    """What a match is compared with: the mean features and the frequencies of outcomes of its league.

    `competition` is None where the model knows too little of the league and takes all leagues together.
    """

    competition: str | None
    means: tuple[float, ...]
    base_rate: ByOutcome


@dataclass(frozen=True, slots=True)
class Explanation:
    """Exact Shapley values of the groups of features, against the league's average match.

    For each outcome, the contributions sum to logit(outcome) - logit(base rate) on the log-odds, and to
    100 x (outcome - base rate) in points. The first is `AVERAGE_MATCH`, the others are the largest first.
    """

    reference: Reference
    outcome: ByOutcome
    contributions: tuple[Contribution, ...]


def explanation(
    feature_set: FeatureSet,
    values: tuple[float, ...],
    reference: Reference,
    probabilities: FloatArray,
) -> Explanation:
    """The explanation of a match with these feature values.

    `probabilities` [2^groups, 3] are the model's for the mean features with those of each coalition of groups
    replaced by the match's, coalitions as in `app.football.shapley` and groups in the order of the set.
    """
    worth = _scales(probabilities)
    base = reference.base_rate
    start = worth[0] - _scales(np.array([base.home, base.draw, base.away]))
    shares = shapley_values(worth)
    shown = {
        name: FeatureShown(name, value, mean)
        for name, value, mean in zip(feature_set.names, values, reference.means, strict=True)
    }
    groups = [
        _contribution(group, share, tuple(shown[name] for name in names))
        for (group, names), share in zip(feature_set.groups.items(), shares, strict=True)
    ]
    groups.sort(key=_size, reverse=True)
    return Explanation(
        reference=reference,
        outcome=ByOutcome.of(probabilities[-1]),
        contributions=(_contribution(AVERAGE_MATCH, start, ()), *groups),
    )


def group_of(feature_set: FeatureSet) -> NDArray[np.intp]:
    """[F]: the number of the group that each feature is in."""
    places = {name: place for place, names in enumerate(feature_set.groups.values()) for name in names}
    return np.array([places[name] for name in feature_set.names], dtype=np.intp)


def _scales(probabilities: FloatArray) -> FloatArray:
    """[..., 3] probabilities -> [..., 6]: their log-odds, and themselves in per cent."""
    bounded = np.clip(probabilities, SURE, 1 - SURE)
    return np.concatenate([np.log(bounded) - np.log1p(-bounded), 100 * probabilities], axis=-1)


def _contribution(group: str, share: FloatArray, features: tuple[FeatureShown, ...]) -> Contribution:
    return Contribution(group, ByOutcome.of(share[:3]), ByOutcome.of(share[3:]), features)


def _size(one: Contribution) -> float:
    """Rounded, so that groups that add nothing keep the order of the set."""
    return round(abs(one.points.home) + abs(one.points.draw) + abs(one.points.away), 6)
