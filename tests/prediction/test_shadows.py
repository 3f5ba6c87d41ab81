"""A challenger predicts what the champion predicts; nobody sees it, and nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from app.clock import system_clock
from app.db import live_scores, models, predictions, promotions
from app.db.paging import Slice
from app.db.predictions import PredictionFilter
from app.db.promotions import Deed
from app.errors import Conflict
from app.football import scoring
from app.football.match import Fixture, MatchStatus, result_known_at
from app.prediction import shadows as shadowing
from app.prediction.ahead import AheadReport, predict_ahead
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from app.prediction.settlement import settle
from app.prediction.shadows import Shadows
from tests import builders, leagues
from tests.askers import act
from tests.fakes import write_model

NOW = leagues.START + timedelta(days=400)


@dataclass(frozen=True)
class World:
    """E0 with two matches ahead, champion 1.0.0 and challenger 2.0.0."""

    url: str
    registry: ModelRegistry
    shadows: Shadows
    predictor: Predictor
    ahead: list[Fixture]

    async def stored(self, *, shadow: bool) -> list[tuple[int, str, int | None]]:
        """Match, version and number of each row."""
        found = models.Prediction.filter(shadow=shadow).order_by("id")
        rows = await found.values_list("match_id", "model_version__version", "sequence")
        return [(row[0], row[1], row[2]) for row in rows]

    async def challenge(self, version: str | None) -> None:
        async with promotions.locked("match") as model:
            await model.challenge(version, Deed(act("ada", at=NOW)))
        await self.registry.follow()


@pytest.fixture
async def world(database: str, tmp_path: Path) -> AsyncIterator[World]:
    await leagues.seasons(divisions=("E0",))
    ahead = [
        await builders.match(f"E0 team {n}", f"E0 team {n + 1}", kickoff=NOW + timedelta(days=n + 1))
        for n in (0, 2)
    ]
    await refresh(database)
    write_model(tmp_path, "1.0.0")
    write_model(tmp_path, "2.0.0", goals=1.6)
    async with ModelRegistry(tmp_path, "match", system_clock) as registry, Shadows(lambda: NOW) as shadows:
        await promotions.promote("match", "1.0.0", act("ada", at=NOW))
        predictor = Predictor(registry, FeatureService(lambda: NOW), lambda: NOW, shadows)
        fixtures = [await leagues.fixture_of(one.id) for one in ahead]
        world = World(database, registry, shadows, predictor, fixtures)
        await world.challenge("2.0.0")
        yield world


async def test_the_challenger_predicts_the_same_matches_from_the_same_instant(world: World) -> None:
    made = await world.predictor.predict_and_store(world.ahead)
    await world.shadows.done()
    ids = [int(fixture.match_id) for fixture in world.ahead]
    assert await world.stored(shadow=False) == [(one, "1.0.0", 1) for one in ids]
    assert await world.stored(shadow=True) == [(one, "2.0.0", None) for one in ids]
    cutoffs = await models.Prediction.filter(shadow=True).values_list("data_cutoff", flat=True)
    assert {one.receipt.data_cutoff for one in made if isinstance(one, MatchPrediction)} == set(cutoffs)
    homes = await models.Prediction.all().order_by("match_id", "id").values_list("home", flat=True)
    assert len(set(homes)) > 2
    assert world.shadows.written == 2


async def test_no_read_shows_a_shadow_and_numbers_have_no_gaps(world: World) -> None:
    for _ in range(2):
        await world.predictor.predict_and_store(world.ahead)
        await world.shadows.done()
    everything = PredictionFilter()
    page = await predictions.page(everything, Slice(predictions.LATEST_FIRST, 100))
    assert {row.receipt.model_version for row in page.rows} == {"1.0.0"}
    assert await predictions.count(everything) == 4
    ids = [int(fixture.match_id) for fixture in world.ahead]
    assert {row.sequence for row in (await predictions.latest_for(ids)).values()} == {2}
    pages = await predictions.pages_of_matches(ids, everything, Slice(predictions.LATEST_FIRST, 100))
    assert sorted(row.sequence for row in pages[ids[0]].rows) == [1, 2]


async def test_a_challenger_says_the_same_of_a_match_only_once(world: World) -> None:
    for _ in range(3):
        await world.predictor.predict_and_store(world.ahead)
    await world.shadows.done()
    assert len(await world.stored(shadow=True)) == 2


async def test_a_new_challenger_catches_up_on_matches_of_which_the_champion_has_nothing_new_to_say(
    world: World,
) -> None:
    await world.challenge(None)
    await predict_ahead(world.predictor, lambda: NOW)
    await world.shadows.done()
    assert await world.stored(shadow=True) == []
    await world.challenge("2.0.0")
    assert await predict_ahead(world.predictor, lambda: NOW) == AheadReport(unchanged=2)
    await world.shadows.done()
    assert len(await world.stored(shadow=True)) == 2


async def test_what_is_only_asked_and_not_stored_casts_no_shadow(world: World) -> None:
    await world.predictor.predict(world.ahead)
    await world.shadows.done()
    assert await world.stored(shadow=True) == []


async def test_after_kickoff_a_shadow_is_not_written(world: World) -> None:
    challenger = world.registry.challenger("match")
    assert challenger is not None
    late = Predictor(
        world.registry, FeatureService(lambda: NOW), lambda: NOW + timedelta(days=2), world.shadows
    )
    late.shadow([one for one in await late.predict(world.ahead) if isinstance(one, MatchPrediction)])
    await world.shadows.done()
    assert [match for match, _, _ in await world.stored(shadow=True)] == [int(world.ahead[1].match_id)]


async def test_a_challenger_that_fails_is_counted_and_the_answer_stands(world: World, tmp_path: Path) -> None:
    """Its grid does not sum to one, so that every prediction of it is refused."""
    write_model(tmp_path, "3.0.0", total=0.5)
    await world.registry.follow()
    await world.challenge("3.0.0")
    made = await world.predictor.predict_and_store(world.ahead)
    await world.shadows.done()
    assert all(isinstance(one, MatchPrediction) for one in made)
    assert (world.shadows.failed, world.shadows.failed_at) == (1, NOW)
    assert "answered with no probabilities" in world.shadows.failure
    await world.challenge("2.0.0")
    await world.predictor.predict_and_store(world.ahead)
    await world.shadows.done()
    assert len(await world.stored(shadow=True)) == 2


async def test_work_that_fails_in_any_way_does_not_end_the_others() -> None:
    async def fail() -> int:
        raise Conflict("not today")

    async def break_down() -> int:
        raise ZeroDivisionError

    async def write() -> int:
        return 3

    async with Shadows(lambda: NOW) as shadows:
        for work in (fail, break_down, write):
            shadows.submit(work)
    assert (shadows.failed, shadows.written, shadows.failure) == (2, 3, "ZeroDivisionError")


async def test_submitting_never_waits_and_what_is_too_much_is_counted() -> None:
    async def write() -> int:
        await asyncio.sleep(0)
        return 1

    async with Shadows(lambda: NOW) as shadows:
        for _ in range(shadowing.MOST_WAITING + 5):
            shadows.submit(write)
        assert shadows.failed == 5
    assert shadows.written == shadowing.MOST_WAITING


async def test_champion_and_challenger_are_scored_on_the_same_matches(world: World) -> None:
    """What each said last before kickoff counts."""
    for _ in range(2):
        await world.predictor.predict_and_store(world.ahead)
    await world.shadows.done()
    for fixture in world.ahead:
        row = models.Match.filter(id=int(fixture.match_id))
        known_at = result_known_at(fixture.kickoff, fixture.kickoff_time_known)
        await row.update(status=MatchStatus.FINISHED, home_goals=2, away_goals=0, known_at=known_at)
    await settle(world.url, lambda: NOW + timedelta(days=9))
    champion, challenger = await live_scores.of_model("match")
    assert (champion.version, champion.shadow, champion.matches) == ("1.0.0", False, 2)
    assert (challenger.version, challenger.shadow, challenger.matches) == ("2.0.0", True, 2)
    rows = await models.Prediction.filter(shadow=True).values("home", "draw", "away")
    forecasts = np.array([(row["home"], row["draw"], row["away"]) for row in rows])
    assert challenger.rps == pytest.approx(scoring.rps(forecasts, np.zeros(2, dtype=np.int64)))
    assert challenger.rps != champion.rps
