"""The model's forecasts beside other forecasters', on the same matches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.football import scoring
from app.football.match import Fixture
from app.training.backtest.statistics import (
    Bootstrap,
    Interval,
    calibration_floor,
    mean_difference,
    share_of_skill,
)

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

BASE = "base rates"
DIXON_COLES = "Dixon-Coles"
FIVE_THIRTY_EIGHT = "FiveThirtyEight"
BEFORE = "odds before"
CLOSING = "closing odds"
MARKET = (BEFORE, CLOSING)
PEERS = (DIXON_COLES, FIVE_THIRTY_EIGHT)
USUAL = 0.5
"""A forecaster with forecasts of fewer of the matches than this is compared on its own matches only."""


@dataclass(frozen=True)
class Figures:
    """Mean scores of one forecaster; `floor` is the calibration error that chance leaves a perfect one."""

    rps: float
    log_loss: float
    brier: float
    calibration_error: float
    floor: float


@dataclass(frozen=True)
class Comparison:
    """Forecasts [N, 3] by forecaster of N played matches, NaN where one has none; `ours` names the models.

    `outcomes` [N]: 0 home, 1 draw, 2 away.
    """

    fixtures: tuple[Fixture, ...]
    outcomes: NDArray[np.int64]
    forecasts: Mapping[str, Floats]
    ours: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.fixtures)

    def where(self, mask: Mask) -> Self:
        """The matches for which `mask` [N] is true."""
        kept = tuple(one for one, keep in zip(self.fixtures, mask, strict=True) if keep)
        forecasts = {name: forecast[mask] for name, forecast in self.forecasts.items()}
        return type(self)(kept, self.outcomes[mask], forecasts, self.ours)

    def of(self, *names: str) -> Self:
        """These forecasters alone, on the matches that all of them have forecast."""
        chosen = {name: self.forecasts[name] for name in names}
        narrowed = type(self)(self.fixtures, self.outcomes, chosen, tuple(n for n in names if n in self.ours))
        return narrowed.where(np.all([self.has(name) for name in names], axis=0))

    def has(self, name: str) -> Mask:
        """Whether a forecaster has a forecast [N]."""
        return np.asarray(~np.isnan(self.forecasts[name]).any(axis=1), dtype=np.bool_)

    @cached_property
    def usual(self) -> tuple[str, ...]:
        """Base rates, our models, and the odds where most matches have them."""
        least = max(1, USUAL * len(self))
        known = [name for name in MARKET if name in self.forecasts and self.has(name).sum() >= least]
        return (BASE, *self.ours, *known)

    @cached_property
    def peers(self) -> tuple[str, ...]:
        """The others that have forecast at least one match."""
        return tuple(name for name in PEERS if name in self.forecasts and self.has(name).any())

    def competitions(self) -> tuple[str, ...]:
        return tuple(sorted({fixture.competition for fixture in self.fixtures}))

    def seasons(self) -> tuple[str, ...]:
        """Codes in order of time."""
        first = {one.season: one.kickoff for one in reversed(self.fixtures)}
        return tuple(sorted(first, key=lambda season: (first[season], season)))

    def in_competitions(self, codes: Sequence[str]) -> Self:
        return self.where(np.array([one.competition in codes for one in self.fixtures], dtype=np.bool_))

    def in_season(self, code: str) -> Self:
        return self.where(np.array([one.season == code for one in self.fixtures], dtype=np.bool_))

    def rps(self, name: str) -> Floats:
        """Of each match [N]."""
        return scoring.rps_per_match(self.forecasts[name], self.outcomes)

    def figures(self, name: str) -> Figures:
        forecast = self.forecasts[name]
        return Figures(
            rps=scoring.rps(forecast, self.outcomes),
            log_loss=scoring.log_loss(forecast, self.outcomes),
            brier=scoring.brier(forecast, self.outcomes),
            calibration_error=scoring.calibration_error(forecast, self.outcomes),
            floor=calibration_floor(forecast),
        )

    def share(self, name: str) -> Interval | None:
        """Of the market's skill, the part that a forecaster has; None where the odds show none."""
        if not {BASE, CLOSING} <= set(self.forecasts) or not len(self):
            return None
        base, closing = self.rps(BASE), self.rps(CLOSING)
        if closing.mean() >= base.mean():
            return None
        return share_of_skill(base, self.rps(name), closing, self._bootstrap)

    def ahead(self, name: str, other: str) -> Interval:
        """RPS of `name` less that of `other`: below 0 where `name` is better."""
        return mean_difference(self.rps(name), self.rps(other), self._bootstrap)

    @cached_property
    def _bootstrap(self) -> Bootstrap:
        return Bootstrap(self.fixtures)
