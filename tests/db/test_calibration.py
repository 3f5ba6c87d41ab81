"""What earlier predictions of similar probability came to, seen from a prediction's data cutoff."""

import random
from datetime import datetime, timedelta

import pytest

from app.db import models
from app.db.calibration import BINS, EarlierOutcomes, Forecast, earlier_outcomes
from app.football.match import Outcome
from app.football.scoring import wilson_interval
from app.prediction.settlement import settle
from tests import builders, predicted
from tests.predicted import clock

DAY = timedelta(days=1)
TWELVE_DAYS_ON = builders.KICKOFF + 12 * DAY


async def settled_history(database: str) -> list[tuple[models.Match, predicted.Probabilities]]:
    """A season of twelve matches, each predicted twice; returns what was said last."""
    chance = random.Random(3)  # noqa: S311  invented probabilities, no secrets
    said = []
    for match in await builders.season_of_matches():
        await predicted.prediction(match, (0.05, 0.05, 0.9), before=2 * DAY)
        home = chance.choice((0.41, 0.44, 0.45, 0.46, 0.62))
        last = (home, 0.26, 1 - home - 0.26)
        await predicted.prediction(match, last)
        await predicted.prediction(match, (0.46, 0.26, 0.28), shadow=True)
        said.append((match, last))
    await settle(database, clock)
    return said


def plainly(
    said: list[tuple[models.Match, predicted.Probabilities]], forecast: Forecast, side: int
) -> EarlierOutcomes:
    """The same, counted one by one."""
    chance = (forecast.home, forecast.draw, forecast.away)[side]
    bin_ = min(int(chance * BINS), BINS - 1)
    hits = []
    for match, chances in said:
        assert match.home_goals is not None
        assert match.away_goals is not None
        assert match.known_at is not None
        goals = match.home_goals - match.away_goals
        if int(chances[side] * BINS) == bin_ and match.known_at <= forecast.cutoff:
            hits.append((goals > 0, goals == 0, goals < 0)[side])
    low, high = wilson_interval(sum(hits), len(hits)) if hits else (None, None)
    share = sum(hits) / len(hits) if hits else None
    return EarlierOutcomes(bin_ / BINS, (bin_ + 1) / BINS, len(hits), share, low, high)


@pytest.mark.parametrize("home", [0.42, 0.45, 0.62, 0.99, 1.0])
async def test_bins_hold_what_had_ended_by_the_cutoff_and_nothing_else(database: str, home: float) -> None:
    said = await settled_history(database)
    asked = [
        Forecast("match", builders.KICKOFF + days * DAY, home, (1 - home) / 2, (1 - home) / 2)
        for days in range(0, 14, 2)
    ]
    answers = await earlier_outcomes(asked)
    assert len(answers) == len(asked)
    for forecast in asked:
        for side, outcome in enumerate(Outcome):
            assert answers[forecast][outcome] == plainly(said, forecast, side)


async def test_a_result_counts_from_the_instant_it_is_known(database: str) -> None:
    said = await settled_history(database)
    first, chances = said[0]
    known_at = first.known_at
    assert known_at is not None

    async def n(cutoff: datetime) -> int:
        forecast = Forecast("match", cutoff, *chances)
        return (await earlier_outcomes([forecast]))[forecast][Outcome.HOME].n

    assert await n(known_at - timedelta(microseconds=1)) == 0
    assert await n(known_at) == 1


async def test_another_model_has_another_history(database: str) -> None:
    await settled_history(database)
    mine = Forecast("match", TWELVE_DAYS_ON, 0.45, 0.26, 0.29)
    other = mine._replace(model="match-market")
    answers = await earlier_outcomes([mine, other, mine])
    assert answers[mine][Outcome.DRAW].n == 12
    assert answers[other][Outcome.DRAW] == EarlierOutcomes(0.25, 0.3, 0, None, None, None)


@pytest.mark.usefixtures("database")
async def test_nothing_asked_is_nothing_answered() -> None:
    assert await earlier_outcomes([]) == {}
