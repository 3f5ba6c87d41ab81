"""A version's figures are out of sample, beside base rates and the market on the same matches."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.clock import system_clock
from app.db import finished, models
from app.db.connection import open_database
from app.db.finished import Window
from app.db.models import OddsMarket, OddsTaken
from app.errors import FootballError, InsufficientData, ModelUnavailable, Unavailable, ValidationFailed
from app.football import scoring
from app.football.odds import implied_probabilities
from app.prediction import performance
from app.prediction.features import FeatureService
from app.prediction.performance import ModelPerformance
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry
from tests.fakes import write_model

CUTOFF = datetime(2007, 7, 1, tzinfo=UTC)
WINDOW = Window(CUTOFF, datetime(2008, 7, 1, tzinfo=UTC))


@pytest.fixture
async def service(archive_url: str, tmp_path: Path) -> AsyncIterator[ModelPerformance]:
    write_model(tmp_path, "1.0.0", data_cutoff=CUTOFF)
    write_model(tmp_path, "2.0.0")
    async with open_database(archive_url), ModelRegistry(tmp_path, "match", system_clock) as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        yield ModelPerformance(archive_url, registry, predictor, system_clock)


async def test_the_figures_stand_beside_base_rates_on_the_same_matches(service: ModelPerformance) -> None:
    made = await service.of("match", "1.0.0", end=WINDOW.end)
    matches = await finished.of_window(WINDOW, most=1000)
    assert made.window.end == WINDOW.end
    assert made.window.start == WINDOW.end - timedelta(days=365)
    assert made.matches == len(matches) == 306
    assert sum(bin_.count for bin_ in made.bins[0]) == made.matches
    assert made.market is None
    rates = made.base_rates
    assert rates is not None
    assert (rates.matches, rates.model) == (made.matches, made.figures)
    before = await finished.of_window(Window(datetime(2004, 7, 1, tzinfo=UTC), CUTOFF), most=2000)
    counts = np.bincount(scoring.outcome_codes(match.outcome for match in before), minlength=3)
    shares = np.tile(counts / counts.sum(), (made.matches, 1))
    codes = scoring.outcome_codes(match.outcome for match in matches)
    assert rates.figures.rps == pytest.approx(scoring.rps(shares, codes))


async def test_the_market_is_scored_where_a_match_was_priced(service: ModelPerformance) -> None:
    matches = (await finished.of_window(WINDOW, most=1000))[-40:]
    prices = (2.0, 3.4, 4.0)
    await models.Odds.bulk_create(
        models.Odds(
            match_id=int(match.fixture.match_id),
            bookmaker="Avg",
            market=OddsMarket.MATCH_RESULT,
            taken=OddsTaken.CLOSING,
            home=prices[0],
            draw=prices[1],
            away=prices[2],
        )
        for match in matches
    )
    made = await service.of("match", "1.0.0", start=WINDOW.start, end=WINDOW.end)
    assert made.market is not None
    forecast = np.tile(implied_probabilities(prices), (40, 1))
    codes = scoring.outcome_codes(match.outcome for match in matches)
    assert made.market.matches == 40
    assert made.market.figures.rps == pytest.approx(scoring.rps(forecast, codes))
    assert made.market.model != made.figures


async def test_a_window_within_the_training_data_is_refused(service: ModelPerformance) -> None:
    with pytest.raises(ValidationFailed, match="it has learned from these matches"):
        await service.of("match", "1.0.0", start=CUTOFF - timedelta(days=1))
    with pytest.raises(InsufficientData, match="a finished match after the version's data cutoff"):
        await service.of("match", "2.0.0")
    with pytest.raises(ModelUnavailable, match="not among the versions on this machine"):
        await service.of("match", "9.9.9")


async def test_a_league_without_a_match_is_insufficient(service: ModelPerformance) -> None:
    with pytest.raises(InsufficientData, match="that the version can predict"):
        await service.of("match", "1.0.0", competition="E0")


async def test_the_same_question_is_computed_once_until_a_result_changes(service: ModelPerformance) -> None:
    first = await service.of("match", "1.0.0", end=WINDOW.end)
    assert await service.of("match", "1.0.0", end=WINDOW.end) is first
    assert await service.of("match", "1.0.0", end=WINDOW.end, competition="D1") is not first
    [match, *_] = await finished.of_window(WINDOW, most=1)
    row = await models.Match.get(id=int(match.fixture.match_id))
    row.home_goals, row.away_goals = 0, 9
    await row.save()
    assert await service.of("match", "1.0.0", end=WINDOW.end) != first


async def test_a_corrected_price_is_another_state_for_those_that_read_prices(
    service: ModelPerformance,
) -> None:
    [match, *_] = await finished.of_window(WINDOW, most=1)
    price = await models.Odds.create(
        match_id=int(match.fixture.match_id),
        bookmaker="B365",
        market=OddsMarket.MATCH_RESULT,
        taken=OddsTaken.OPENING,
        home=2.0,
        draw=3.4,
        away=4.0,
    )
    before = [await finished.state(WINDOW, prices=prices) for prices in (False, True)]
    assert before == [await finished.state(WINDOW, prices=prices) for prices in (False, True)]
    price.home = 2.1
    await price.save()
    after = [await finished.state(WINDOW, prices=prices) for prices in (False, True)]
    assert (after[0] == before[0], after[1] == before[1]) == (True, False)


async def test_what_was_computed_before_does_not_wait_for_what_is_computed_now(
    service: ModelPerformance,
) -> None:
    first = await service.of("match", "1.0.0", end=WINDOW.end)
    slow = asyncio.create_task(service.of("match", "1.0.0", start=WINDOW.start))
    assert await service.of("match", "1.0.0", end=WINDOW.end) is first
    assert not slow.done()
    assert (await slow).matches > first.matches


async def test_only_so_many_questions_wait(service: ModelPerformance) -> None:
    asked = [
        service.of("match", "1.0.0", end=WINDOW.end - timedelta(days=day))
        for day in range(performance.MOST_ASKED + 2)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in answers if isinstance(one, FootballError)]
    assert [type(one) for one in refused] == [Unavailable] * 2
    assert "ask for fewer at once" in refused[0].message


async def test_the_event_loop_goes_on_while_thousands_of_matches_are_scored(
    archive_url: str, tmp_path: Path
) -> None:
    """No pause is longer than the time that a batch takes, however many matches there are."""
    write_model(tmp_path, "1.0.0", data_cutoff=datetime(1990, 1, 1, tzinfo=UTC))
    async with open_database(archive_url), ModelRegistry(tmp_path, "match", system_clock) as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        service = ModelPerformance(archive_url, registry, predictor, system_clock)
        turns = 0

        async def count_turns() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        counting = asyncio.create_task(count_turns())
        made = await service.of("match", "1.0.0", start=datetime(1990, 1, 1, tzinfo=UTC))
        counting.cancel()
    assert made.matches > 5000
    assert turns > made.matches / 100
