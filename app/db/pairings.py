"""Two teams somebody wants to see play each other: what is known of them, and a match nobody scheduled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.sql import fetch
from app.errors import NotFound, ValidationFailed
from app.football.match import Fixture

UNSCHEDULED = "unscheduled"
"""`Fixture.match_id` of such a match: it has no row."""

SEASON_TURNS_IN = 7
"""Month (July) in which a season that spans two years begins, where no match nearby tells."""

NEARBY_DAYS = 30

_FACTS = """
SELECT c.id AS competition_id,
    EXISTS (SELECT FROM team WHERE id = $2) AS home, EXISTS (SELECT FROM team WHERE id = $3) AS away,
    near.code, near.starts_in, near.days
FROM (SELECT $1::text AS code) asked
LEFT JOIN competition c ON c.code = asked.code
LEFT JOIN LATERAL (
    SELECT s.code, s.starts_in, abs(extract(epoch FROM n.kickoff - $4::timestamptz)) / 86400 AS days FROM (
        (SELECT season_id, kickoff FROM match WHERE competition_id = c.id AND kickoff <= $4
         ORDER BY kickoff DESC LIMIT 1)
        UNION ALL
        (SELECT season_id, kickoff FROM match WHERE competition_id = c.id AND kickoff > $4
         ORDER BY kickoff LIMIT 1)
    ) n JOIN season s ON s.id = n.season_id ORDER BY days LIMIT 1
) near ON TRUE
"""


async def unscheduled_fixture(
    home_id: int, away_id: int, competition_code: str, kickoff: datetime, *, neutral: bool
) -> Fixture:
    """The fixture, in the season that the competition plays at `kickoff` (UTC); one statement.

    Raises ValidationFailed for a team against itself, NotFound for an unknown team or competition.
    """
    if home_id == away_id:
        raise ValidationFailed("away", "must be another team than home")
    facts = (await fetch(_FACTS, competition_code, home_id, away_id, kickoff))[0]
    for side, id_ in (("home", home_id), ("away", away_id)):
        if not facts[side]:
            raise NotFound(f"there is no team {id_}; find teams with the query `teams`")
    if facts["competition_id"] is None:
        raise NotFound(f"there is no competition {competition_code}; the query `competitions` lists them")
    return Fixture(
        match_id=UNSCHEDULED,
        competition=competition_code,
        season=_season_code(facts, kickoff),
        home=str(home_id),
        away=str(away_id),
        kickoff=kickoff,
        neutral=neutral,
    )


def _season_code(nearest: dict[str, Any], kickoff: datetime) -> str:
    """The season of a match nearby, else by the calendar in the competition's own form of code."""
    code = nearest["code"]
    if code is not None and nearest["days"] <= NEARBY_DAYS:
        return str(code)
    if code is not None and code == str(nearest["starts_in"]):
        return str(kickoff.year)
    starts_in = kickoff.year if kickoff.month >= SEASON_TURNS_IN else kickoff.year - 1
    return f"{starts_in % 100:02d}{(starts_in + 1) % 100:02d}"


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
