"""Pi-ratings (Constantinou & Fenton 2013, "Determining the level of ability of football teams by dynamic
ratings based on the relative discrepancies in scores between adversaries", JQAS 9(1)).

Each team has a rating at home and one away, in units of goals against an average opponent, on a log scale.
"""

from dataclasses import dataclass
from math import log10
from typing import Self

LEARNING_RATE = 0.1012
"""lambda of the paper: how far a match moves the rating of the venue it was played at."""

CROSS_LEARNING_RATE = 0.7952
"""gamma of the paper: the share of that move the other venue's rating makes."""

BASE = 10.0
SPREAD = 3.0


@dataclass(frozen=True, slots=True)
class PiRating:
    home: float
    away: float

    @property
    def anywhere(self) -> Self:
        """The mean of both, for a match on neither side's ground."""
        mean = (self.home + self.away) / 2.0
        return type(self)(mean, mean)


def expected_goal_difference(rating: float) -> float:
    """Goals by which a team of `rating` beats an average opponent at that venue."""
    goals: float = BASE ** (abs(rating) / SPREAD) - 1.0
    return goals if rating >= 0 else -goals


def expected_supremacy(home: PiRating, away: PiRating) -> float:
    """Expected home goals minus away goals."""
    return expected_goal_difference(home.home) - expected_goal_difference(away.away)


def weighted_error(error: float) -> float:
    """psi of the paper: big surprises count less than in proportion. Keeps the sign."""
    size = SPREAD * log10(1.0 + abs(error))
    return size if error >= 0 else -size


def revise(
    home: PiRating,
    away: PiRating,
    goal_difference: int,
    *,
    neutral: bool = False,
    learning_rate: float = LEARNING_RATE,
    cross_learning_rate: float = CROSS_LEARNING_RATE,
) -> tuple[PiRating, PiRating]:
    """The ratings of both sides after a match that ended with `goal_difference` (home minus away).

    The paper knows no neutral ground: there both ratings of a side move by the mean of the two steps.
    """
    expected = expected_supremacy(home.anywhere, away.anywhere) if neutral else expected_supremacy(home, away)
    step = learning_rate * weighted_error(goal_difference - expected)
    cross = step * cross_learning_rate
    if neutral:
        step = cross = (step + cross) / 2.0
    return PiRating(home.home + step, home.away + cross), PiRating(away.home - cross, away.away - step)
