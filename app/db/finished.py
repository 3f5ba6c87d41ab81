"""Finished matches of a span of time, for scoring forecasts of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.db.matches_fold import fixture
from app.db.sql import fetch
from app.football.match import Fixture, Outcome, Score


class FinishedMatch(NamedTuple):
    """How a match ended; its season is told by the year in which it starts."""

    fixture: Fixture
    outcome: Outcome
    competition_id: int
    season_starts_in: int


@dataclass(frozen=True, slots=True)
class Window:
    """Matches that kick off from `start` (included) to `end` (not), in UTC."""

    start: datetime
    end: datetime


_FINISHED = """
SELECT m.id, c.code AS competition, c.id AS competition_id, s.code AS season, s.starts_in, m.home_id,
    m.away_id, m.kickoff, m.kickoff_time_known, m.neutral, m.home_goals, m.away_goals
FROM match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
WHERE m.status = 'FINISHED' AND m.kickoff >= $1 AND m.kickoff < $2 AND ($3::text IS NULL OR c.code = $3)
    AND (m.kickoff, m.id) > ($4::timestamptz, $5::bigint)
ORDER BY m.kickoff, m.id LIMIT $6
"""
BATCH = 500
"""Matches of one statement: making values of more would hold the event loop."""

_LAST = "SELECT max(kickoff) AS kickoff FROM match WHERE status = 'FINISHED'"
_STATE = """
SELECT (SELECT max(id) FROM competition_rating_history) AS rated, (SELECT max(id) FROM odds) AS priced,
    count(*) AS matches, max(updated_at) AS changed
FROM match WHERE status = 'FINISHED' AND kickoff >= $1 AND kickoff < $2
"""
# a price that is corrected keeps its id
_PRICES = """
SELECT bit_xor(hash_record_extended(
    ROW(o.id, o.line, o.home, o.draw, o.away, o.over, o.under, o.known_at), 0)) AS prices
FROM odds o JOIN match m ON m.id = o.match_id
WHERE m.status = 'FINISHED' AND m.kickoff >= $1 AND m.kickoff < $2 AND o.taken = 'OPENING'
"""


async def of_window(
    window: Window, *, most: int, competition: str | None = None, batch: int = BATCH
) -> list[FinishedMatch]:
    """The first matches of the window, in order of kickoff."""
    found: list[FinishedMatch] = []
    after: tuple[datetime, int] = (window.start, 0)
    while len(found) < most:
        size = min(batch, most - len(found))
        rows = await fetch(_FINISHED, window.start, window.end, competition, *after, size)
        found += map(_match, rows)
        if len(rows) < size:
            break
        after = (rows[-1]["kickoff"], rows[-1]["id"])
    return found


def _match(row: dict[str, Any]) -> FinishedMatch:
    outcome = Score(row["home_goals"], row["away_goals"]).outcome
    return FinishedMatch(fixture(row), outcome, row["competition_id"], row["starts_in"])


async def last_kickoff() -> datetime | None:
    """Of the latest finished match."""
    found: datetime | None = (await fetch(_LAST))[0]["kickoff"]
    return found


async def state(window: Window, *, prices: bool = False) -> tuple[Any, ...]:
    """Changes whenever figures on the window's matches may: results or ratings came or changed, or prices
    that ratings learn from; with `prices`, any price before kickoff."""
    asked = [_STATE, _PRICES] if prices else [_STATE]
    rows = [(await fetch(one, window.start, window.end))[0] for one in asked]
    return tuple(value for row in rows for value in row.values())
