"""How complete the data is, competition by competition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.db.competitions import CompetitionRow, competition_row
from app.db.sql import fetch

OVERDUE_AFTER = timedelta(days=2)
"""A scheduled match this long after kickoff should have a result."""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """Counts of matches. `overdue`: scheduled or live long after kickoff; `unrated`: finished, not in the
    rating history yet."""

    competition: CompetitionRow
    matches: int
    finished: int
    without_half_time: int
    without_shots: int
    without_odds: int
    overdue: int
    unrated: int
    corrected: int
    first_kickoff: datetime
    last_kickoff: datetime


_COUNTS = tuple(QualityRow.__dataclass_fields__)[1:]


async def by_competition(codes: Sequence[str] | None, now: datetime) -> tuple[QualityRow, ...]:
    """Competitions that have matches, in order of code."""
    rows = await fetch(
        "SELECT c.id AS c_id, c.code AS c_code, c.name AS c_name, c.country AS c_country, c.tier AS c_tier,"
        " c.kind AS c_kind, q.* FROM competition c JOIN ("
        " SELECT m.competition_id, count(*) AS matches, count(*) FILTER (WHERE done) AS finished,"
        " count(*) FILTER (WHERE done AND m.half_time_home_goals IS NULL) AS without_half_time,"
        " count(*) FILTER (WHERE done AND m.home_shots IS NULL) AS without_shots,"
        " count(*) FILTER (WHERE done AND NOT EXISTS (SELECT FROM odds o WHERE o.match_id = m.id))"
        " AS without_odds,"
        " count(*) FILTER (WHERE m.status IN ('SCHEDULED', 'LIVE') AND m.kickoff < $1) AS overdue,"
        " count(*) FILTER (WHERE done AND NOT EXISTS ("
        "SELECT FROM competition_rating_history r WHERE r.match_id = m.id)) AS unrated,"
        " count(*) FILTER (WHERE EXISTS (SELECT FROM match_revision v WHERE v.match_id = m.id)) AS corrected,"
        " min(m.kickoff) AS first_kickoff, max(m.kickoff) AS last_kickoff"
        " FROM match m CROSS JOIN LATERAL (SELECT m.status = 'FINISHED' AS done) d GROUP BY m.competition_id"
        ") q ON q.competition_id = c.id WHERE $2::text[] IS NULL OR c.code = ANY($2) ORDER BY c.code",
        now - OVERDUE_AFTER,
        None if codes is None else list(codes),
    )
    return tuple(
        QualityRow(
            competition_row(row, "c_"),
            **{name: value for name, value in row.items() if name in _COUNTS},
        )
        for row in rows
    )
