"""Writing matches, teams and odds in bulk. Every function works inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import asyncpg
import orjson

from app.db.connection import RawConnection

WRITER_LOCK = 0x496E6765  # "Inge": one file is written at a time, whoever collects
PARKED = 1000
"""Added to `meeting` while meetings change places, so that no two rows ever hold one number."""


class MatchRecord(NamedTuple):
    """A row of `match` without its id and `updated_at`, in the order of its columns below."""

    competition_id: int
    season_id: int
    home_id: int
    away_id: int
    meeting: int
    kickoff: datetime
    kickoff_time_known: bool
    neutral: bool
    status: str
    known_at: datetime | None
    home_goals: int | None
    away_goals: int | None
    half_time_home_goals: int | None
    half_time_away_goals: int | None
    home_shots: int | None
    away_shots: int | None
    home_shots_on_target: int | None
    away_shots_on_target: int | None
    home_corners: int | None
    away_corners: int | None
    home_fouls: int | None
    away_fouls: int | None
    home_yellow_cards: int | None
    away_yellow_cards: int | None
    home_red_cards: int | None
    away_red_cards: int | None
    referee: str | None
    source: str


class StoredMatch(NamedTuple):
    id: int
    record: MatchRecord


class StoredTeam(NamedTuple):
    id: int
    name: str
    country: str


class StoredAlias(NamedTuple):
    source: str
    alias: str
    team_id: int


class Revision(NamedTuple):
    """The changed fields of a corrected match, before and after."""

    match_id: int
    source: str
    before: dict[str, Any]
    after: dict[str, Any]


class OddsRecord(NamedTuple):
    """A row of `odds` without its id. `known_at`: the instant of a collection before kickoff, else None."""

    match_id: int
    bookmaker: str
    market: str
    line: Decimal | None
    taken: str
    home: float | None
    draw: float | None
    away: float | None
    over: float | None
    under: float | None
    known_at: datetime | None


class MergedOdds(NamedTuple):
    """How many prices were added and changed; `unrated`: matches whose ratings learned from other prices."""

    added: int
    changed: int
    unrated: frozenset[int]


MATCH_COLUMNS = MatchRecord._fields
ODDS_COLUMNS = OddsRecord._fields
RATED_BOOKMAKERS = ("Avg", "PS")
"""Those whose prices on the result ratings learn from."""
ODDS_VALUES = ("home", "draw", "away", "over", "under")


async def lock_writer(connection: RawConnection, *, timeout_s: float) -> None:
    """Wait for the other writers; held to the end of the transaction.

    Raises asyncpg.LockNotAvailableError after `timeout_s`.
    """
    await connection.execute("SELECT set_config('lock_timeout', $1, TRUE)", f"{int(timeout_s * 1000)}ms")
    await connection.execute("SELECT pg_advisory_xact_lock($1)", WRITER_LOCK)
    await connection.execute("SELECT set_config('lock_timeout', '0', TRUE)")


async def ensure_competition(
    connection: RawConnection, *, code: str, name: str, country: str, tier: int | None, kind: str
) -> tuple[int, bool]:
    """Its id, and whether it is new."""
    known = await connection.fetchval("SELECT id FROM competition WHERE code = $1", code)
    if known is not None:
        return int(known), False
    added = await connection.fetchval(
        "INSERT INTO competition (code, name, country, tier, kind) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        *(code, name, country, tier, kind),
    )
    return int(added), True


async def ensure_season(
    connection: RawConnection, competition_id: int, *, code: str, label: str, starts_in: int
) -> tuple[int, int]:
    """Its id and the year it starts in, which is another than asked for where two seasons share a code."""
    key = (competition_id, code)
    row = await connection.fetchrow(
        "SELECT id, starts_in FROM season WHERE competition_id = $1 AND code = $2", *key
    )
    if row is None:
        row = await connection.fetchrow(
            "INSERT INTO season (competition_id, code, label, starts_in) VALUES ($1, $2, $3, $4)"
            " RETURNING id, starts_in",
            *(*key, label, starts_in),
        )
    assert row is not None  # noqa: S101  INSERT ... RETURNING gives its row
    return int(row["id"]), int(row["starts_in"])


async def teams_of(
    connection: RawConnection, scope: str, *, kind: str
) -> tuple[list[StoredTeam], list[StoredAlias]]:
    """The teams that names of `scope` can mean, and their aliases there.

    `scope` is the country for clubs; national sides, each of its own country, share one.
    """
    aliases = await connection.fetch(
        "SELECT source, alias, team_id FROM team_alias WHERE country = $1", scope
    )
    teams = await connection.fetch(
        "SELECT id, name, country FROM team"
        " WHERE kind = $2 AND ($2 = 'NATIONAL' OR country = $1) ORDER BY id",
        *(scope, kind),
    )
    return [StoredTeam(*row.values()) for row in teams], [StoredAlias(*row.values()) for row in aliases]


async def add_team(connection: RawConnection, *, name: str, country: str, kind: str) -> int:
    added = await connection.fetchval(
        "INSERT INTO team (name, country, kind) VALUES ($1, $2, $3) RETURNING id", name, country, kind
    )
    return int(added)


async def add_aliases(
    connection: RawConnection, scope: str, source: str, aliases: Iterable[tuple[str, int]]
) -> None:
    await connection.copy_records_to_table(
        "team_alias",
        columns=("source", "country", "alias", "team_id"),
        records=[(source, scope, alias, team_id) for alias, team_id in aliases],
    )


async def matches_of_seasons(connection: RawConnection, season_ids: Sequence[int]) -> list[StoredMatch]:
    rows = await connection.fetch(
        f"SELECT id, {', '.join(MATCH_COLUMNS)} FROM match WHERE season_id = ANY($1) ORDER BY kickoff, id",
        list(season_ids),
    )
    return [_stored_match(row) for row in rows]


async def hold_matches(connection: RawConnection, ids: Sequence[int]) -> list[StoredMatch]:
    """These matches by id, which no other transaction changes from now on; locked in the order of all who
    lock several."""
    rows = await connection.fetch(
        f"SELECT id, {', '.join(MATCH_COLUMNS)} FROM match WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
        list(ids),
    )
    return [_stored_match(row) for row in rows]


async def new_match_ids(connection: RawConnection, count: int) -> list[int]:
    rows = await connection.fetch(
        "SELECT nextval(pg_get_serial_sequence('match', 'id')) FROM generate_series(1, $1)", count
    )
    return [row[0] for row in rows]


async def insert_matches(connection: RawConnection, matches: Sequence[StoredMatch], *, at: datetime) -> None:
    await connection.copy_records_to_table(
        "match",
        columns=("id", *MATCH_COLUMNS, "updated_at"),
        records=((match.id, *match.record, at) for match in matches),
    )


async def update_matches(
    connection: RawConnection,
    matches: Sequence[StoredMatch],
    *,
    renumbered: Sequence[int],
    at: datetime,
) -> None:
    """Write these matches; `renumbered` are the ids of those whose meeting changes."""
    if renumbered:
        # out of each other's way first: meetings may change places
        park = "UPDATE match SET meeting = meeting + $2 WHERE id = ANY($1)"
        await connection.execute(park, list(renumbered), PARKED)
    assignments = ", ".join(f"{name} = ${number}" for number, name in enumerate(MATCH_COLUMNS, start=3))
    await connection.executemany(
        f"UPDATE match SET updated_at = $2, {assignments} WHERE id = $1",
        [(match.id, at, *match.record) for match in matches],
    )


async def forget_ratings(connection: RawConnection, match_ids: Sequence[int]) -> None:
    """Drop the ratings that followed from these matches: they are stale, and missing ones are rebuilt."""
    for table in ("rating_history", "competition_rating_history"):
        await connection.execute(f"DELETE FROM {table} WHERE match_id = ANY($1)", list(match_ids))


async def add_revisions(connection: RawConnection, revisions: Sequence[Revision], *, at: datetime) -> None:
    await connection.copy_records_to_table(
        "match_revision",
        columns=("match_id", "source", "changed_at", "before", "after"),
        records=[(row.match_id, row.source, at, _json(row.before), _json(row.after)) for row in revisions],
    )


async def insert_odds(connection: RawConnection, odds: Iterable[OddsRecord]) -> None:
    """For matches that have none yet."""
    await connection.copy_records_to_table("odds", columns=ODDS_COLUMNS, records=odds)


async def merge_odds(connection: RawConnection, odds: Sequence[OddsRecord]) -> MergedOdds:
    """Bring the odds of known matches up to date.

    One price for each bookmaker, market and time is expected: one on another line replaces it. A price that
    is what it was keeps the instant at which it was first known.
    """
    if not odds:
        return MergedOdds(0, 0, frozenset())
    names, values = ", ".join(ODDS_COLUMNS), ", ".join(ODDS_VALUES)
    await connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS incoming_odds ON COMMIT DELETE ROWS"
        f" AS SELECT {names} FROM odds LIMIT 0"
    )
    await connection.copy_records_to_table("incoming_odds", columns=ODDS_COLUMNS, records=odds)
    moved = await connection.fetch(
        "DELETE FROM odds USING incoming_odds AS new WHERE odds.match_id = new.match_id"
        " AND odds.bookmaker = new.bookmaker AND odds.market = new.market AND odds.taken = new.taken"
        " AND odds.line IS DISTINCT FROM new.line RETURNING odds.id"
    )
    written = await connection.fetch(
        f"INSERT INTO odds ({names}) SELECT {names} FROM incoming_odds"
        f" ON CONFLICT ON CONSTRAINT odds_one_price DO UPDATE SET ({values}, known_at) ="
        f" ({', '.join(f'excluded.{name}' for name in ODDS_VALUES)}, excluded.known_at)"
        f" WHERE ({', '.join(f'odds.{name}' for name in ODDS_VALUES)})"
        f" IS DISTINCT FROM ({', '.join(f'excluded.{name}' for name in ODDS_VALUES)})"
        " RETURNING match_id, (xmax = 0) AS added, market = 'MATCH_RESULT'"
        f" AND bookmaker IN {RATED_BOOKMAKERS} AS rated"
    )
    added = sum(1 for row in written if row["added"])
    return MergedOdds(
        added - len(moved),
        len(written) - added + len(moved),
        frozenset(row["match_id"] for row in written if row["rated"]),
    )


@lru_cache(maxsize=256)
def quarter_line(value: float | None) -> Decimal | None:
    """A line as the database stores it."""
    return None if value is None else Decimal(str(value))


def _stored_match(row: asyncpg.Record) -> StoredMatch:
    return StoredMatch(row[0], MatchRecord(*tuple(row.values())[1:]))


def _json(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
