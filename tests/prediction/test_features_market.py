"""Features from prices: served, stored and trained on are the same bits, and no later price is ever seen."""

import random
from collections.abc import Mapping
from datetime import timedelta

import pytest

from app.db import models, odds
from app.db.connection import raw_connection
from app.db.features import StoredFeatures
from app.db.fixtures import FixtureFilter
from app.db.matches_fold import played_matches
from app.errors import InsufficientData
from app.football.features import MATCH_MARKET, FeatureVector
from app.football.match import PlayedMatch
from app.football.prices import PreMatchOdds
from app.prediction.features import FeatureService
from app.prediction.neutral import turned
from app.prediction.ratings import refresh
from app.training.dataset import build_dataset
from tests import leagues

NOW = leagues.START + timedelta(days=400)
SERVICE = FeatureService(lambda: NOW)


@pytest.fixture
async def priced(database: str) -> list[PlayedMatch]:
    """Matches most of which some bookmakers priced, as their rows tell."""
    rows = await leagues.seasons(divisions=("E0", "D1"), teams=5)
    chance = random.Random(4)  # noqa: S311  invented prices, no secrets
    prices = [price for row in rows if chance.random() < 0.8 for price in _prices(chance, row)]
    await models.Odds.bulk_create(prices)
    await refresh(database)
    async with raw_connection(database) as raw, raw.transaction(readonly=True):
        return [match async for match in played_matches(raw)]


def _prices(chance: random.Random, row: models.Match) -> list[models.Odds]:
    bookmakers = chance.sample(("B365", "BFE", "PS", "WH"), chance.randrange(4))
    told = [
        models.Odds(match=row, bookmaker=name, market="MATCH_RESULT", taken=taken, **_three(chance))
        for name in ("Avg", *bookmakers)
        for taken in ("OPENING", "CLOSING")
    ]
    if chance.random() < 0.7:
        told.append(
            models.Odds(
                match=row,
                bookmaker="Avg",
                market="TOTAL_GOALS",
                line=2.5,
                taken="OPENING",
                over=1.9,
                under=1.95,
            )
        )
    return told


def _three(chance: random.Random) -> dict[str, float]:
    return {side: round(chance.uniform(1.6, 4.5), 2) for side in ("home", "draw", "away")}


async def by_match(matches: list[PlayedMatch]) -> Mapping[str, PreMatchOdds]:
    found = await odds.pre_match([int(match.fixture.match_id) for match in matches])
    return {str(match_id): one for match_id, one in found.items()}


async def test_served_stored_and_training_features_are_the_same_bits(priced: list[PlayedMatch]) -> None:
    dataset = build_dataset(priced, MATCH_MARKET, await by_match(priced))
    assert 10 < len(dataset) < len(priced)
    moves = dataset.features[:, MATCH_MARKET.names.index("price_moves_home")]
    assert moves.any()
    served = await SERVICE.compute([match.fixture for match in priced], feature_set=MATCH_MARKET)
    vectors = {
        one.fixture.match_id: vector
        for one, vector in zip(priced, served, strict=True)
        if isinstance(vector, FeatureVector)
    }
    trained = {
        match.fixture.match_id: tuple(row)
        for match, row in zip(dataset.matches, dataset.features.tolist(), strict=True)
    }
    assert {match_id: vector.values for match_id, vector in vectors.items()} == trained
    await SERVICE.backfill(FixtureFilter(), feature_set=MATCH_MARKET)
    stored = await models.FeatureRow.filter(feature_set=MATCH_MARKET.name)
    assert {str(row.match_id): tuple(row.values) for row in stored} == trained  # type: ignore[attr-defined]  # made by Tortoise


async def test_a_price_known_after_as_of_is_not_seen(priced: list[PlayedMatch]) -> None:
    last = priced[-1].fixture
    await models.Odds.filter(match_id=int(last.match_id)).delete()
    row = await models.Match.get(id=int(last.match_id))
    early, late = last.kickoff - timedelta(days=2), last.kickoff - timedelta(hours=1)
    for bookmaker, known_at, home in (("Avg", early, 2.0), ("PS", late, 1.5)):
        await models.Odds.create(
            match=row,
            bookmaker=bookmaker,
            market="MATCH_RESULT",
            taken="OPENING",
            home=home,
            draw=3.4,
            away=3.8,
            known_at=known_at,
        )
    answers = [
        (await SERVICE.compute([last], as_of, feature_set=MATCH_MARKET))[0]
        for as_of in (early - timedelta(minutes=1), early, late)
    ]
    assert isinstance(answers[0], InsufficientData)
    assert "no bookmaker's prices for the match result are known before" in answers[0].message
    gap = MATCH_MARKET.names.index("sharp_supremacy_gap")
    early_gap, late_gap = (one.values[gap] for one in answers[1:] if isinstance(one, FeatureVector))
    assert early_gap == 0.0
    assert late_gap > 0.2


async def test_a_closing_price_of_the_match_is_never_a_feature(priced: list[PlayedMatch]) -> None:
    fixtures = [match.fixture for match in priced[-5:]]
    before = [str(one) for one in await SERVICE.compute(fixtures, feature_set=MATCH_MARKET)]
    ids = [int(one.match_id) for one in fixtures]
    await models.Odds.filter(match_id__in=ids, taken="CLOSING").update(home=1.2, draw=6.0, away=15.0)
    again = [str(one) for one in await SERVICE.compute(fixtures, feature_set=MATCH_MARKET)]
    assert again == before
    assert any("FeatureVector" in one for one in before)


async def test_a_match_asked_about_the_other_way_round_sees_its_prices_turned(
    priced: list[PlayedMatch],
) -> None:
    computed = await SERVICE.compute([match.fixture for match in priced], feature_set=MATCH_MARKET)
    fixture = next(
        match.fixture
        for match, vector in zip(reversed(priced), reversed(computed), strict=True)
        if isinstance(vector, FeatureVector)
    )
    own, other = await SERVICE.compute([fixture, turned(fixture)], feature_set=MATCH_MARKET)
    assert isinstance(own, FeatureVector)
    assert isinstance(other, FeatureVector)
    place = MATCH_MARKET.names.index("market_supremacy")
    assert other.values[place] == pytest.approx(-own.values[place])


async def test_storing_keeps_rows_of_both_sets(priced: list[PlayedMatch]) -> None:
    fixtures = [match.fixture for match in priced[-3:]]
    for answers in (await SERVICE.store(fixtures), await SERVICE.store(fixtures, feature_set=MATCH_MARKET)):
        assert any(isinstance(answer, StoredFeatures) for answer in answers)
