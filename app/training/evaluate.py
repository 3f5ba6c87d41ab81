"""How good forecasts are of matches that their model has not seen."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.errors import InsufficientData
from app.football import scoring
from app.football.match import Outcome, PlayedMatch

Floats = NDArray[np.float64]
Counts = dict[str, dict[str, tuple[float, list[int]]]]

TOP_FIVE = ("E0", "SP1", "I1", "D1", "F1")
NO_FORECAST = (float("nan"),) * 3


def scores(forecast: Floats, outcomes: NDArray[np.int64]) -> dict[str, float]:
    """RPS, log loss, Brier score and calibration error of forecasts [N, 3] of outcomes [N] (0, 1, 2)."""
    return {
        "rps": scoring.rps(forecast, outcomes),
        "log_loss": scoring.log_loss(forecast, outcomes),
        "brier": scoring.brier(forecast, outcomes),
        "calibration_error": scoring.calibration_error(forecast, outcomes),
    }


def figures(forecast: Floats, matches: Sequence[PlayedMatch], prefix: str) -> dict[str, float]:
    """Count and `scores` of forecasts [N, 3] of matches, at least one, and the RPS in the top five."""
    outcomes = scoring.outcome_codes(match.score.outcome for match in matches)
    found: dict[str, float] = {"matches": len(matches), **scores(forecast, outcomes)}
    top = np.isin([match.fixture.competition for match in matches], TOP_FIVE)
    if top.any():
        found["top_five_rps"] = scoring.rps(forecast[top], outcomes[top])
    return {f"{prefix}_{name}": round(value, 6) for name, value in found.items()}


def base_rate_forecasts(history: Sequence[PlayedMatch], wanted: Sequence[PlayedMatch]) -> Floats:
    """League frequencies of the three previous seasons in `history`, by match [N, 3]; NaN without one."""
    counts = _season_counts(history)
    seasons = [(match.fixture.competition, match.fixture.season) for match in wanted]
    rates = {season: _base_rate(counts, *season) for season in set(seasons)}
    return np.array([rates[season] for season in seasons])


def _season_counts(history: Sequence[PlayedMatch]) -> Counts:
    """By competition and season: the first kickoff (epoch seconds) and the counts of the three outcomes."""
    counts: Counts = defaultdict(dict)
    for match in history:
        season = counts[match.fixture.competition]
        kickoff = match.fixture.kickoff.timestamp()
        start, tally = season.get(match.fixture.season, (kickoff, [0, 0, 0]))
        tally[list(Outcome).index(match.score.outcome)] += 1
        season[match.fixture.season] = (min(start, kickoff), tally)
    return counts


def _base_rate(counts: Counts, competition: str, season: str) -> tuple[float, float, float]:
    seasons = counts[competition]
    start = seasons[season][0] if season in seasons else float("inf")
    earlier = sorted((begun, tally) for begun, tally in seasons.values() if begun < start)
    try:
        rates = scoring.base_rates([scoring.OutcomeCounts(*tally) for _, tally in earlier])
    except InsufficientData:
        return NO_FORECAST
    return rates.home, rates.draw, rates.away
