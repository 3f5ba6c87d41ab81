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
    masses = np.stack([_masses(coming[:, side]) for side in (0, 1)])
    ending = np.empty((4, len(lead)))
    for value in np.unique(lead).astype(int).tolist():
        rows = np.flatnonzero(lead == value)
        home, away = masses[:, :, rows]
        ending[:, rows] = _endings(home, away, value)
    level, behind, ahead = ending[:3]
    losing = np.clip(ending[3], 0, 1)
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


def _endings(home: Floats, away: Floats, lead: int) -> Floats:
    """Of sides with these masses [GOALS + 1, M], one `lead` goals ahead: the probabilities [4, M] of ending
    level, one goal behind, one goal ahead, and behind by any number."""
    apart = [_ending(home, away, margin - lead) for margin in (0, -1, 1)]
    low = max(0, lead + 1)
    fewer = np.minimum(np.arange(low, GOALS + 1) - lead - 1, GOALS)
    losing = (away[low:] * np.cumsum(home, axis=0)[fewer]).sum(axis=0)
    return np.stack([*apart, losing])


def _ending(home: Floats, away: Floats, more: int) -> Floats:
    """P(home goals - away goals = more) [M]."""
    low, high = max(0, -more), min(GOALS, GOALS - more)
    if low > high:
        return np.zeros(home.shape[1])
    return np.asarray((home[low + more : high + more + 1] * away[low : high + 1]).sum(axis=0))
