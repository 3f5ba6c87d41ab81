"""Ratings: states as they were known at an instant, a team's history, a competition's teams by strength."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import array, fetch, records
from app.db.teams import TeamRow, team_row
from app.errors import Unavailable
from app.football.match import Fixture
from app.football.ratings import STATE_VERSION, TeamState


class RatingsOutdated(Unavailable):
    """The stored states were made by a program with another rating state."""

    code = "RATINGS_OUTDATED"


Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class States:
    """The vectors of the last states known; None where nothing was known yet."""

    home: Vector | None
    away: Vector | None
    competition: Vector | None

    def turned(self) -> "States":
        """Of the same match with the sides named the other way round."""
        return States(self.away, self.home, self.competition)


_KNOWN = (
    ("home", "rating_history", "team_id", "home_id"),
    ("away", "rating_history", "team_id", "away_id"),
    ("competition", "competition_rating_history", "competition_id", "competition_id"),
)
STATE_COLUMNS = tuple(
    f"{{own}}_{side}.{column}" for side, *_ in _KNOWN for column in ("state", "state_version")
)
"""SQL: what `states_of` reads; `state_joins` brings it. `{own}` is a prefix of aliases."""


def state_joins(as_of: str, first: str | None = None) -> str:
    """SQL: the last states known at `as_of` of both teams and the competition of the row `{row}`.

    With `first` it reads only what the columns that `first_rows` gave this name ask for; `shared` spreads it.
    """
    # match_id settles matches that became known in the same instant, as the fold does
    return " ".join(
        f"LEFT JOIN LATERAL (SELECT r.state, r.state_version FROM {table} r"
        f" WHERE r.{key} = {{row}}.{column} AND r.known_at <= {as_of}"
        f"{f' AND {{row}}.{first}_{side}' if first else ''}"
        f" ORDER BY r.known_at DESC, r.match_id DESC LIMIT 1) {{own}}_{side} ON TRUE"
        for side, table, key, column in _KNOWN
    )


def first_rows(as_of: str, name: str) -> str:
    """SQL: columns that are true in the first row, in `{order}`, with a state; the other rows have it, too.

    PostgreSQL takes longer to find and send a state than for all the rest of a row.
    """
    return ", ".join(
        f"row_number() OVER (PARTITION BY {{row}}.{column}, {as_of} ORDER BY {{order}}) = 1 AS {name}_{side}"
        for side, _, _, column in _KNOWN
    )


def shared(read: Sequence[States], keys: Sequence[tuple[int, int, str, datetime]]) -> list[States]:
    """The states of all rows, from those that were read once each.

    The keys are home, away and competition of the rows, and the instants that their states are of.
    """
    known: dict[tuple[int | str, datetime], Vector | None] = {}
    for one, (home, away, competition, as_of) in zip(read, keys, strict=True):
        if one.home is not None:
            known[home, as_of] = one.home
        if one.away is not None:
            known[away, as_of] = one.away
        if one.competition is not None:
            known[competition, as_of] = one.competition
    of = known.get
    return [
        States(of((home, as_of)), of((away, as_of)), of((competition, as_of)))
        for home, away, competition, as_of in keys
    ]


def states_of(values: Sequence[Any]) -> States:
    """From the values of `STATE_COLUMNS`. Raises RatingsOutdated when a state is of another version."""
    home, home_version, away, away_version, competition, version = values
    for one in (home_version, away_version, version):
        if one is not None and one != STATE_VERSION:
            raise _outdated(one)
    return States(home, away, competition)


_STATES = f"""
SELECT {", ".join(STATE_COLUMNS)} FROM (
    SELECT given.*, c.id AS competition_id
    FROM unnest({array("$1", "bigint")}, {array("$2", "bigint")}, {array("$3", "text")},
            {array("$4", "timestamptz")}) WITH ORDINALITY
        AS given (home_id, away_id, code, as_of, n)
    LEFT JOIN competition c ON c.code = given.code
) {{row}} {state_joins("{row}.as_of")} ORDER BY {{row}}.n
""".format(row="asked", own="known")


async def states_at(requests: Sequence[tuple[Fixture, datetime]]) -> list[States]:
    """The states of each fixture's teams and competition as of its instant, in order.

    One statement, whatever the number. Team names of the fixtures are database ids as text. Raises
    RatingsOutdated when the stored history is of another state version.
    """
    if not requests:
        return []
    rows = await records(
        _STATES,
        [int(fixture.home) for fixture, _ in requests],
        [int(fixture.away) for fixture, _ in requests],
        [fixture.competition for fixture, _ in requests],
        [as_of for _, as_of in requests],
    )
    return [states_of(tuple(row)) for row in rows]


def current_state(row: Mapping[str, Any]) -> list[float]:
    """The row's state vector. Raises RatingsOutdated."""
    if row["state_version"] != STATE_VERSION:
        raise _outdated(row["state_version"])
    state: list[float] = row["state"]
    return state


def _outdated(version: str) -> RatingsOutdated:
    return RatingsOutdated(
        f"the stored ratings are of version {version}, this program needs {STATE_VERSION}; "
        "run `football features refresh` to bring them up to date"
    )


_NEWEST = """
SELECT state, state_version FROM rating_history ORDER BY known_at DESC LIMIT 1
"""


async def check_version() -> str | None:
    """The version of the stored states, None where nothing is stored. Raises RatingsOutdated."""
    for row in await fetch(_NEWEST):
        current_state(row)
        return str(row["state_version"])
    return None


STRONGEST_FIRST = Ordering("ELO_DESC", ("r.elo", "t.id"), ("double precision", "bigint"), descending=True)


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A team's ratings after a match whose result became known at `known_at`."""

    match_id: int
    team_id: int
    known_at: datetime
    elo: float
    pi_home: float
    pi_away: float


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team's last ratings known at an instant, with its whole state."""

    rating: RatingRow
    state: TeamState


@dataclass(frozen=True, slots=True)
class TeamRatingRow:
    team: TeamRow
    rating: RatingRow


@dataclass(frozen=True, slots=True)
class RatingsFilter:
    """Teams of a competition's season (None: its last one begun by then), rated as known at `as_of`."""

    competition: str
    season: str | None
    as_of: datetime


_COLUMNS = "r.match_id, r.team_id, r.known_at, r.elo, r.pi_home, r.pi_away"
_SEASON = (
    "SELECT s.competition_id, s.id FROM season s JOIN competition c ON c.id = s.competition_id"
    " WHERE c.code = {} AND CASE WHEN {}::text IS NULL"
    " THEN EXISTS (SELECT FROM match m WHERE m.competition_id = c.id AND m.season_id = s.id"
    " AND m.kickoff <= {}::timestamptz)"
    " ELSE s.code = {} END ORDER BY s.starts_in DESC, s.id DESC LIMIT 1"
)
_OF_SEASON = (
    "t.id IN (SELECT side.id FROM match m CROSS JOIN LATERAL (VALUES (m.home_id), (m.away_id)) side(id)"
    f" WHERE (m.competition_id, m.season_id) = ({_SEASON}))"
)


async def of_teams(
    team_ids: Sequence[int], known_from: datetime | None, known_to: datetime | None, last: int
) -> dict[int, tuple[RatingRow, ...]]:
    """Each team's last ratings of a span of time (start included, end not), the earliest first."""
    conditions = Where(list(team_ids))
    conditions.add("r.team_id = k.id")
    if known_from is not None:
        conditions.add("r.known_at >= {}", known_from)
    if known_to is not None:
        conditions.add("r.known_at < {}", known_to)
    rows = await fetch(
        f"SELECT h.* FROM unnest({array('$1', 'bigint')}) AS k(id) CROSS JOIN LATERAL ("
        f" SELECT {_COLUMNS} FROM rating_history r WHERE {conditions.sql}"
        f" ORDER BY r.known_at DESC, r.match_id DESC LIMIT {int(last)}) h ORDER BY h.known_at, h.match_id",
        *conditions.params,
    )
    found: dict[int, list[RatingRow]] = {}
    for row in rows:
        found.setdefault(row["team_id"], []).append(_row(row))
    return {team: tuple(ratings) for team, ratings in found.items()}


async def known_at(team_ids: Sequence[int], as_of: datetime) -> dict[int, KnownTeam]:
    """Each team as it was known at an instant. Raises RatingsOutdated."""
    rows = await fetch(
        f"SELECT h.* FROM unnest({array('$1', 'bigint')}) AS k(id) CROSS JOIN LATERAL ("
        f" SELECT {_COLUMNS}, r.state, r.state_version FROM rating_history r"
        " WHERE r.team_id = k.id AND r.known_at <= $2"
        " ORDER BY r.known_at DESC, r.match_id DESC LIMIT 1) h",
        list(team_ids),
        as_of,
    )
    return {row["team_id"]: KnownTeam(_row(row), TeamState.from_vector(current_state(row))) for row in rows}


async def page(where: RatingsFilter, part: Slice) -> Page[TeamRatingRow]:
    return await _RATINGS.page(_where(where), part)


async def count(where: RatingsFilter) -> int:
    return await _RATINGS.count(_where(where))


def _where(where: RatingsFilter) -> Where:
    # the instant is $1: the lateral part of the FROM clause names it
    return Where(where.as_of).add(_OF_SEASON, where.competition, where.season, where.as_of, where.season)


def _row(row: dict[str, Any]) -> RatingRow:
    return RatingRow(
        row["match_id"],
        row["team_id"],
        row["known_at"],
        row["elo"],
        row["pi_home"],
        row["pi_away"],
    )


def _team_row(row: dict[str, Any]) -> TeamRatingRow:
    return TeamRatingRow(team_row(row), _row(row))


_RATINGS = Listing(
    f"t.id, t.name, t.country, t.kind, {_COLUMNS}",
    f"team t CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM rating_history r WHERE r.team_id = t.id"
    " AND r.known_at <= $1 ORDER BY r.known_at DESC, r.match_id DESC LIMIT 1) r",
    "t.id",
    _team_row,
)
