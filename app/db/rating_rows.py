"""The rating rows of a group: where they stop being right, the states before that, and writing them on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.db.connection import RawConnection
from app.db.matches_fold import GROUP, FoldedMatch, FoldPoint
from app.football.ratings import (
    STATE_VERSION,
    CompetitionState,
    RatingBook,
    TeamState,
    Update,
    new_competition,
    new_team,
)

_MARK = -7.5
_TEAM_SEEN = replace(new_team(new_competition()), matches=_MARK).to_vector().index(_MARK) + 1
_COMPETITION_SEEN = replace(new_competition(), matches=_MARK).to_vector().index(_MARK) + 1


_TEAMS = "rating_history", "team_id", _TEAM_SEEN
_COMPETITIONS = "competition_rating_history", "competition_id", _COMPETITION_SEEN


def _broken(played: str, table: str, key: str, seen: int) -> str:
    """SQL: keys (teams or competitions) whose rows are not one for each finished match in `played`.

    Compared by their number, a fingerprint of matches and times, the matches that the last state has seen,
    and the state version ($1).
    """
    return f"""
    WITH due AS (
        SELECT {key}, count(*) AS matches, bit_xor({_print("id")}) AS print FROM {played} p GROUP BY {key}
    ), stored AS (
        SELECT {key}, count(*) AS matches, bit_xor({_print("match_id")}) AS print,
            max(state[{seen}])::bigint AS seen, bool_and(state_version = $1) AS current
        FROM {table} GROUP BY {key}
    )
    SELECT {key} FROM due FULL JOIN stored USING ({key})
    WHERE (due.matches, due.print, due.matches, TRUE)
        IS DISTINCT FROM (stored.matches, stored.print, stored.seen, stored.current)"""


def _print(match_id: str) -> str:
    return f"hashint8extended({match_id}, extract(epoch FROM known_at)::bigint)"


def _strays(table: str, key: str, _: int) -> str:
    """SQL: rows of matches that are not finished any more, or became known at another time."""
    return f"""
    SELECT r.match_id, least(r.known_at, m.known_at) AS known_at
    FROM {table} r JOIN match m ON m.id = r.match_id
    WHERE r.{key} = ANY({_ASKED[key]}) AND (m.status <> 'FINISHED' OR m.known_at <> r.known_at)"""


def _gaps(table: str, key: str, seen: int) -> str:
    """SQL: rows whose state has not seen exactly one match more than the row before it.

    Then a match between them was taken back or moved, and its own rows, which would tell, are gone.
    """
    return f"""
    SELECT match_id, known_at FROM (
        SELECT match_id, known_at, state[{seen}] AS seen,
            row_number() OVER (PARTITION BY {key} ORDER BY known_at, match_id) AS due
        FROM {table} WHERE {key} = ANY({_ASKED[key]})
    ) numbered WHERE seen <> due"""


_ASKED = {"team_id": "$2", "competition_id": "$3"}
_BROKEN_TEAMS = _broken(
    "(SELECT id, known_at, unnest(ARRAY[home_id, away_id]) AS team_id FROM match WHERE status = 'FINISHED')",
    *_TEAMS,
)
_BROKEN_COMPETITIONS = _broken(
    "(SELECT id, known_at, competition_id FROM match WHERE status = 'FINISHED')", *_COMPETITIONS
)
_UNRATED = """
    SELECT m.id AS match_id, m.known_at FROM match m
    WHERE m.status = 'FINISHED'
        AND (m.home_id = ANY($2) OR m.away_id = ANY($2) OR m.competition_id = ANY($3))
        AND ((SELECT count(*) FROM competition_rating_history
                WHERE match_id = m.id AND state_version = $1) <> 1
            OR (SELECT count(*) FROM rating_history WHERE match_id = m.id AND state_version = $1) <> 2)"""

_STALE = f"""
SELECT DISTINCT ON (rating_group) {GROUP} AS rating_group, stale.known_at, stale.match_id
FROM ({
    " UNION ALL ".join(
        (_UNRATED, _strays(*_TEAMS), _strays(*_COMPETITIONS), _gaps(*_TEAMS), _gaps(*_COMPETITIONS))
    )
}) stale JOIN match m ON m.id = stale.match_id JOIN competition c ON c.id = m.competition_id
ORDER BY rating_group, stale.known_at, stale.match_id
"""

# the group is asked for row by row, so that the index on known_at finds the few rows at the end
_DELETE = """
DELETE FROM {table} r WHERE (r.known_at, r.match_id) >= ($2::timestamptz, $3::bigint) AND (
    SELECT {group} FROM match m JOIN competition c ON c.id = m.competition_id WHERE m.id = r.match_id) = $1
"""
_TEAMS_BEFORE = f"""
SELECT played.team_id::text AS key, before.state
FROM (SELECT DISTINCT unnest(ARRAY[m.home_id, m.away_id]) AS team_id FROM match m
    JOIN competition c ON c.id = m.competition_id
    WHERE m.status = 'FINISHED' AND {GROUP} = $1 AND (m.known_at, m.id) >= ($2, $3::bigint)) played
CROSS JOIN LATERAL (SELECT state FROM rating_history
    WHERE team_id = played.team_id ORDER BY known_at DESC, match_id DESC LIMIT 1) before
"""
_COMPETITIONS_BEFORE = f"""
SELECT c.code AS key, before.state FROM competition c
CROSS JOIN LATERAL (SELECT state FROM competition_rating_history
    WHERE competition_id = c.id ORDER BY known_at DESC, match_id DESC LIMIT 1) before
WHERE {GROUP} = $1
"""

_TEAM_COLUMNS = ("match_id", "team_id", "known_at", "elo", "pi_home", "pi_away", "state_version", "state")
_COMPETITION_COLUMNS = ("match_id", "competition_id", "known_at", "state_version", "state")


@dataclass(frozen=True, slots=True)
class StaleGroup:
    """A rating group and the first match from which its rows must be made anew."""

    group: str
    start: FoldPoint


async def stale_groups(connection: RawConnection) -> list[StaleGroup]:
    """Groups whose rows do not hold what a fold of their finished matches gives, in order of name."""
    teams = [row[0] for row in await connection.fetch(_BROKEN_TEAMS, STATE_VERSION)]
    competitions = [row[0] for row in await connection.fetch(_BROKEN_COMPETITIONS, STATE_VERSION)]
    if not teams and not competitions:
        return []
    rows = await connection.fetch(_STALE, STATE_VERSION, teams, competitions)
    return [StaleGroup(row["rating_group"], FoldPoint(row["known_at"], row["match_id"])) for row in rows]


async def count_matches(connection: RawConnection, stale: StaleGroup) -> int:
    """Finished matches from the group's start on."""
    sql = f"""SELECT count(*) FROM match m JOIN competition c ON c.id = m.competition_id
        WHERE m.status = 'FINISHED' AND {GROUP} = $1 AND (m.known_at, m.id) >= ($2, $3::bigint)"""
    count: int = await connection.fetchval(sql, stale.group, stale.start.known_at, stale.start.match_id)
    return count


async def cut(connection: RawConnection, stale: StaleGroup) -> None:
    """Delete the group's rows from its start on."""
    for table in ("rating_history", "competition_rating_history"):
        await connection.execute(
            _DELETE.format(table=table, group=GROUP),
            stale.group,
            stale.start.known_at,
            stale.start.match_id,
        )


async def book_before(connection: RawConnection, stale: StaleGroup) -> RatingBook:
    """The states that the fold goes on from, once the rows from the start on are cut."""
    teams = await connection.fetch(_TEAMS_BEFORE, stale.group, stale.start.known_at, stale.start.match_id)
    competitions = await connection.fetch(_COMPETITIONS_BEFORE, stale.group)
    return RatingBook(
        {row["key"]: TeamState.from_vector(row["state"]) for row in teams},
        {row["key"]: CompetitionState.from_vector(row["state"]) for row in competitions},
    )


async def append(connection: RawConnection, folded: Sequence[tuple[FoldedMatch, Update]]) -> None:
    """COPY the states after these matches."""
    await connection.copy_records_to_table(
        "rating_history",
        columns=_TEAM_COLUMNS,
        records=[row for match, update in folded for row in _team_rows(match, update)],
    )
    await connection.copy_records_to_table(
        "competition_rating_history",
        columns=_COMPETITION_COLUMNS,
        records=[_competition_row(match, update.competition) for match, update in folded],
    )


def _team_rows(folded: FoldedMatch, update: Update) -> list[tuple[object, ...]]:
    fixture, known_at = folded.match.fixture, folded.match.known_at
    sides = ((fixture.home, update.home), (fixture.away, update.away))
    return [
        (
            int(fixture.match_id),
            int(team),
            known_at,
            state.elo,
            state.pi_home,
            state.pi_away,
            STATE_VERSION,
            state.to_vector(),
        )
        for team, state in sides
    ]


def _competition_row(folded: FoldedMatch, state: CompetitionState) -> tuple[object, ...]:
    match = folded.match
    return (
        int(match.fixture.match_id),
        folded.competition_id,
        match.known_at,
        STATE_VERSION,
        state.to_vector(),
    )
