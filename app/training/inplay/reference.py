"""What the model has to beat: Poisson goals at the rates of before the match, in the time that is left.

Red cards multiply the rates: 0.741 for the side that has one player less, 1.575 for the other.
"""

import numpy as np
from numpy.typing import NDArray

from app.training.inplay.clock import FULL_TIME
from app.training.inplay.matches import RecordedMatches
from app.training.inplay.outcome import outcome_of
from app.training.inplay.parameters import Floats

OWN_RED, OTHER_RED = 0.741, 1.575


def shares_left(matches: RecordedMatches, known: NDArray[np.bool_]) -> Floats:
    """The share of all goals of the `known` [N] matches that came after each minute [91]."""
    minutes = matches.goals.minute[known[matches.goals.match]]
    counts = np.bincount(minutes, minlength=FULL_TIME + 1)
    left: Floats = 1 - np.cumsum(counts) / counts.sum()
    return left


def reference_outcomes(rates: Floats, state: Floats, left: float) -> Floats:
    """Home, draw, away [N, 3] for rates [N, 2] and the state [N, 4] (goals, dismissals of both sides)."""
    reds = state[:, 2:]
    factors = OWN_RED**reds * OTHER_RED ** reds[:, ::-1]
    return _whole(outcome_of(rates * left * factors, state[:, 0] - state[:, 1]).probabilities)


def average_outcomes(
    matches: RecordedMatches, known: NDArray[np.bool_], state: Floats, left: float
) -> Floats:
    """The same by score and time alone: every side is an average one of the `known` [N] matches."""
    usual = np.tile(matches.final[known].mean(axis=0) * left, (len(state), 1))
    return _whole(outcome_of(usual, state[:, 0] - state[:, 1]).probabilities)


def _whole(probabilities: Floats) -> Floats:
    return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True), dtype=np.float64)
