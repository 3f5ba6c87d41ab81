"""How sure a figure is: paired bootstrap intervals, and what calibration chance alone leaves."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.football.match import Fixture
from app.football.scoring import calibration_error

Floats = NDArray[np.float64]

RESAMPLES = 2000
SIMULATIONS = 100
SEED = 20
LEVEL = (2.5, 97.5)


class Interval(NamedTuple):
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


class Bootstrap:
    """Matches drawn again with replacement, a league's week at a time: results of one round share its
    weather, its referees' orders and its surprises."""

    def __init__(self, fixtures: Sequence[Fixture], resamples: int = RESAMPLES) -> None:
        rounds = [(one.competition, one.kickoff.date().isocalendar()[:2]) for one in fixtures]
        _, self._round = np.unique([repr(one) for one in rounds], return_inverse=True)
        self._rounds = int(self._round.max(initial=-1)) + 1
        even = np.full(self._rounds, 1 / max(1, self._rounds))
        drawn = np.random.default_rng(SEED).multinomial(self._rounds, even, resamples)
        self._drawn = drawn.astype(np.float64)

    def means(self, scores: Floats) -> Floats:
        """Mean scores [resamples, K] of scores [N, K], all columns of the same draws."""
        return self._sums(scores) / self._sums(np.ones((len(scores), 1)))

    def _sums(self, values: Floats) -> Floats:
        by_round = np.zeros((self._rounds, values.shape[1]))
        np.add.at(by_round, self._round, values)
        sums: Floats = self._drawn @ by_round
        return sums


def mean_difference(first: Floats, second: Floats, bootstrap: Bootstrap) -> Interval:
    """Of paired scores [N]: mean of first - second."""
    difference = first - second
    drawn = bootstrap.means(difference[:, None])[:, 0]
    return Interval(float(difference.mean()), *_ends(drawn))


def share_of_skill(base: Floats, ours: Floats, closing: Floats, bootstrap: Bootstrap) -> Interval:
    """(base - ours) / (base - closing) of mean scores; each is [N], of the same matches."""
    drawn = bootstrap.means(np.stack([base, ours, closing], axis=1))
    shares = (drawn[:, 0] - drawn[:, 1]) / (drawn[:, 0] - drawn[:, 2])
    value = (base.mean() - ours.mean()) / (base.mean() - closing.mean())
    return Interval(float(value), *_ends(shares))


def calibration_floor(forecast: Floats, simulations: int = SIMULATIONS) -> float:
    """The mean calibration error of a perfect forecaster: outcomes are drawn from the forecasts [N, 3]
    themselves, so that whatever error is left is chance."""
    chance = np.random.default_rng(SEED)
    limits = np.cumsum(forecast, axis=1)[:, :2]
    errors = []
    for _ in range(simulations):
        drawn = (chance.random((len(forecast), 1)) > limits).sum(axis=1)
        errors.append(calibration_error(forecast, drawn))
    return float(np.mean(errors))


def _ends(drawn: Floats) -> tuple[float, float]:
    low, high = np.percentile(drawn, LEVEL)
    return float(low), float(high)
