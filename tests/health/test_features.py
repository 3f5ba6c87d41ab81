"""The check of the feature store: there, as fresh as the next matches, or what to do."""

from datetime import timedelta

import pytest

from app.db import models
from app.db.features import StoredFeatures
from app.football.features import FEATURE_SETS
from app.football.match import Fixture
from app.health.checks import HealthService
from app.health.features import feature_store_check
from app.health.report import CheckResult, HealthStatus
from app.prediction.features import FeatureService
from app.prediction.online import OnlineFeatures
from app.prediction.ratings import refresh
from tests import builders, leagues
from tests.shelf import Shelf

NOW = leagues.START + timedelta(days=60)
PAIRS = (("E0 team 0", "E0 team 1"), ("E0 team 2", "E0 team 3"))


@pytest.fixture
async def ahead(database: str) -> list[Fixture]:
    """Two priced matches to come, of teams that have played."""
    await leagues.seasons(divisions=("E0",))
    await refresh(database)
    rows = [await builders.match(*pair, kickoff=NOW + timedelta(days=2)) for pair in PAIRS]
    await models.Odds.bulk_create(
        [
            models.Odds(
                match_id=row.id,
                bookmaker="Avg",
                market="MATCH_RESULT",
                taken="OPENING",
                home=2.0,
                draw=3.4,
                away=3.9,
                known_at=NOW - timedelta(days=1),
            )
            for row in rows
        ]
    )
    return [await leagues.fixture_of(row.id) for row in rows]


async def shelved(fixtures: list[Fixture]) -> Shelf:
    shelf = Shelf()
    for feature_set in FEATURE_SETS.values():
        for row in await FeatureService(lambda: NOW).store(fixtures, feature_set=feature_set):
            assert isinstance(row, StoredFeatures)
            shelf.put(row)
    return shelf


async def found(online: OnlineFeatures | None) -> CheckResult:
    health = HealthService([feature_store_check(online, lambda: NOW)], lambda: NOW, 2.0, fresh_s=0)
    [check] = (await health.report()).checks
    assert not check.required
    return check


async def test_without_a_repository_it_says_where_features_come_from(database: str) -> None:
    check = await found(None)
    assert check.status is HealthStatus.PASS
    assert "FOOTBALL_FEAST_REPO" in check.message


async def test_fresh_features_pass_with_their_number(ahead: list[Fixture]) -> None:
    check = await found(OnlineFeatures(await shelved(ahead)))
    assert (check.status, check.observed_value) == (HealthStatus.PASS, 2 * len(FEATURE_SETS))


async def test_matches_that_are_not_online_warn_where_none_is(ahead: list[Fixture]) -> None:
    assert (await found(OnlineFeatures(await shelved(ahead[:1])))).status is HealthStatus.PASS
    check = await found(OnlineFeatures(Shelf()))
    assert check.status is HealthStatus.WARN
    assert "football features materialize" in check.message


async def test_outdated_features_warn(database: str, ahead: list[Fixture]) -> None:
    online = OnlineFeatures(await shelved(ahead))
    await builders.match(
        *PAIRS[0], score=(3, 0), kickoff=NOW - timedelta(days=1), season_code="2324", meeting=2
    )
    await refresh(database)
    check = await found(online)
    assert check.status is HealthStatus.WARN
    assert f"{2 * len(FEATURE_SETS)} feature rows are outdated" in check.message
    assert online.reads["outdated"] == 0, "a probe is no read of the service"


async def test_a_store_that_is_away_warns(ahead: list[Fixture]) -> None:
    shelf = await shelved(ahead)
    shelf.away = True
    assert (await found(OnlineFeatures(shelf))).status is HealthStatus.WARN
