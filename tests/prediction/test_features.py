"""Stored, computed and backfilled features are one and the same."""

from datetime import timedelta

import pytest

from app.db import models
from app.db.features import StoredFeatures
from app.db.fixtures import FixtureFilter
from app.errors import InsufficientData, ValidationFailed
from app.football.features import FeatureVector, build_features
from app.football.ratings import RatingBook
from app.prediction.features import BATCH, BackfillReport, FeatureService
from app.prediction.ratings import refresh
from tests import builders, leagues

NOW = leagues.START + timedelta(days=400)
SERVICE = FeatureService(lambda: NOW)


@pytest.fixture
async def matches(database: str) -> list[models.Match]:
    rows = await leagues.seasons(divisions=("E0", "D1"), teams=5)
    await refresh(database)
    return rows


async def test_served_features_are_those_of_a_training_fold_bit_for_bit(matches: list[models.Match]) -> None:
    """For every match: the database's features at kickoff, and those of one pass over all results."""
    played = await leagues.all_played()
    for match in played:
        book = RatingBook()
        for earlier in played:
            if earlier.known_at <= match.fixture.kickoff:
                book.apply(earlier)
        [served] = await SERVICE.compute([match.fixture])
        states = book.states(match.fixture)
        if isinstance(served, FeatureVector):
            trained = build_features(match.fixture, *states, match.fixture.kickoff)
            assert (served.values, served.digest) == (trained.values, trained.digest)
        else:
            with pytest.raises(InsufficientData):
                build_features(match.fixture, *states, match.fixture.kickoff)


async def test_storing_gives_one_value_for_each_fixture_and_keeps_what_can_be_computed(
    matches: list[models.Match],
) -> None:
    ordered = sorted(matches, key=lambda row: row.kickoff)
    fixtures = [await leagues.fixture_of(ordered[0].id), await leagues.fixture_of(ordered[-1].id)]
    first, last = await SERVICE.store(fixtures)
    assert isinstance(first, InsufficientData)
    assert isinstance(last, StoredFeatures)
    row = await models.FeatureRow.get()
    assert (row.digest, row.as_of, tuple(row.values)) == (last.digest, fixtures[1].kickoff, last.values)
    late = await SERVICE.store(fixtures, NOW + timedelta(days=1))
    assert [type(value) for value in late] == [ValidationFailed, ValidationFailed]


async def test_a_backfill_covers_what_has_kicked_off_and_may_be_run_again(
    matches: list[models.Match],
) -> None:
    await builders.match("E0 team 0", "E0 team 1", kickoff=NOW + timedelta(days=1))
    heard: list[tuple[int, int | None]] = []

    async def listen(done: int, total: int | None) -> None:
        heard.append((done, total))

    report = await SERVICE.backfill(FixtureFilter(), listen)
    assert report.added + report.insufficient == len(matches) <= BATCH
    assert report.added == await models.FeatureRow.all().count() > 0
    assert heard[-1] == (len(matches), len(matches))
    again = await SERVICE.backfill(FixtureFilter())
    assert again == BackfillReport(unchanged=report.added, insufficient=report.insufficient)


async def test_a_backfill_keeps_to_what_it_was_asked_for(matches: list[models.Match]) -> None:
    german = [row.id for row in await models.Match.filter(competition__code="D1")]
    ordered = sorted(row.kickoff for row in await models.Match.filter(competition__code="D1"))
    middle = ordered[len(ordered) // 2]
    where = FixtureFilter(competition="D1", season="2324", from_=middle, to=ordered[-1])
    await SERVICE.backfill(where)
    rows = await models.FeatureRow.all().prefetch_related("match")
    assert rows
    assert all(row.match.id in german and middle <= row.match.kickoff < ordered[-1] for row in rows)
    assert await SERVICE.backfill(FixtureFilter(season="9999")) == BackfillReport()


async def test_a_correction_changes_the_rows_after_it(database: str, matches: list[models.Match]) -> None:
    before = await SERVICE.backfill(FixtureFilter(competition="E0"))
    english = await models.Match.filter(competition__code="E0").order_by("known_at")
    await leagues.correct(english[0].id, 9, 0)
    await refresh(database)
    after = await SERVICE.backfill(FixtureFilter(competition="E0"))
    assert after.added == 0
    assert after.changed > 0
    assert after.changed + after.unchanged == before.added
