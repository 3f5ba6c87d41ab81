"""The fingerprint of a match's inputs: one for each state of what features are made from."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from app.db import models
from app.db.feature_inputs import fingerprints
from app.football.features import FEATURE_SETS, MATCH
from app.football.match import Fixture
from app.football.prices import usual_known_at
from tests import builders, leagues

WITH_ODDS = next(one for one in FEATURE_SETS.values() if one.uses_odds)


async def fingerprint(fixture: Fixture, feature_set: str = MATCH.name) -> str:
    [found] = await fingerprints([(fixture, fixture.kickoff)], FEATURE_SETS[feature_set])
    return found


async def test_every_fact_of_a_fixture_counts(database: str) -> None:
    """A fact that is added to fixtures has to be added to the fingerprint, too."""
    row = await builders.match()
    fixture = await leagues.fixture_of(row.id)
    changed: dict[str, Any] = {
        "competition": "E1",
        "season": "2526",
        "home": fixture.away,
        "away": fixture.home,
        "kickoff": fixture.kickoff + timedelta(seconds=1),
        "kickoff_time_known": not fixture.kickoff_time_known,
        "neutral": not fixture.neutral,
    }
    assert {field.name for field in fields(Fixture)} == {"match_id", *changed}
    own = await fingerprint(fixture)
    others = [await fingerprint(replace(fixture, **{name: value})) for name, value in changed.items()]
    assert len({own, *others}) == 1 + len(changed)


async def test_no_two_sets_share_one_and_many_are_answered_in_order(database: str) -> None:
    rows = await builders.season_of_matches()
    asked = [await leagues.fixture_of(row.id) for row in rows]
    assert len({await fingerprint(asked[0], name) for name in FEATURE_SETS}) == len(FEATURE_SETS)
    together = await fingerprints([(one, one.kickoff) for one in asked], MATCH)
    assert together == [await fingerprint(one) for one in asked]
    assert await fingerprints([], MATCH) == []


@pytest.mark.parametrize("day", range(8))
async def test_prices_without_an_instant_count_from_their_usual_hour_on(database: str, day: int) -> None:
    """The hour that SQL works out is the one the features go by, on every day of the week."""
    row = await builders.match(kickoff=builders.KICKOFF + timedelta(days=day, hours=5 * (day % 2)))
    fixture = await leagues.fixture_of(row.id)
    usual = usual_known_at(fixture.kickoff)
    second = timedelta(seconds=1)
    asked = [(fixture, usual + step * second) for step in (-2, -1, 0, 1)]
    assert len(set(await fingerprints(asked, WITH_ODDS))) == 1
    await models.Odds.create(
        match_id=row.id, bookmaker="Avg", market="MATCH_RESULT", taken="OPENING", home=2.0, draw=3.4, away=3.9
    )
    earlier, before, at, later = await fingerprints(asked, WITH_ODDS)
    assert earlier == before != at == later
    assert len(set(await fingerprints(asked, MATCH))) == 1


async def test_closing_prices_do_not_count(database: str) -> None:
    row = await builders.match()
    fixture = await leagues.fixture_of(row.id)
    before = await fingerprint(fixture, WITH_ODDS.name)
    await models.Odds.create(
        match_id=row.id, bookmaker="Avg", market="MATCH_RESULT", taken="CLOSING", home=2.0, draw=3.4, away=3.9
    )
    assert await fingerprint(fixture, WITH_ODDS.name) == before
