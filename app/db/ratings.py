"""Rating states as they were known at an instant, and where the stored history is stale."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.connection import connection
from app.errors import Unavailable
from app.football.match import Fixture
from app.football.ratings import STATE_VERSION, CompetitionState, TeamState


class RatingsOutdated(Unavailable):
    """The stored states were made by a program with another rating state."""

    code = "RATINGS_OUTDATED"


@dataclass(frozen=True, slots=True)
class States:
    """The last states known; None where nothing was known yet."""

    home: TeamState | None
    away: TeamState | None
    competition: CompetitionState | None


# match_id settles matches that became known in the same instant, as the fold does
_TEAMS = """
SELECT asked.n, known.state, known.state_version
FROM unnest($1::bigint[], $2::timestamptz[]) WITH ORDINALITY AS asked (team_id, as_of, n)
CROSS JOIN LATERAL (
    SELECT state, state_version FROM rating_history
    WHERE team_id = asked.team_id AND known_at <= asked.as_of
    ORDER BY known_at DESC, match_id DESC LIMIT 1
) AS known
"""
_COMPETITIONS = """
SELECT asked.n, known.state, known.state_version
FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS asked (code, as_of, n)
JOIN competition ON competition.code = asked.code
CROSS JOIN LATERAL (
    SELECT state, state_version FROM competition_rating_history
    WHERE competition_id = competition.id AND known_at <= asked.as_of
    ORDER BY known_at DESC, match_id DESC LIMIT 1
) AS known
"""


async def states_at(requests: Sequence[tuple[Fixture, datetime]]) -> list[States]:
    """The states of each fixture's teams and competition as of its instant, in order.

    Two statements, whatever the number. Team names of the fixtures are database ids as text. Raises
    RatingsOutdated when the stored history is of another state version.
    """
    if not requests:
        return []
    sides = [(int(team), as_of) for fixture, as_of in requests for team in (fixture.home, fixture.away)]
    teams = await _last_states(_TEAMS, sides)
    competitions = await _last_states(
        _COMPETITIONS, [(fixture.competition, as_of) for fixture, as_of in requests]
    )
    return [
        States(
            home=_team(teams.get(2 * n)),
            away=_team(teams.get(2 * n + 1)),
            competition=_competition(competitions.get(n)),
        )
        for n in range(len(requests))
    ]


async def _last_states(sql: str, asked: Sequence[tuple[int | str, datetime]]) -> dict[int, list[float]]:
    """The state vector found for each position asked."""
    keys, instants = zip(*asked, strict=True)
    rows = await connection().execute_query_dict(sql, [list(keys), list(instants)])
    return {row["n"] - 1: current_state(row) for row in rows}


def current_state(row: dict[str, Any]) -> list[float]:
    """The row's state vector. Raises RatingsOutdated."""
    if row["state_version"] != STATE_VERSION:
        raise RatingsOutdated(
            f"the stored ratings are of version {row['state_version']}, this program needs {STATE_VERSION}; "
            "run `football features refresh` to bring them up to date"
        )
    state: list[float] = row["state"]
    return state


def _team(state: list[float] | None) -> TeamState | None:
    return None if state is None else TeamState.from_vector(state)


def _competition(state: list[float] | None) -> CompetitionState | None:
    return None if state is None else CompetitionState.from_vector(state)
