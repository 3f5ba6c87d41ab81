"""A track record: forecasts beside what happened, and beside other forecasts of the same matches."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.football.scoring import (
    CalibrationBin,
    brier,
    calibration_bins,
    calibration_error,
    log_loss,
    rps,
    skill_share,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins of equal count of each outcome's probabilities; none without a match."""

    home: tuple[CalibrationBin, ...]
    draw: tuple[CalibrationBin, ...]
    away: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Probabilities [N, 3] (home, draw, away) of matches that ended as `outcomes` [N] (0, 1, 2) say.

    Every figure is a mean over the matches; None without any.
    """

    probabilities: Floats
    outcomes: Codes

    @property
    def n(self) -> int:
        return len(self.outcomes)

    @property
    def rps(self) -> float | None:
        return self._mean(rps)

    @property
    def log_loss(self) -> float | None:
        return self._mean(log_loss)

    @property
    def brier(self) -> float | None:
        return self._mean(brier)

    @property
    def calibration_error(self) -> float | None:
        return self._mean(calibration_error)

    @property
    def calibration(self) -> Calibration:
        if not self.n:
            return Calibration((), (), ())
        home, draw, away = (
            calibration_bins(self.probabilities[:, side], self.outcomes == side) for side in range(3)
        )
        return Calibration(home, draw, away)

    def _mean(self, score: Callable[[Floats, Codes], float]) -> float | None:
        return score(self.probabilities, self.outcomes) if self.n else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two forecasts of the same matches."""

    predictions: Forecasts
    reference: Forecasts


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """Predictions with the base rates and the market's probabilities of their matches.

    Rows of `base_rates` and `market` are NaN where a match has none.
    """

    predictions: Forecasts
    base_rates: Floats
    market: Floats

    @property
    def against_base_rates(self) -> Comparison:
        return self._against(self.base_rates, ~np.isnan(self.base_rates[:, 0]))

    @property
    def against_market(self) -> Comparison:
        return self._against(self.market, ~np.isnan(self.market[:, 0]))

    @property
    def skill_share(self) -> float | None:
        """How far the predictions go from the base rates (0) to the market (1), by RPS, over the matches
        that have both; None where there are none or the market was no better than the base rates."""
        both = ~np.isnan(self.base_rates[:, 0]) & ~np.isnan(self.market[:, 0])
        base, ours, market = (
            Forecasts(one[both], self.predictions.outcomes[both]).rps
            for one in (self.base_rates, self.predictions.probabilities, self.market)
        )
        if base is None or ours is None or market is None or market >= base:
            return None
        return skill_share(base, ours, market)

    def _against(self, reference: Floats, known: NDArray[np.bool_]) -> Comparison:
        outcomes = self.predictions.outcomes[known]
        return Comparison(
            Forecasts(self.predictions.probabilities[known], outcomes), Forecasts(reference[known], outcomes)
        )
