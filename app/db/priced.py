"""Every match with its names and prices at once, for backtests."""

from collections import defaultdict
from collections.abc import Sequence

from app.db.connection import RawConnection
from app.db.matches_fold import fixture
from app.football.match import Fixture

Prices = tuple[float, float, float]

_UNPLAYED = """
SELECT m.id, c.code AS competition, s.code AS season, m.home_id, m.away_id, m.kickoff,
    m.kickoff_time_known, m.neutral
FROM match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
WHERE m.status <> 'FINISHED' ORDER BY m.id
"""
_NAMES = """
SELECT m.id, h.name, a.name FROM match m JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id
"""
_CLOSING = """
SELECT match_id, bookmaker, home, draw, away FROM odds
WHERE market = 'MATCH_RESULT' AND taken = 'CLOSING' AND bookmaker = ANY($1)
    AND home > 1 AND draw > 1 AND away > 1
"""


async def unplayed(connection: RawConnection) -> list[Fixture]:
    """The matches without a result: ahead, postponed, abandoned or cancelled."""
    return [fixture(dict(row)) for row in await connection.fetch(_UNPLAYED)]


async def team_names(connection: RawConnection) -> dict[str, tuple[str, str]]:
    """The names of home and away team by match id."""
    return {str(row[0]): (row[1], row[2]) for row in await connection.fetch(_NAMES)}


async def closing(connection: RawConnection, bookmakers: Sequence[str]) -> dict[str, dict[str, Prices]]:
    """Closing prices of home, draw and away by match id and bookmaker."""
    offers: defaultdict[str, dict[str, Prices]] = defaultdict(dict)
    for row in await connection.fetch(_CLOSING, list(bookmakers)):
        offers[str(row["match_id"])][row["bookmaker"]] = (row["home"], row["draw"], row["away"])
    return offers
