"""Finished matches in fold order (when they became known, then by id), streamed.

A rating group holds the matches that share teams: a country's leagues, or all internationals.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, cast

from app.db.connection import RawConnection
from app.football.match import STATISTIC_NAMES, Fixture, MatchStatistics, PlayedMatch, Score
from app.football.prices import ThreeWay, price_move

Row: TypeAlias = Mapping[str, Any]
INTERNATIONALS = "internationals"
GROUP = f"CASE WHEN c.kind = 'INTERNATIONAL' THEN '{INTERNATIONALS}' ELSE c.country END"
"""SQL: the rating group of competition `c`."""

# the market's average; at closing Pinnacle's where the average was not recorded, as until 2018/19
_PRICES = """
LEFT JOIN LATERAL (SELECT ARRAY[home, draw, away] AS prices FROM odds
    WHERE match_id = m.id AND market = 'MATCH_RESULT' AND taken = 'OPENING' AND bookmaker = 'Avg'
        AND home > 1 AND draw > 1 AND away > 1) opening ON TRUE
LEFT JOIN LATERAL (SELECT ARRAY[home, draw, away] AS prices FROM odds
    WHERE match_id = m.id AND market = 'MATCH_RESULT' AND taken = 'CLOSING' AND bookmaker IN ('Avg', 'PS')
        AND home > 1 AND draw > 1 AND away > 1
    ORDER BY bookmaker = 'PS' LIMIT 1) closing ON TRUE"""
_PLAYED = f"""
SELECT m.id, c.code AS competition, c.id AS competition_id, s.code AS season, m.home_id, m.away_id,
    m.kickoff, m.kickoff_time_known, m.neutral, m.home_goals, m.away_goals,
    m.half_time_home_goals, m.half_time_away_goals, {", ".join(f"m.{name}" for name in STATISTIC_NAMES)},
    opening.prices AS opening, closing.prices AS closing
FROM match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
{_PRICES}
WHERE m.status = 'FINISHED' AND ($1::text IS NULL OR {GROUP} = $1)
    AND ($2::timestamptz IS NULL OR (m.known_at, m.id) >= ($2, $3::bigint))
ORDER BY m.known_at, m.id
"""


@dataclass(frozen=True, order=True, slots=True)
class FoldPoint:
    """A place in the fold: the match that became known at `known_at` with this id."""

    known_at: datetime
    match_id: int


@dataclass(frozen=True, slots=True)
class FoldedMatch:
    """A match to fold, with the key of its competition's row."""

    competition_id: int
    match: PlayedMatch


async def batches(
    connection: RawConnection, *, group: str | None = None, start: FoldPoint | None = None, size: int = 2000
) -> AsyncIterator[list[FoldedMatch]]:
    """The finished matches of a group (of all when None) from `start` on, `size` at a time.

    Uses a server-side cursor, so it must run inside a transaction of `connection`.
    """
    known_at, match_id = (None, None) if start is None else (start.known_at, start.match_id)
    cursor = await connection.cursor(_PLAYED, group, known_at, match_id)
    while rows := await cursor.fetch(size):
        yield [FoldedMatch(row["competition_id"], played_match(cast("Row", row))) for row in rows]


async def played_matches(connection: RawConnection, group: str | None = None) -> AsyncIterator[PlayedMatch]:
    """Every finished match in fold order; inside a transaction of `connection`."""
    async for batch in batches(connection, group=group):
        for folded in batch:
            yield folded.match


def played_match(row: Row) -> PlayedMatch:
    """The domain value of a row with the columns of `match` and the codes `competition` and `season`."""
    half_time, closing = row["half_time_home_goals"], _prices(row["closing"])
    return PlayedMatch(
        fixture=fixture(row),
        score=Score(row["home_goals"], row["away_goals"]),
        half_time=None if half_time is None else Score(half_time, row["half_time_away_goals"]),
        statistics=MatchStatistics(*(row[name] for name in STATISTIC_NAMES)),
        price_move=price_move(_prices(row["opening"]), closing),
        closing=closing,
    )


def _prices(found: Sequence[float] | None) -> ThreeWay | None:
    return None if found is None else (found[0], found[1], found[2])


def fixture(row: Row) -> Fixture:
    return Fixture(
        match_id=str(row["id"]),
        competition=row["competition"],
        season=row["season"],
        home=str(row["home_id"]),
        away=str(row["away_id"]),
        kickoff=row["kickoff"],
        kickoff_time_known=row["kickoff_time_known"],
        neutral=row["neutral"],
    )
