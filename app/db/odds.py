"""Bookmakers' prices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.models import OddsMarket, OddsTaken
from app.db.paging import Ordering
from app.db.sql import array, fetch
from app.football.prices import (
    ASIAN_HANDICAP,
    MATCH_RESULT,
    TOTAL_GOALS,
    Handicap,
    PreMatchOdds,
    ThreeWay,
    TwoWay,
    usual_known_at,
)


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


_MARKETS = "array_position('{MATCH_RESULT,TOTAL_GOALS,ASIAN_HANDICAP}'::text[], o.market::text)"
IN_ORDER = Ordering(
    "ODDS", (_MARKETS, "o.taken", "o.bookmaker", "o.line"), ("bigint", "text", "text", "double precision")
)
"""Match result before the rest, closing before opening."""


async def of_matches(match_ids: Sequence[int], first: int) -> dict[int, tuple[OddsRow, ...]]:
    """The first prices of each match."""
    rows = await fetch(
        f"SELECT k.id AS match_id, r.* FROM unnest({array('$1', 'bigint')}) AS k(id) CROSS JOIN LATERAL ("
        " SELECT bookmaker, market, line::float8 AS line, taken, home, draw, away, over, under FROM odds o"
        f" WHERE match_id = k.id ORDER BY {IN_ORDER.sql} LIMIT {int(first)}) r",
        list(match_ids),
    )
    found: dict[int, list[OddsRow]] = {}
    for row in rows:
        match_id = row.pop("match_id")
        row["market"], row["taken"] = OddsMarket(row["market"]), OddsTaken(row["taken"])
        found.setdefault(match_id, []).append(OddsRow(**row))
    return {match: tuple(odds) for match, odds in found.items()}


_PRE_MATCH = """
SELECT o.match_id, m.home_id, m.kickoff, o.bookmaker, o.market, o.line::float8 AS line,
    o.home, o.draw, o.away, o.over, o.under, o.known_at
FROM odds o JOIN match m ON m.id = o.match_id
WHERE o.match_id = ANY($1::bigint[]) AND o.taken = 'OPENING'
ORDER BY o.match_id, o.market, o.bookmaker, o.line
"""


async def pre_match(match_ids: Sequence[int]) -> dict[int, PreMatchOdds]:
    """The opening prices of each match that has any; one statement, whatever the number."""
    told: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in await fetch(_PRE_MATCH, list(match_ids)):
        told[row["match_id"]].append(row)
    return {match_id: _priced(rows) for match_id, rows in told.items()}


def _priced(rows: Sequence[Mapping[str, Any]]) -> PreMatchOdds:
    results: dict[str, ThreeWay] = {}
    totals: dict[str, TwoWay] = {}
    handicaps: dict[str, Handicap] = {}
    known: dict[tuple[str, str], datetime] = {}
    for row in rows:
        bookmaker, market = row["bookmaker"], row["market"]
        known[market, bookmaker] = row["known_at"] or usual_known_at(row["kickoff"])
        if market == MATCH_RESULT:
            results[bookmaker] = (row["home"], row["draw"], row["away"])
        elif market == TOTAL_GOALS:
            totals[bookmaker] = (row["over"], row["under"])
        elif market == ASIAN_HANDICAP:
            handicaps[bookmaker] = (row["line"], row["home"], row["away"])
    first = min(known.values())
    return PreMatchOdds(
        first,
        results,
        totals,
        handicaps,
        later={price: instant for price, instant in known.items() if instant > first},
        home=str(rows[0]["home_id"]),
    )
