"""Fixtures of many matches, chosen by competition, season and kickoff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.paging import Where
from app.db.sql import fetch_count


@dataclass(frozen=True, slots=True)
class FixtureFilter:
    """Which matches; None stands for any. Kickoff from `from_` (inclusive) to `to` (exclusive), in UTC."""

    competition: str | None = None
    season: str | None = None
    from_: datetime | None = None
    to: datetime | None = None

    def arguments(self) -> list[Any]:
        return [self.competition, self.season, self.from_, self.to]


WHERE = """
FROM match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
WHERE m.status IN ('FINISHED', 'LIVE', 'SCHEDULED') AND ($1::text IS NULL OR c.code = $1)
    AND ($2::text IS NULL OR s.code = $2) AND ($3::timestamptz IS NULL OR m.kickoff >= $3)
    AND ($4::timestamptz IS NULL OR m.kickoff < $4) AND ($5::timestamptz IS NULL OR m.kickoff <= $5)
"""
"""SQL: the matches of a filter's `arguments()` that kick off by $5, or all of them where that is null."""


async def count(where: FixtureFilter, *, kicked_off_by: datetime | None) -> int:
    return await fetch_count(f"SELECT count(*) {WHERE}", *where.arguments(), kicked_off_by)


def chosen(
    conditions: Where,
    competitions: Sequence[str] | None,
    seasons: Sequence[str] | None,
    kickoff_from: datetime | None,
    kickoff_to: datetime | None,
) -> Where:
    """Adds conditions on match `m`, its competition `c` and season `e`; `kickoff_to` is not included."""
    for column, codes in (("c.code", competitions), ("e.code", seasons)):
        if codes is not None:
            conditions.add(f"{column} = ANY({{}}::text[])", list(codes))
    if kickoff_from is not None:
        conditions.add("m.kickoff >= {}", kickoff_from)
    if kickoff_to is not None:
        conditions.add("m.kickoff < {}", kickoff_to)
    return conditions
