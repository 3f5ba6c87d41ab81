"""How good a version is on finished matches that it has not learned from, beside base rates and market."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from app.clock import Clock, written
from app.db import finished, settlement
from app.db.connection import raw_connection
from app.db.finished import FinishedMatch, Window
from app.db.settlement import SeasonCounts
from app.errors import InsufficientData, Unavailable, ValidationFailed
from app.football import scoring
from app.football.odds import implied_probabilities_array
from app.football.scoring import CalibrationBin, Codes, Floats
from app.prediction.comparison import NO_FORECAST, Figures, chosen, forecasts, usual_window
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import OnnxModel

MOST_ASKED = 8
"""Questions that wait at the same time in one process."""

REMEMBERED = 64
"""Answers kept, the least recently used dropped first."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Another forecast of part of the same matches: its figures, and the model's on these matches."""

    matches: int
    figures: Figures
    model: Figures


@dataclass(frozen=True, slots=True)
class Performance:
    """Out of sample, on `matches` of the window; `bins` by outcome (home, draw, away)."""

    window: Window
    matches: int
    figures: Figures
    bins: tuple[tuple[CalibrationBin, ...], ...]
    base_rates: Benchmark | None
    market: Benchmark | None


class ModelPerformance:
    """Runs versions on finished matches, one question at a time; the same question costs nothing twice."""

    def __init__(
        self, database_url: str, registry: ModelRegistry, predictor: Predictor, clock: Clock
    ) -> None:
        self._database_url = database_url
        self._registry = registry
        self._predictor = predictor
        self._clock = clock
        self._known: dict[tuple[Any, ...], Performance] = {}
        self._turn = asyncio.Lock()
        self._asked = 0

    async def of(
        self,
        name: str,
        version: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        competition: str | None = None,
    ) -> Performance:
        """Its figures on a window that begins at its data cutoff or later; by default the last 365 days of
        finished matches.

        Raises InsufficientData where no such match can be predicted, ValidationFailed, and ModelUnavailable
        where the version cannot be used here.
        """
        if self._asked >= MOST_ASKED:
            raise Unavailable(
                f"{MOST_ASKED} questions about performance are being computed; ask for fewer at once"
            )
        self._asked += 1
        try:
            model = await self._registry.load(name, version)
            return await self._answer(model, await self._window(model, start, end), competition)
        finally:
            self._asked -= 1

    async def _window(self, model: OnnxModel, start: datetime | None, end: datetime | None) -> Window:
        cutoff = model.info.data_cutoff
        if start is not None and start < cutoff:
            raise ValidationFailed(
                "from",
                f"{written(start)} is before the version's data cutoff, {written(cutoff)}: it has "
                "learned from these matches; begin at the cutoff or later",
            )
        window = await usual_window((cutoff,), self._clock(), start, end)
        if window is None:
            raise InsufficientData((f"a finished match after the version's data cutoff, {written(cutoff)}",))
        return window

    async def _answer(self, model: OnnxModel, window: Window, competition: str | None) -> Performance:
        state = await finished.state(window, prices=model.feature_set.uses_odds)
        key = (model.info.sha256, competition, window, state)
        if key not in self._known:
            async with self._turn:
                if key not in self._known:
                    self._remember(key, await self._computed(model, window, competition))
        self._remember(key, self._known[key])
        return self._known[key]

    async def _computed(self, model: OnnxModel, window: Window, competition: str | None) -> Performance:
        matches = await chosen(window, competition)
        rows = await forecasts(self._predictor, model, matches)
        return await self._measured(window, matches, rows)

    def _remember(self, key: tuple[Any, ...], answer: Performance) -> None:
        """As the last one used."""
        self._known.pop(key, None)
        self._known[key] = answer
        for stale in list(self._known)[:-REMEMBERED]:
            del self._known[stale]

    async def _measured(self, window: Window, matches: Sequence[FinishedMatch], rows: Floats) -> Performance:
        predicted = ~np.isnan(rows[:, 0])
        if not predicted.any():
            raise InsufficientData(("a finished match of the window that the version can predict",))
        scored = [match for match, known in zip(matches, predicted, strict=True) if known]
        others = await yardsticks(self._database_url, scored)
        return await asyncio.to_thread(_measured, window, rows[predicted], scored, others)


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """Forecasts of the same matches [N, 3]; NaN where there is none."""

    base_rates: Floats
    market: Floats


async def yardsticks(database_url: str, matches: Sequence[FinishedMatch]) -> Yardsticks:
    """The league's frequencies of the three seasons before, and closing prices without their margin."""
    async with raw_connection(database_url) as connection, connection.transaction(readonly=True):
        seasons = await settlement.outcome_counts(
            connection, sorted({match.competition_id for match in matches})
        )
        prices = await settlement.closing_prices(
            connection, [int(match.fixture.match_id) for match in matches]
        )
    return await asyncio.to_thread(_yardsticks, matches, seasons, prices)


def _yardsticks(
    matches: Sequence[FinishedMatch],
    seasons: Mapping[int, Sequence[SeasonCounts]],
    prices: Mapping[int, tuple[float, float, float]],
) -> Yardsticks:
    keys = {(match.competition_id, match.season_starts_in) for match in matches}
    rates = {key: _base_rates(seasons[key[0]], key[1]) for key in keys}
    market = np.full((len(matches), 3), np.nan)
    priced = [n for n, match in enumerate(matches) if int(match.fixture.match_id) in prices]
    if priced:
        market[priced] = implied_probabilities_array(
            [prices[int(matches[n].fixture.match_id)] for n in priced]
        )
    base = np.array([rates[match.competition_id, match.season_starts_in] for match in matches])
    return Yardsticks(base.reshape(-1, 3), market)


def _base_rates(seasons: Sequence[SeasonCounts], starts_in: int) -> tuple[float, float, float]:
    try:
        rates = scoring.base_rates([season.counts for season in seasons if season.starts_in < starts_in])
    except InsufficientData:
        return NO_FORECAST
    return rates.home, rates.draw, rates.away


def _measured(
    window: Window, rows: Floats, matches: Sequence[FinishedMatch], others: Yardsticks
) -> Performance:
    outcomes = scoring.outcome_codes(match.outcome for match in matches)
    return Performance(
        window=window,
        matches=len(outcomes),
        figures=Figures.of(rows, outcomes),
        bins=tuple(scoring.calibration_bins(rows[:, code], outcomes == code) for code in range(3)),
        base_rates=_benchmark(others.base_rates, rows, outcomes),
        market=_benchmark(others.market, rows, outcomes),
    )


def _benchmark(theirs: Floats, ours: Floats, outcomes: Codes) -> Benchmark | None:
    both = ~np.isnan(theirs[:, 0])
    if not both.any():
        return None
    return Benchmark(
        matches=int(both.sum()),
        figures=Figures.of(theirs[both], outcomes[both]),
        model=Figures.of(ours[both], outcomes[both]),
    )
