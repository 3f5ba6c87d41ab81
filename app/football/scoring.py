"""How good forecasts of match results were: proper scores, calibration, and shares of attainable skill.

Forecasts are arrays [N, 3] in the order home, draw, away; outcomes are arrays [N] of 0, 1, 2 in that order
(`outcome_codes`). Lower scores are better. Wrong shapes and values raise ValidationFailed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.errors import InsufficientData, ValidationFailed
from app.football.markets import OutcomeProbabilities
from app.football.match import Outcome

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

OUTCOMES = (Outcome.HOME, Outcome.DRAW, Outcome.AWAY)
FORECAST_SUM_TOLERANCE = 1e-5
"""Forecasts may come from float32."""

SMALLEST_PROBABILITY = 1e-15
"""Log loss counts anything below as this, so that one impossible result does not hide all others."""

CALIBRATION_BINS = 15
BASE_RATE_SEASONS = 3
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Forecasts of similar size against what happened; `low` to `high` is a 95 % interval of `observed`."""

    count: int
    mean_forecast: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """How many matches of one season ended each way."""

    home: int
    draw: int
    away: int

    @property
    def total(self) -> int:
        return self.home + self.draw + self.away


def outcome_codes(outcomes: Iterable[Outcome]) -> Codes:
    """0 for HOME, 1 for DRAW, 2 for AWAY."""
    return np.array([OUTCOMES.index(outcome) for outcome in outcomes], dtype=np.int64)


def rps_per_match(probabilities: ArrayLike, outcomes: ArrayLike) -> Floats:
    """Ranked probability score of each match, 0..1 (Epstein 1969; Constantinou & Fenton 2012).

    Half the sum of squared differences between the cumulated forecast and the cumulated result.
    """
    forecast, codes = _checked(probabilities, outcomes)
    difference = np.cumsum(forecast - _happened(codes), axis=1)[:, :2]
    score: Floats = (difference**2).sum(axis=1) / 2
    return score


def log_loss_per_match(probabilities: ArrayLike, outcomes: ArrayLike) -> Floats:
    """-ln of the probability given to what happened, in nats, 0..34.5."""
    forecast, codes = _checked(probabilities, outcomes)
    score: Floats = -np.log(np.clip(forecast[np.arange(len(codes)), codes], SMALLEST_PROBABILITY, 1.0))
    return score


def brier_per_match(probabilities: ArrayLike, outcomes: ArrayLike) -> Floats:
    """Squared differences summed over the three outcomes, 0..2 (Brier 1950)."""
    forecast, codes = _checked(probabilities, outcomes)
    score: Floats = ((forecast - _happened(codes)) ** 2).sum(axis=1)
    return score


def rps(probabilities: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean ranked probability score."""
    return float(rps_per_match(probabilities, outcomes).mean())


def log_loss(probabilities: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean log loss, in nats."""
    return float(log_loss_per_match(probabilities, outcomes).mean())


def brier(probabilities: ArrayLike, outcomes: ArrayLike) -> float:
    """Mean Brier score over three outcomes."""
    return float(brier_per_match(probabilities, outcomes).mean())


def calibration_bins(
    forecasts: ArrayLike, happened: ArrayLike, bins: int = CALIBRATION_BINS
) -> tuple[CalibrationBin, ...]:
    """Forecasts of one event [N] in ascending order, cut into bins of equal count (to within one), against
    whether it happened [N] of booleans. Fewer matches than bins give one bin a match.
    """
    probability = np.asarray(forecasts, dtype=np.float64)
    event = np.asarray(happened, dtype=np.bool_)
    if probability.ndim != 1 or probability.shape != event.shape or not probability.size:
        raise ValidationFailed("forecasts", f"shapes {probability.shape} and {event.shape} do not match")
    if bins < 1:
        raise ValidationFailed("bins", f"{bins} must be at least 1")
    order = np.argsort(probability, kind="stable")
    return tuple(
        _calibration_bin(probability[members], event[members])
        for members in np.array_split(order, min(bins, order.size))
    )


def calibration_error(probabilities: ArrayLike, outcomes: ArrayLike, bins: int = CALIBRATION_BINS) -> float:
    """Expected calibration error: |mean forecast - frequency| over equal-count bins, weighted by count, then
    the mean of the three outcomes (0 is perfect).
    """
    forecast, codes = _checked(probabilities, outcomes)
    errors = [_calibration_error(forecast[:, code], codes == code, bins) for code in range(len(OUTCOMES))]
    return float(np.mean(errors))


def wilson_interval(successes: int, trials: int, z: float = NORMAL_95) -> tuple[float, float]:
    """Confidence interval of a frequency, 95 % by default (Wilson 1927)."""
    if not 0 <= successes <= trials or trials == 0:
        raise ValidationFailed("successes", f"{successes} of {trials} is not a frequency")
    frequency = successes / trials
    scale = 1 + z**2 / trials
    centre = (frequency + z**2 / (2 * trials)) / scale
    reach = z / scale * math.sqrt(frequency * (1 - frequency) / trials + z**2 / (4 * trials**2))
    # The interval holds the frequency; at 0 and 1 rounding would put it just outside.
    return max(0.0, min(frequency, centre - reach)), min(1.0, max(frequency, centre + reach))


def skill_share(base: float, ours: float, closing: float) -> float:
    """How much of the way from base rates to the closing odds a forecast goes: 0 at `base`, 1 at `closing`.

    All three are mean scores over the same matches.
    """
    if not base > closing:
        raise ValidationFailed("closing", f"{closing} must be better (lower) than the base rates' {base}")
    return (base - ours) / (base - closing)


def base_rates(seasons: Sequence[OutcomeCounts]) -> OutcomeProbabilities:
    """A league's outcome frequencies over the last three of its earlier seasons, given oldest first.

    The forecast to beat without knowing the teams. Raises InsufficientData without a match in them.
    """
    recent = seasons[-BASE_RATE_SEASONS:]
    matches = sum(season.total for season in recent)
    if not matches:
        raise InsufficientData(("at least one match of an earlier season of this league",))
    return OutcomeProbabilities(
        home=sum(season.home for season in recent) / matches,
        draw=sum(season.draw for season in recent) / matches,
        away=sum(season.away for season in recent) / matches,
    )


def _checked(probabilities: ArrayLike, outcomes: ArrayLike) -> tuple[Floats, Codes]:
    forecast = np.asarray(probabilities, dtype=np.float64)
    codes = np.asarray(outcomes)
    if forecast.ndim != 2 or forecast.shape[1] != len(OUTCOMES) or codes.shape != forecast.shape[:1]:
        raise ValidationFailed("probabilities", f"[N, 3] and [N] needed, got {forecast.shape}, {codes.shape}")
    if not codes.size:
        raise ValidationFailed("outcomes", "no match to score")
    if not np.issubdtype(codes.dtype, np.integer) or codes.min() < 0 or codes.max() >= len(OUTCOMES):
        raise ValidationFailed("outcomes", "every outcome is 0 (home), 1 (draw) or 2 (away)")
    off = np.abs(forecast.sum(axis=1) - 1) > FORECAST_SUM_TOLERANCE
    if not np.isfinite(forecast).all() or (forecast < 0).any() or off.any():
        raise ValidationFailed("probabilities", "every row must hold three probabilities that sum to 1")
    return forecast, codes.astype(np.int64)


def _happened(codes: Codes) -> Floats:
    return np.eye(len(OUTCOMES))[codes]


def _calibration_bin(probability: Floats, event: NDArray[np.bool_]) -> CalibrationBin:
    successes = int(event.sum())
    low, high = wilson_interval(successes, event.size)
    return CalibrationBin(
        count=event.size,
        mean_forecast=float(probability.mean()),
        observed=successes / event.size,
        low=low,
        high=high,
    )


def _calibration_error(probability: Floats, event: NDArray[np.bool_], bins: int) -> float:
    gaps = [
        bin_.count * abs(bin_.mean_forecast - bin_.observed)
        for bin_ in calibration_bins(probability, event, bins)
    ]
    return sum(gaps) / event.size
