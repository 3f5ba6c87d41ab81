"""The batch of matches ahead is stored once, and again only when it says something new."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import system_clock
from app.db import models
from app.football.match import MatchStatus
from app.prediction.ahead import AheadReport, predict_ahead
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from tests import builders, leagues
from tests.fakes import write_model

NOW = leagues.START + timedelta(days=400)


@pytest.fixture
async def registry(database: str, tmp_path: Path) -> AsyncIterator[ModelRegistry]:
    await leagues.seasons(divisions=("E0",))
    await builders.match("E0 team 0", "E0 team 1", kickoff=NOW + timedelta(days=1))
    await builders.match("E0 team 2", "E0 team 3", kickoff=NOW + timedelta(days=2))
    await builders.match("E0 team 0", "Newcomers", kickoff=NOW + timedelta(days=3))
    await refresh(database)
    write_model(tmp_path)
    async with ModelRegistry(tmp_path, "match", system_clock) as opened:
        yield opened


def predictor_of(registry: ModelRegistry) -> Predictor:
    return Predictor(registry, FeatureService(lambda: NOW), lambda: NOW)


async def ahead(registry: ModelRegistry) -> AheadReport:
    return await predict_ahead(predictor_of(registry), lambda: NOW)


async def test_what_can_be_predicted_is_stored_once(registry: ModelRegistry) -> None:
    assert await ahead(registry) == AheadReport(stored=2, unchanged=0, refused=1)
    assert await ahead(registry) == AheadReport(stored=0, unchanged=2, refused=1)
    assert await models.Prediction.all().count() == 2


async def test_a_match_called_off_is_not_predicted(registry: ModelRegistry) -> None:
    called_off = (MatchStatus.CANCELLED, MatchStatus.POSTPONED, MatchStatus.ABANDONED)
    for day, status in enumerate(called_off, start=4):
        await builders.match(
            "E0 team 2", "E0 team 1", kickoff=NOW + timedelta(days=day), status=status, meeting=10 + day
        )
    assert await ahead(registry) == AheadReport(stored=2, unchanged=0, refused=1)


async def test_a_new_result_or_version_renews_what_it_changes(
    database: str, registry: ModelRegistry, tmp_path: Path
) -> None:
    await ahead(registry)
    last = (
        await models.Match.filter(known_at__isnull=False, home__name="E0 team 0")
        .order_by("-known_at")
        .first()
    )
    assert last is not None
    await leagues.correct(last.id, 7, 0)
    await refresh(database)
    assert (await ahead(registry)).stored > 0
    await registry.install(write_model(tmp_path / "new", "2.0.0", goals=1.5))
    assert await ahead(registry) == AheadReport(stored=2, unchanged=0, refused=1)


async def test_progress_ends_at_the_number_of_matches(registry: ModelRegistry) -> None:
    heard: list[tuple[int, int | None]] = []

    async def listen(done: int, total: int | None) -> None:
        heard.append((done, total))

    await predict_ahead(predictor_of(registry), lambda: NOW, on_progress=listen)
    assert heard[0] == (0, 3)
    assert heard[-1] == (3, 3)
