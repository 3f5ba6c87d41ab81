"""Putting the other forecasters' forecasts beside the backtest's."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.football import scoring
from app.football.match import Fixture, PlayedMatch
from app.training.backtest.comparison import BASE, BEFORE, CLOSING, DIXON_COLES, FIVE_THIRTY_EIGHT, Comparison
from app.training.backtest.run import Backtest, OnProgress
from app.training.evaluate import TOP_FIVE, base_rate_forecasts
from app.training.folder import PricedMatches
from app.training.peers import (
    dixon_coles_forecasts,
    five_thirty_eight_forecasts,
    has_dixon_coles,
    odds_forecasts,
)

Floats = NDArray[np.float64]
AVERAGE = "Avg"


def compare(
    priced: PricedMatches,
    backtests: Sequence[Backtest],
    *,
    on_progress: OnProgress,
    dixon_coles: Path | None = None,
    dixon_coles_in: Collection[str] = TOP_FIVE,
    five_thirty_eight: Path | None = None,
) -> Comparison:
    """All forecasters on the played matches that any of `backtests` has forecast.

    `dixon_coles` is the file that keeps its fits; without one, or without penaltyblog, it is left out.
    """
    wanted = {one.match_id for backtest in backtests for one in backtest.fixtures}
    played = sorted(
        (match for match in priced.matches if match.fixture.match_id in wanted),
        key=lambda match: (match.fixture.kickoff, match.fixture.competition, match.fixture.home),
    )
    fixtures = tuple(match.fixture for match in played)
    averages = {
        match_id: odds.match_result[AVERAGE]
        for match_id, odds in priced.pre_match.items()
        if AVERAGE in odds.match_result
    }
    forecasts = {
        BASE: _base_rates(priced.matches, played),
        **{one.request.model: _ours(one, fixtures) for one in backtests},
        BEFORE: odds_forecasts(fixtures, averages),
        CLOSING: odds_forecasts(fixtures, priced.closing),
    }
    if five_thirty_eight is not None:
        forecasts[FIVE_THIRTY_EIGHT] = five_thirty_eight_forecasts(five_thirty_eight, fixtures, priced.names)
    if dixon_coles is not None and has_dixon_coles():
        forecasts[DIXON_COLES] = _dixon_coles(
            priced.matches, fixtures, dixon_coles, dixon_coles_in, on_progress
        )
    outcomes = scoring.outcome_codes(match.score.outcome for match in played)
    return Comparison(fixtures, outcomes, forecasts, tuple(one.request.model for one in backtests))


def _base_rates(history: Sequence[PlayedMatch], played: Sequence[PlayedMatch]) -> Floats:
    return np.asarray(base_rate_forecasts(history, played), dtype=np.float64).reshape(-1, 3)


def _ours(backtest: Backtest, fixtures: Sequence[Fixture]) -> Floats:
    found = dict(
        zip((one.match_id for one in backtest.fixtures), backtest.forecast.tolist(), strict=True),
    )
    nothing = [np.nan] * 3
    return np.array([found.get(one.match_id, nothing) for one in fixtures], dtype=np.float64).reshape(-1, 3)


def _dixon_coles(
    history: Sequence[PlayedMatch],
    fixtures: Sequence[Fixture],
    cache: Path,
    competitions: Collection[str],
    on_progress: OnProgress,
) -> Floats:
    chosen = [index for index, one in enumerate(fixtures) if one.competition in competitions]
    forecast = np.full((len(fixtures), 3), np.nan)
    forecast[chosen] = dixon_coles_forecasts(
        history,
        [fixtures[index] for index in chosen],
        cache,
        lambda done, total: on_progress("fitting Dixon-Coles", done, total),
    )
    return forecast
