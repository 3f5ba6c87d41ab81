"""Bookmakers' prices."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db.models import OddsMarket, OddsTaken
from app.db.sql import fetch


@dataclass(frozen=True, slots=True)
class OddsRow:
    """Decimal prices; `line` and the prices that the market does not have are None."""

    bookmaker: str
    market: OddsMarket
    line: float | None
    taken: OddsTaken
    home: float | None
    draw: float | None
    away: float | None
    over: float | None
    under: float | None

    @property
    def prices(self) -> dict[str, float]:
        """The prices that the market has, by side."""
        sides = {name: getattr(self, name) for name in ("home", "draw", "away", "over", "under")}
        return {name: price for name, price in sides.items() if price is not None}


async def of_matches(match_ids: Sequence[int], first: int) -> dict[int, tuple[OddsRow, ...]]:
    """The first prices of each match: match result before the rest, closing before opening."""
    rows = await fetch(
        "SELECT k.id AS match_id, o.* FROM unnest($1::bigint[]) AS k(id) CROSS JOIN LATERAL ("
        " SELECT bookmaker, market, line::float8 AS line, taken, home, draw, away, over, under FROM odds"
        " WHERE match_id = k.id"
        " ORDER BY array_position('{MATCH_RESULT,TOTAL_GOALS,ASIAN_HANDICAP}'::text[], market::text),"
        f" taken, bookmaker, line LIMIT {int(first)}) o",
        list(match_ids),
    )
    found: dict[int, list[OddsRow]] = {}
    for row in rows:
        match_id = row.pop("match_id")
        row["market"], row["taken"] = OddsMarket(row["market"]), OddsTaken(row["taken"])
        found.setdefault(match_id, []).append(OddsRow(**row))
    return {match: tuple(odds) for match, odds in found.items()}
