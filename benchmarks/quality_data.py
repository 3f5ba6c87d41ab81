"""Played matches with their closing prices, from season files or from the database."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from app.db.connection import raw_connection
from app.db.matches_fold import played_matches
from app.football.match import Fixture, PlayedMatch
from app.ingest.catalogue import DIVISIONS
from app.ingest.football_data import parse
from app.ingest.rows import MatchRow, OddsRow
from app.ingest.teams import CLUB_NAMES

Prices = tuple[float, float, float]

CLOSING_BOOKMAKERS = ("Avg", "PS")
"""The market's average where it was recorded at closing (from 2019/20), Pinnacle's before."""

_CLOSING = """
SELECT match_id, bookmaker, home, draw, away FROM odds
WHERE market = 'MATCH_RESULT' AND taken = 'CLOSING' AND bookmaker = ANY($1)
    AND home > 1 AND draw > 1 AND away > 1
"""


class PricedMatches(NamedTuple):
    """`closing`: decimal prices of home, draw and away by match id."""

    matches: list[PlayedMatch]
    closing: dict[str, Prices]


async def from_database(url: str) -> PricedMatches:
    async with raw_connection(url) as connection, connection.transaction(readonly=True):
        matches = [match async for match in played_matches(connection)]
        rows = await connection.fetch(_CLOSING, list(CLOSING_BOOKMAKERS))
    offers: dict[str, dict[str, Prices]] = {}
    for row in rows:
        by_bookmaker = offers.setdefault(str(row["match_id"]), {})
        by_bookmaker[row["bookmaker"]] = (row["home"], row["draw"], row["away"])
    return PricedMatches(matches, {match: _preferred(found) for match, found in offers.items()})


def from_folder(folder: Path) -> PricedMatches:
    """Reads `folder/mmz4281/SSSS/DIV.csv`. Match ids count the finished matches in order of kickoff."""
    rows = [row for path in sorted(folder.glob("mmz4281/*/*.csv")) for row in _rows(path)]
    rows.sort(key=lambda row: (row.kickoff, row.competition, row.home))
    matches, closing = [], {}
    for number, row in enumerate(rows, start=1):
        matches.append(_played(str(number), row))
        if offers := dict(_closing(row.odds)):
            closing[str(number)] = _preferred(offers)
    return PricedMatches(matches, closing)


def _rows(path: Path) -> Iterable[MatchRow]:
    parsed = parse(path.read_bytes(), file=path.name, division=path.stem, season=path.parent.name)
    return (row for row in parsed.rows if row.score is not None)


def _played(match_id: str, row: MatchRow) -> PlayedMatch:
    country = DIVISIONS[row.competition].country
    fixture = Fixture(
        match_id=match_id,
        competition=row.competition,
        season=row.season,
        home=_team(country, row.home),
        away=_team(country, row.away),
        kickoff=row.kickoff,
        kickoff_time_known=row.kickoff_time_known,
        neutral=row.neutral,
    )
    assert row.score is not None
    return PlayedMatch(fixture, row.score, row.half_time, row.statistics)


def _team(country: str, name: str) -> str:
    """One key for a club under all the names that the files give it, as the database has one team."""
    return f"{country}/{CLUB_NAMES.get((country, name), name)}"


def _closing(odds: tuple[OddsRow, ...]) -> Iterable[tuple[str, Prices]]:
    for price in odds:
        if price.market != "MATCH_RESULT" or price.taken != "CLOSING":
            continue
        offered: tuple[Any, ...] = (price.home, price.draw, price.away)
        if price.bookmaker in CLOSING_BOOKMAKERS and all(one and one > 1 for one in offered):
            yield price.bookmaker, offered


def _preferred(offers: dict[str, Prices]) -> Prices:
    return next(offers[name] for name in CLOSING_BOOKMAKERS if name in offers)
