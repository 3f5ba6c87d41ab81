"""Other forecasters on the same matches: closing odds, and penaltyblog's Dixon-Coles refitted every week."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import numpy as np
import penaltyblog
from numpy.typing import NDArray

from app.football.match import PlayedMatch
from app.football.odds import implied_probabilities_array
from benchmarks.quality_data import Prices

Floats = NDArray[np.float64]

XI = 0.0015
MEMORY = timedelta(days=4 * 365)
"""At xi .0015 a match four years old weighs a ninth."""


def closing_forecasts(matches: Sequence[PlayedMatch], closing: dict[str, Prices]) -> Floats:
    """Implied probabilities without the margin (power method) [N, 3]; NaN where no price is known."""
    forecast = np.full((len(matches), 3), np.nan)
    priced = [index for index, match in enumerate(matches) if match.fixture.match_id in closing]
    if priced:
        prices = np.array([closing[matches[index].fixture.match_id] for index in priced])
        forecast[priced] = implied_probabilities_array(prices)
    return forecast


def dixon_coles_forecasts(
    history: Sequence[PlayedMatch], wanted: Sequence[PlayedMatch], on_progress: Callable[[str], None]
) -> Floats:
    """Weekly refits per league on the four years before [N, 3]; NaN where a team was not in them."""
    weeks: dict[tuple[str, datetime], list[int]] = defaultdict(list)
    for index, match in enumerate(wanted):
        day = match.fixture.kickoff.replace(hour=0, minute=0, second=0)
        weeks[match.fixture.competition, day - timedelta(days=day.weekday())].append(index)
    forecast = np.full((len(wanted), 3), np.nan)
    for done, ((competition, monday), indexes) in enumerate(sorted(weeks.items()), start=1):
        past = [
            match
            for match in history
            if match.fixture.competition == competition
            and monday - MEMORY <= match.fixture.kickoff
            and match.known_at <= monday
        ]
        model = _fitted(past, monday)
        teams = {match.fixture.home for match in past} | {match.fixture.away for match in past}
        for index in indexes:
            fixture = wanted[index].fixture
            if {fixture.home, fixture.away} <= teams:
                forecast[index] = model.predict(fixture.home, fixture.away).home_draw_away
        if done % 40 == 0:
            on_progress(f"Dixon-Coles: {done} of {len(weeks)} fits")
    return forecast


def _fitted(past: Sequence[PlayedMatch], monday: datetime) -> penaltyblog.models.DixonColesGoalModel:
    dates = [match.fixture.kickoff.replace(tzinfo=None) for match in past]
    model = penaltyblog.models.DixonColesGoalModel(
        [match.score.home for match in past],
        [match.score.away for match in past],
        [match.fixture.home for match in past],
        [match.fixture.away for match in past],
        penaltyblog.models.dixon_coles_weights(dates, xi=XI, base_date=monday.replace(tzinfo=None)),
    )
    model.fit()
    return model
