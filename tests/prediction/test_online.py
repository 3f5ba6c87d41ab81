"""Online features are served only where computing would give the same, whatever happened since."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.db import models
from app.db.features import StoredFeatures
from app.db.fixtures import FixtureFilter
from app.football.features import FEATURE_SETS, MATCH, FeatureSet, FeatureVector
from app.football.match import Fixture
from app.prediction.features import FeatureService
from app.prediction.neutral import turned
from app.prediction.online import OnlineFeatures
from app.prediction.ratings import refresh
from tests import leagues
from tests.shelf import Shelf

NOW = leagues.START + timedelta(days=400)
SERVICE = FeatureService(lambda: NOW)


@pytest.fixture
async def fixtures(database: str) -> list[Fixture]:
    """The later half of two priced leagues, in order of kickoff."""
    rows = await leagues.seasons(divisions=("E0", "D1"), teams=5)
    await refresh(database)
    prices = {"bookmaker": "B365", "market": "MATCH_RESULT", "taken": "OPENING"}
    await models.Odds.bulk_create(
        [models.Odds(match_id=row.id, home=2.0, draw=3.4, away=3.9, **prices) for row in rows]
    )
    ordered = sorted(rows, key=lambda row: (row.kickoff, row.id))
    return [await leagues.fixture_of(row.id) for row in ordered[len(ordered) // 2 :]]


async def shelved(fixtures: Sequence[Fixture], feature_set: FeatureSet) -> Shelf:
    shelf = Shelf()
    for row in await SERVICE.store(fixtures, feature_set=feature_set):
        assert isinstance(row, StoredFeatures)
        shelf.put(row)
    return shelf


def said(vectors: Sequence[object]) -> list[tuple[object, ...]]:
    return [
        (one.values, one.digest, one.as_of) if isinstance(one, FeatureVector) else (type(one), str(one))
        for one in vectors
    ]


async def same_as_computed(
    online: OnlineFeatures,
    fixtures: Sequence[Fixture],
    feature_set: FeatureSet,
    as_of: datetime | None = None,
) -> None:
    served = await FeatureService(lambda: NOW, online).compute(fixtures, as_of, feature_set=feature_set)
    assert said(served) == said(await SERVICE.compute(fixtures, as_of, feature_set=feature_set))


@pytest.mark.parametrize("feature_set", FEATURE_SETS.values(), ids=lambda one: one.name)
async def test_what_is_online_is_served_as_it_would_be_computed(
    fixtures: list[Fixture], feature_set: FeatureSet
) -> None:
    online = OnlineFeatures(await shelved(fixtures, feature_set))
    await same_as_computed(online, fixtures, feature_set)
    assert online.reads == {"online": len(fixtures), "missing": 0, "outdated": 0, "unavailable": 0}


async def correct(fixture: Fixture) -> None:
    await leagues.correct((await earlier_match(fixture)).id, 9, 0)


async def take_back(fixture: Fixture) -> None:
    await leagues.take_back((await earlier_match(fixture)).id)


async def move(fixture: Fixture) -> None:
    await leagues.move((await earlier_match(fixture)).id, -1)


async def reschedule(fixture: Fixture) -> None:
    await leagues.move(int(fixture.match_id), 3)


async def on_neutral_ground(fixture: Fixture) -> None:
    await models.Match.filter(id=int(fixture.match_id)).update(neutral=True)


async def earlier_match(fixture: Fixture) -> models.Match:
    found = await models.Match.filter(home_id=int(fixture.home), known_at__lt=fixture.kickoff).order_by("id")
    return found[0]


@pytest.mark.parametrize("feature_set", FEATURE_SETS.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("change", [correct, take_back, move, reschedule, on_neutral_ground])
async def test_nothing_outdated_is_served(
    database: str,
    fixtures: list[Fixture],
    feature_set: FeatureSet,
    change: Callable[[Fixture], Awaitable[None]],
) -> None:
    """After a result or a match has changed PostgreSQL answers, until the features are written anew."""
    online = OnlineFeatures(await shelved(fixtures, feature_set))
    await change(fixtures[-1])
    await refresh(database)
    now = [await leagues.fixture_of(int(one.match_id)) for one in fixtures]
    await same_as_computed(online, now, feature_set)
    assert online.reads["outdated"] > 0
    assert online.reads["missing"] == online.reads["unavailable"] == 0


@pytest.mark.parametrize("change", [{"home": 2.5}, {"known_at": NOW}])
async def test_a_changed_price_makes_the_features_with_odds_outdated(
    fixtures: list[Fixture], change: dict[str, object]
) -> None:
    for feature_set in FEATURE_SETS.values():
        online = OnlineFeatures(await shelved(fixtures, feature_set))
        await models.Odds.filter(match_id=int(fixtures[-1].match_id)).update(**change)
        await same_as_computed(online, fixtures, feature_set)
        assert online.reads["outdated"] == (1 if feature_set.uses_odds else 0)
        await models.Odds.filter(match_id=int(fixtures[-1].match_id)).update(home=2.0, known_at=None)


@pytest.mark.parametrize("feature_set", FEATURE_SETS.values(), ids=lambda one: one.name)
async def test_an_earlier_instant_sees_nothing_that_was_known_later(
    fixtures: list[Fixture], feature_set: FeatureSet
) -> None:
    """Features online are as of kickoff; before that the question is answered as of its own instant."""
    online = OnlineFeatures(await shelved(fixtures, feature_set))
    for hours in (1, 30, 200, 1000):
        for fixture in fixtures[::3]:
            await same_as_computed(online, [fixture], feature_set, fixture.kickoff - timedelta(hours=hours))
    assert online.reads["online"] == 0


async def test_sides_turned_round_and_damaged_values_are_not_served(fixtures: list[Fixture]) -> None:
    shelf = await shelved(fixtures, MATCH)
    online = OnlineFeatures(shelf)
    await same_as_computed(online, [turned(fixtures[0]), replace(fixtures[1], match_id="unscheduled")], MATCH)
    key = (MATCH.name, int(fixtures[2].match_id))
    row = shelf.rows[key]
    shelf.rows[key] = replace(row, values=(row.values[0] + 1.0, *row.values[1:]))
    await same_as_computed(online, [fixtures[2]], MATCH)
    assert online.reads == {"online": 0, "missing": 0, "outdated": 2, "unavailable": 0}


async def test_a_store_that_is_away_is_done_without_and_left_alone_for_a_moment(
    fixtures: list[Fixture],
) -> None:
    shelf = await shelved(fixtures, MATCH)
    shelf.away = True
    online = OnlineFeatures(shelf)
    for _ in range(5):
        await same_as_computed(online, fixtures, MATCH)
    assert online.reads["unavailable"] == 5 * len(fixtures)
    assert shelf.asked < 5


async def test_a_backfill_computes_only_what_has_other_inputs(database: str, fixtures: list[Fixture]) -> None:
    first = await SERVICE.backfill(FixtureFilter(), ahead=True)
    await models.FeatureRow.all().update(values=[0.0])
    second = await SERVICE.backfill(FixtureFilter(), ahead=True)
    assert (second.added, second.changed, second.unchanged) == (0, 0, first.added)
    assert {tuple(row.values) for row in await models.FeatureRow.all()} == {(0.0,)}
    await correct(fixtures[-1])
    await refresh(database)
    third = await SERVICE.backfill(FixtureFilter(), ahead=True)
    assert 0 < third.changed < first.added
    assert third.changed + third.unchanged == first.added
