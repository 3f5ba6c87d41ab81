"""What was believed of recorded matches before kickoff: by the market, and by the model `match`.

Of N matches: expected goals [N, 2] and outcomes [N, 3] (home, draw, away), NaN where nothing is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from app.errors import InsufficientData
from app.football.features import MATCH
from app.football.inplay.features import FIRST_MONTH, season_of
from app.football.match import Fixture
from app.football.odds import implied_probabilities_array
from app.football.prices import PreMatchOdds, ThreeWay
from app.football.scoregrid import GRID
from app.training.backtest.rows import build_rows
from app.training.folder import PricedMatches, source_day
from app.training.grids import mean_goals, outcomes_of, score_grids
from app.training.inplay.matches import RecordedMatches
from app.training.inplay.parameters import Floats
from app.training.processes import in_one_thread
from app.training.recipes import recipe

AVERAGE = "Avg"
BOOKMAKERS = (AVERAGE, "B365")
MATCH_MODEL = "match"
NEWTON_STEPS = 60
LONGEST_STEP = 0.4
CONVERGED = 1e-7
SLOPE_STEP = 1e-5
LEAST, GREATEST = np.log(0.05), np.log(9.0)
_OVER = np.add.outer(np.arange(GRID), np.arange(GRID)).reshape(-1) > 2


@dataclass(frozen=True)
class Beliefs:
    """Of N matches."""

    rates: Floats
    outcomes: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where both are [N]."""
        return np.asarray(np.isfinite(np.hstack([self.rates, self.outcomes])).all(axis=1), dtype=np.bool_)


Key = tuple[str, date, str, str]


def fixtures_of(matches: RecordedMatches, priced: PricedMatches) -> list[Fixture | None]:
    """The fixture of each recorded match in the season files, where there is one."""
    known: dict[Key, Fixture] = {
        (one.competition, source_day(one.kickoff), *priced.names[one.match_id]): one
        for one in priced.fixtures
    }
    return [known.get((one.division, one.day, one.home or "", one.away or "")) for one in matches.records]


def market_beliefs(fixtures: list[Fixture | None], priced: PricedMatches) -> Beliefs:
    """Closing prices where they are known, else those before the match, and totals before the match."""
    results, totals = np.full((len(fixtures), 3), np.nan), np.full((len(fixtures), 2), np.nan)
    for place, fixture in enumerate(fixtures):
        if fixture is None:
            continue
        odds = priced.pre_match.get(fixture.match_id)
        if result := priced.closing.get(fixture.match_id) or _average(odds):
            results[place] = result
        if odds and AVERAGE in odds.total_goals:
            totals[place] = odds.total_goals[AVERAGE]
    outcomes, over = _fair(results), _fair(totals)[:, 0]
    rates = np.full((len(fixtures), 2), np.nan)
    known = np.isfinite(outcomes).all(axis=1)
    rates[known] = rates_behind(outcomes[known], over[known])
    return Beliefs(rates, outcomes)


def _average(odds: PreMatchOdds | None) -> ThreeWay | None:
    prices: Mapping[str, ThreeWay] = odds.match_result if odds else {}
    return next((prices[name] for name in BOOKMAKERS if name in prices), None)


def _fair(prices: Floats) -> Floats:
    found = np.full(prices.shape, np.nan)
    known = np.isfinite(prices).all(axis=1)
    if known.any():
        found[known] = implied_probabilities_array(prices[known])
    return found


def rates_behind(outcomes: Floats, over: Floats) -> Floats:
    """Rates [N, 2] of two Poisson sides nearest to outcomes [N, 3] and to the chance [N] of three or more
    goals (NaN where that is unknown), by least squares (Gauss-Newton on their logs)."""
    wanted = np.column_stack([outcomes, over])
    counted = np.isfinite(wanted)
    logs = np.tile(np.log([1.4, 1.1]), (len(wanted), 1))
    for _ in range(NEWTON_STEPS):
        told = _told(logs)
        errors = np.where(counted, told - np.nan_to_num(wanted), 0)
        slopes = np.stack(
            [(_told(logs + step) - told) / SLOPE_STEP for step in SLOPE_STEP * np.eye(2)], axis=2
        )
        slopes *= counted[:, :, None]
        turned = slopes.transpose(0, 2, 1)
        step = np.linalg.solve(turned @ slopes + 1e-9 * np.eye(2), turned @ errors[:, :, None])[:, :, 0]
        logs = np.clip(logs - np.clip(step, -LONGEST_STEP, LONGEST_STEP), LEAST, GREATEST)
        if not len(step) or np.abs(step).max() < CONVERGED:
            break
    return np.asarray(np.exp(logs), dtype=np.float64)


def _told(logs: Floats) -> Floats:
    """Home, draw, away, and three or more goals [N, 4]."""
    grids = score_grids(np.exp(logs), 0.0)
    return np.column_stack([outcomes_of(grids), grids.reshape(-1, GRID * GRID) @ _OVER])


def own_beliefs(
    fixtures: list[Fixture | None],
    priced: PricedMatches,
    on_season: Callable[[int], None] = lambda _year: None,
) -> Beliefs:
    """By `match`, fitted anew each July 1 on the results known by then; what it expects are its grids' means.

    A season before which too little is known has no beliefs.
    """
    places = {one.match_id: place for place, one in enumerate(fixtures) if one is not None}
    rates, outcomes = np.full((len(fixtures), 2), np.nan), np.full((len(fixtures), 3), np.nan)
    wanted = [one for one in fixtures if one is not None]
    if not wanted:
        return Beliefs(rates, outcomes)
    seasons = sorted({season_of(one.kickoff) for one in wanted})
    competitions = {one.competition for one in wanted}
    rows = build_rows(priced, MATCH, _july(seasons[0]), _july(seasons[-1] + 1), competitions)
    years = np.array([season_of(one.kickoff) for one in rows.fixtures])
    used = recipe(MATCH_MODEL)
    for year in seasons:
        on_season(year)
        try:
            model = in_one_thread(used.fit, rows.learned.between(None, _july(year)), used.parameters)
        except InsufficientData:
            continue
        grids = model.grids(rows.features[years == year])
        for row, expected, outcome in zip(
            np.flatnonzero(years == year), mean_goals(grids), outcomes_of(grids), strict=True
        ):
            if (place := places.get(rows.fixtures[row].match_id)) is not None:
                rates[place], outcomes[place] = expected, outcome
    return Beliefs(rates, outcomes)


def _july(year: int) -> datetime:
    return datetime(year, FIRST_MONTH, 1, tzinfo=UTC)
