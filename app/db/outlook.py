"""What is known of two teams that somebody wants to see play each other."""

from dataclasses import dataclass
from datetime import datetime

from app.db.sql import fetch

_OUTLOOK = """
SELECT
    (SELECT id FROM match WHERE home_id = $1 AND away_id = $2 AND kickoff > $3 AND status = 'SCHEDULED'
     ORDER BY kickoff LIMIT 1) AS next_match,
    (SELECT c.code FROM match m JOIN competition c ON c.id = m.competition_id
     WHERE (m.home_id = $1 OR m.away_id = $1) AND m.competition_id = ANY(ARRAY(
        SELECT DISTINCT competition_id FROM match WHERE home_id = $2 OR away_id = $2))
     ORDER BY m.kickoff DESC LIMIT 1) AS competition,
    (SELECT max(kickoff) FROM match WHERE status = 'FINISHED'
     AND (home_id IN ($1, $2) OR away_id IN ($1, $2))) AS last_played
"""


@dataclass(frozen=True, slots=True)
class Outlook:
    """`next_match` is the id of their next scheduled match, `competition` the code of the one they shared
    last, `last_played` the kickoff of the newest result of either."""

    next_match: int | None
    competition: str | None
    last_played: datetime | None


async def outlook(home_id: int, away_id: int, now: datetime) -> Outlook:
    return Outlook(**(await fetch(_OUTLOOK, home_id, away_id, now))[0])
