"""A match that nobody has scheduled, from teams and a competition that exist."""

from datetime import datetime
from typing import Any

from app.db.connection import connection
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
    facts = (await connection().execute_query_dict(_FACTS, [competition_code, home_id, away_id, kickoff]))[0]
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
