"""Fixtures of many matches, in batches by id."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.matches_fold import fixture
from app.db.sql import fetch, fetch_count
from app.football.match import Fixture


@dataclass(frozen=True, slots=True)
class FixtureFilter:
    """Which matches; None stands for any. Kickoff from `from_` (inclusive) to `to` (exclusive), in UTC."""

    competition: str | None = None
    season: str | None = None
    from_: datetime | None = None
    to: datetime | None = None

    def arguments(self) -> list[Any]:
        return [self.competition, self.season, self.from_, self.to]


_WHERE = """
FROM match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
WHERE m.status IN ('FINISHED', 'LIVE', 'SCHEDULED') AND ($1::text IS NULL OR c.code = $1)
    AND ($2::text IS NULL OR s.code = $2) AND ($3::timestamptz IS NULL OR m.kickoff >= $3)
    AND ($4::timestamptz IS NULL OR m.kickoff < $4) AND m.kickoff <= $5
"""
_BATCH = f"""
SELECT m.id, c.code AS competition, s.code AS season, m.home_id, m.away_id, m.kickoff,
    m.kickoff_time_known, m.neutral {_WHERE} AND m.id > $6 ORDER BY m.id LIMIT $7
"""


async def count(where: FixtureFilter, *, kicked_off_by: datetime) -> int:
    return await fetch_count(f"SELECT count(*) {_WHERE}", *where.arguments(), kicked_off_by)


async def batches(
    where: FixtureFilter, *, kicked_off_by: datetime, size: int
) -> AsyncIterator[list[Fixture]]:
    """The matches that have kicked off, by id, `size` at a time; each batch is a statement of its own."""
    last = 0
    while rows := await fetch(_BATCH, *where.arguments(), kicked_off_by, last, size):
        yield [fixture(row) for row in rows]
        last = rows[-1]["id"]
