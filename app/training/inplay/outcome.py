"""Win, draw and loss of two Poisson sides that go on from a lead, and how the rates move them."""

from typing import NamedTuple

import numpy as np

from app.training.inplay.parameters import Floats

GOALS = 14
"""More goals to come than this are not counted in a fit: rates of remaining time stay far below."""


class Outcomes(NamedTuple):
    """Probabilities [N, 3] of home, draw, away; their slopes [N, 3] by the home and by the away rate."""

    probabilities: Floats
    by_home: Floats
    by_away: Floats


def outcome_of(coming: Floats, lead: Floats) -> Outcomes:
    """Of goals to come at rates [N, 2] when the home side leads by [N] goals.

    One more home goal turns a draw into a win and a loss by one into a draw, so the slopes need only the
    probabilities of ending level and of ending one goal apart.
    """
    home, away = (_masses(coming[:, side]) for side in (0, 1))
    level, behind, ahead = (_ending(home, away, lead, margin) for margin in (0, -1, 1))
    losing = np.clip(_losing(home, away, lead), 0, 1)
    probabilities = np.stack([np.clip(1 - level - losing, 0, 1), level, losing], axis=1)
    by_home = np.stack([level, behind - level, -behind], axis=1)
    by_away = np.stack([-ahead, ahead - level, level], axis=1)
    return Outcomes(probabilities, by_home, by_away)


def _masses(rates: Floats) -> Floats:
    """P(0), ..., P(GOALS) [N, GOALS + 1], the rest left out."""
    masses = np.empty((GOALS + 1, len(rates)))
    masses[0] = np.exp(-rates)
    for goals in range(1, GOALS + 1):
        masses[goals] = masses[goals - 1] * rates / goals
    return masses


def _ending(home: Floats, away: Floats, lead: Floats, margin: int) -> Floats:
    """P(home goals - away goals + lead = margin) [N]."""
    found = np.zeros(len(lead))
    for value in np.unique(lead).astype(int):
        rows, more = lead == value, margin - value
        low, high = max(0, -more), min(GOALS, GOALS - more)
        if low <= high:
            found[rows] = (home[low + more : high + more + 1, rows] * away[low : high + 1, rows]).sum(axis=0)
    return found


def _losing(home: Floats, away: Floats, lead: Floats) -> Floats:
    """P(home goals + lead < away goals) [N]."""
    found, up_to = np.zeros(len(lead)), np.cumsum(home, axis=0)
    for value in np.unique(lead).astype(int):
        rows = lead == value
        for goals in range(max(0, value + 1), GOALS + 1):
            most = min(GOALS, goals - value - 1)
            found[rows] += away[goals, rows] * up_to[most, rows]
    return found
