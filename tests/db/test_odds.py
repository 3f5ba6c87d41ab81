"""The opening prices of matches, and from when each was known."""

from datetime import timedelta
from typing import Any

from app.db import models, odds
from app.db.models import OddsMarket, OddsTaken
from app.football.prices import MATCH_RESULT, usual_known_at
from tests import builders

SIDES = {
    OddsMarket.MATCH_RESULT: ("home", "draw", "away"),
    OddsMarket.TOTAL_GOALS: ("over", "under"),
    OddsMarket.ASIAN_HANDICAP: ("home", "away"),
}


async def price(
    match: models.Match, bookmaker: str, market: OddsMarket, prices: tuple[float, ...], **changes: Any
) -> None:
    values: dict[str, Any] = {"taken": OddsTaken.OPENING, **dict(zip(SIDES[market], prices, strict=True))}
    await models.Odds.create(match=match, bookmaker=bookmaker, market=market, **(values | changes))


async def test_opening_prices_are_told_by_market_and_bookmaker(database: str) -> None:
    match, bare = await builders.match(), await builders.match("Everton", "Fulham")
    await price(match, "Avg", OddsMarket.MATCH_RESULT, (2.0, 3.4, 3.8))
    await price(match, "Avg", OddsMarket.TOTAL_GOALS, (1.9, 1.95), line=2.5)
    await price(match, "B365", OddsMarket.ASIAN_HANDICAP, (1.9, 2.0), line=-0.25)
    await price(match, "PS", OddsMarket.MATCH_RESULT, (1.9, 3.5, 4.2), taken=OddsTaken.CLOSING)
    found = await odds.pre_match([match.id, bare.id])
    assert set(found) == {match.id}
    priced = found[match.id]
    assert priced.match_result == {"Avg": (2.0, 3.4, 3.8)}
    assert priced.total_goals == {"Avg": (1.9, 1.95)}
    assert priced.asian_handicap == {"B365": (-0.25, 1.9, 2.0)}
    assert (priced.known_at, priced.later) == (usual_known_at(match.kickoff), {})


async def test_a_price_collected_later_is_known_later(database: str) -> None:
    match = await builders.match()
    first, second = match.kickoff - timedelta(days=3), match.kickoff - timedelta(hours=2)
    await price(match, "Avg", OddsMarket.MATCH_RESULT, (2.0, 3.4, 3.8), known_at=first)
    await price(match, "PS", OddsMarket.MATCH_RESULT, (2.1, 3.4, 3.7), known_at=second)
    priced = (await odds.pre_match([match.id]))[match.id]
    assert (priced.known_at, priced.later) == (first, {(MATCH_RESULT, "PS"): second})
    assert priced.home == str(match.home_id)  # type: ignore[attr-defined]  # made by Tortoise
