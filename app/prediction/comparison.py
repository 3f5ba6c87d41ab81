"""Two versions of a model on the same finished matches, each forecast made from what was known at kickoff."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.clock import written
from app.db import finished
from app.db.finished import FinishedMatch, Window
from app.errors import Conflict, FootballError, ModelUnavailable, ValidationFailed
from app.football import scoring
from app.football.scoring import Codes, Floats
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.runtime import OnnxModel

BATCH = 30
"""Matches predicted in one go: reading their prices holds the event loop for some 25 ms."""

MOST_MATCHES = 30_000
FEWEST_MATCHES = 300
"""Fewer tell no better model from a lucky one."""

USUAL = timedelta(days=365)
RESAMPLES = 2000
SEED = 20
NO_FORECAST = (float("nan"),) * 3


class PromotionRefused(Conflict):
    """The candidate has not shown that it is better; `comparison` has both sides' figures if it was made."""

    code = "PROMOTION_REFUSED"

    def __init__(self, message: str, comparison: "Comparison | None" = None) -> None:
        super().__init__(message)
        self.comparison = comparison


@dataclass(frozen=True, slots=True)
class Figures:
    """Mean scores (lower is better) and the calibration error, of forecasts of the same matches."""

    rps: float
    log_loss: float
    brier: float
    calibration_error: float

    @classmethod
    def of(cls, forecasts: Floats, outcomes: Codes) -> "Figures":
        return cls(
            rps=scoring.rps(forecasts, outcomes),
            log_loss=scoring.log_loss(forecasts, outcomes),
            brier=scoring.brier(forecasts, outcomes),
            calibration_error=scoring.calibration_error(forecasts, outcomes),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """`candidate` against `champion` on the `matches` of the window that both can predict.

    `rps_difference` is candidate less champion, `low` to `high` its 95 % interval (paired bootstrap);
    `left_out` counts the window's other matches. `in_sample`: one of the two has learned from some of them.
    """

    champion_version: str
    candidate_version: str
    window: Window
    matches: int
    left_out: int
    champion: Figures
    candidate: Figures
    rps_difference: float
    low: float
    high: float
    in_sample: bool

    @property
    def is_better(self) -> bool:
        """Better on RPS and not worse calibrated."""
        return (
            self.candidate.rps < self.champion.rps
            and self.candidate.calibration_error <= self.champion.calibration_error
        )

    def as_json(self) -> dict[str, Any]:
        facts = asdict(self)
        window = facts.pop("window")
        return facts | {"from": written(window["start"]), "to": written(window["end"])}

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "Comparison":
        """What `as_json` gave."""
        rest = dict(facts)
        window = Window(datetime.fromisoformat(rest.pop("from")), datetime.fromisoformat(rest.pop("to")))
        champion, candidate = Figures(**rest.pop("champion")), Figures(**rest.pop("candidate"))
        return cls(window=window, champion=champion, candidate=candidate, **rest)

    def __str__(self) -> str:
        champion, candidate = self.champion, self.candidate
        return (
            f"on {self.matches} matches from {self.window.start:%Y-%m-%d} to {self.window.end:%Y-%m-%d}: "
            f"RPS {candidate.rps:.5f} against {champion.rps:.5f} "
            f"(difference {self.rps_difference:+.5f}, 95 % {self.low:+.5f} to {self.high:+.5f}), "
            f"calibration error {candidate.calibration_error:.4f} against {champion.calibration_error:.4f}"
        )


async def usual_window(
    cutoffs: Sequence[datetime], now: datetime, start: datetime | None = None, end: datetime | None = None
) -> Window | None:
    """From `start` to `end`; what is left out is the last 365 days of finished matches, less what is before
    one of the data cutoffs. None where nothing is left.
    """
    if end is None:
        last = await finished.last_kickoff()
        end = now if last is None else min(now, last + timedelta(seconds=1))
    if start is None:
        start = max(end - USUAL, *cutoffs)
        if start >= end:
            return None
    return Window(start, end)


async def compare(
    predictor: Predictor, champion: OnnxModel, candidate: OnnxModel, window: Window
) -> Comparison:
    """Both versions on the finished matches of the window.

    Raises PromotionRefused for too few of them or a broken champion, ValidationFailed for too many of them,
    ModelUnavailable for a broken candidate.
    """
    matches = await chosen(window)
    try:
        theirs = await forecasts(predictor, champion, matches)
    except ModelUnavailable as broken:
        raise not_comparable(broken) from broken
    ours = await forecasts(predictor, candidate, matches)
    both = ~np.isnan(theirs[:, 0]) & ~np.isnan(ours[:, 0])
    if both.sum() < FEWEST_MATCHES:
        raise PromotionRefused(
            f"only {both.sum()} finished matches of the window can be predicted by both versions, "
            f"{FEWEST_MATCHES} are needed to tell them apart: take a longer window, or promote with a reason"
        )
    outcomes = scoring.outcome_codes(match.outcome for match in matches)[both]
    cutoff = max(champion.info.data_cutoff, candidate.info.data_cutoff)
    figures = await asyncio.to_thread(_figures, theirs[both], ours[both], outcomes)
    return Comparison(
        champion_version=champion.info.version,
        candidate_version=candidate.info.version,
        window=window,
        matches=int(both.sum()),
        left_out=int((~both).sum()),
        champion=figures[0],
        candidate=figures[1],
        rps_difference=figures[2][0],
        low=figures[2][1],
        high=figures[2][2],
        in_sample=window.start < cutoff,
    )


def not_comparable(error: FootballError) -> PromotionRefused:
    """The champion cannot be run."""
    return PromotionRefused(f"the champion cannot be compared with ({error.message}); promote with a reason")


async def chosen(window: Window, competition: str | None = None) -> list[FinishedMatch]:
    """The window's finished matches. Raises ValidationFailed for a window of too many."""
    if window.start >= window.end:
        raise ValidationFailed("from", f"{written(window.start)} is not before to, {written(window.end)}")
    matches = await finished.of_window(window, most=MOST_MATCHES + 1, competition=competition)
    if len(matches) > MOST_MATCHES:
        raise ValidationFailed("from", f"the window holds more than {MOST_MATCHES:,} matches; narrow it")
    return matches


async def forecasts(predictor: Predictor, model: OnnxModel, matches: Sequence[FinishedMatch]) -> Floats:
    """Home, draw and away of each match as of its kickoff [N, 3]; NaN where there is no prediction."""
    rows: list[tuple[float, ...]] = []
    for start in range(0, len(matches), BATCH):
        fixtures = [match.fixture for match in matches[start : start + BATCH]]
        predicted = await predictor.predict_by(model, fixtures)
        rows += [
            (one.outcome.home, one.outcome.draw, one.outcome.away)
            if isinstance(one, MatchPrediction)
            else NO_FORECAST
            for one in predicted
        ]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def bootstrap(differences: Floats) -> tuple[float, float, float]:
    """The mean of paired differences with its 95 % interval: percentiles of means of resampled matches."""
    chance = np.random.default_rng(SEED)
    size = differences.size
    means = [float(differences[chance.integers(size, size=size)].mean()) for _ in range(RESAMPLES)]
    low, high = np.percentile(means, (2.5, 97.5)).tolist()
    return float(differences.mean()), low, high


def _figures(
    champion: Floats, candidate: Floats, outcomes: NDArray[np.int64]
) -> tuple[Figures, Figures, tuple[float, float, float]]:
    differences = scoring.rps_per_match(candidate, outcomes) - scoring.rps_per_match(champion, outcomes)
    return Figures.of(champion, outcomes), Figures.of(candidate, outcomes), bootstrap(differences)
