"""Whole tables in order, read through a server-side cursor inside the caller's transaction."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import asyncpg

from app.db.connection import RawConnection
from app.db.fixtures import chosen
from app.db.paging import Where
from app.football.features import FeatureSet
from app.football.match import STATISTIC_NAMES

BATCH = 10_000
"""Rows that are in memory at a time."""


class Kind(StrEnum):
    """What a column holds; a CATEGORY is a text of few values."""

    INTEGER = "INTEGER"
    FLOAT = "FLOAT"
    BOOLEAN = "BOOLEAN"
    INSTANT = "INSTANT"
    TEXT = "TEXT"
    CATEGORY = "CATEGORY"


class Column(NamedTuple):
    """A named column and the SQL that gives it."""

    name: str
    kind: Kind
    sql: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What is exported under a name: its columns, where its rows come from, and their order."""

    name: str
    columns: tuple[Column, ...]
    tables: str
    order: str
    condition: str = "TRUE"


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """Which matches, by competition, season and kickoff (`kickoff_to` is not included)."""

    competitions: tuple[str, ...] | None = None
    seasons: tuple[str, ...] | None = None
    kickoff_from: datetime | None = None
    kickoff_to: datetime | None = None


_MATCH = (
    " JOIN competition c ON c.id = m.competition_id JOIN season e ON e.id = m.season_id"
    " JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id"
)


def _columns(kind: Kind, prefix: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, kind, f'{prefix}."{name}"') for name in names)


_WHICH = (
    Column("match_id", Kind.INTEGER, "m.id"),
    Column("competition", Kind.CATEGORY, "c.code"),
    Column("season", Kind.CATEGORY, "e.code"),
    Column("kickoff", Kind.INSTANT, "m.kickoff"),
    Column("home_team", Kind.CATEGORY, "h.name"),
    Column("away_team", Kind.CATEGORY, "a.name"),
)
MATCHES = Exported(
    "matches",
    (
        *_WHICH,
        Column("country", Kind.CATEGORY, "c.country"),
        *_columns(Kind.BOOLEAN, "m", "kickoff_time_known", "neutral"),
        *_columns(Kind.CATEGORY, "m", "status"),
        *_columns(
            *(Kind.INTEGER, "m", "meeting", "home_goals", "away_goals"),
            *("half_time_home_goals", "half_time_away_goals", *STATISTIC_NAMES),
        ),
        *_columns(Kind.TEXT, "m", "referee"),
        *_columns(Kind.CATEGORY, "m", "source"),
        *_columns(Kind.INSTANT, "m", "known_at", "updated_at"),
    ),
    f"match m {_MATCH}",
    "m.kickoff, m.id",
)
ODDS = Exported(
    "odds",
    (
        *_WHICH,
        *_columns(Kind.CATEGORY, "o", "bookmaker", "market", "taken"),
        Column("line", Kind.FLOAT, "o.line::float8"),
        *_columns(Kind.FLOAT, "o", "home", "draw", "away", "over", "under"),
        *_columns(Kind.INSTANT, "o", "known_at"),
    ),
    f"odds o JOIN match m ON m.id = o.match_id {_MATCH}",
    "o.match_id, o.bookmaker, o.market, o.taken, o.line",
)
PREDICTIONS = Exported(
    "predictions",
    (
        Column("prediction_id", Kind.INTEGER, "p.id"),
        *_WHICH,
        Column("model", Kind.CATEGORY, "v.name"),
        *_columns(Kind.CATEGORY, "v", "version", "sha256"),
        *_columns(Kind.CATEGORY, "p", "kind"),
        *_columns(Kind.INTEGER, "p", "sequence"),
        *_columns(Kind.BOOLEAN, "p", "shadow"),
        *_columns(Kind.INSTANT, "p", "made_at", "data_cutoff"),
        Column("in_sample", Kind.BOOLEAN, "p.data_cutoff < v.data_cutoff"),
        *_columns(Kind.CATEGORY, "p", "feature_set"),
        *_columns(Kind.TEXT, "p", "feature_digest"),
        *_columns(Kind.FLOAT, "p", "home", "draw", "away", "expected_home_goals", "expected_away_goals"),
        *_columns(Kind.CATEGORY, "t", "outcome"),
        *_columns(Kind.FLOAT, "s", "rps", "log_loss", "brier"),
        *_columns(Kind.FLOAT, "t", "base_home", "base_draw", "base_away"),
        *_columns(Kind.FLOAT, "t", "market_home", "market_draw", "market_away"),
    ),
    "prediction p JOIN model_version v ON v.id = p.model_version_id JOIN match m ON m.id = p.match_id"
    f" {_MATCH}"
    " LEFT JOIN match_settlement t ON t.match_id = p.match_id"
    " LEFT JOIN prediction_score s ON s.prediction_id = p.id",
    "p.id",
)
RATINGS = Exported(
    "ratings",
    (
        *_WHICH,
        Column("team", Kind.CATEGORY, "r_team.name"),
        *_columns(Kind.INSTANT, "r", "known_at"),
        *_columns(Kind.FLOAT, "r", "elo", "pi_home", "pi_away"),
    ),
    f"rating_history r JOIN team r_team ON r_team.id = r.team_id JOIN match m ON m.id = r.match_id {_MATCH}",
    "r.match_id, r.team_id",
)


def features(of: FeatureSet) -> Exported:
    """The stored rows of one feature set, a column for each feature."""
    values = (
        Column(name, Kind.FLOAT, f'f."values"[{place}]') for place, name in enumerate(of.names, start=1)
    )
    return Exported(
        "features",
        (
            *_WHICH,
            *_columns(Kind.CATEGORY, "f", "feature_set"),
            *_columns(Kind.INSTANT, "f", "as_of", "computed_at"),
            *_columns(Kind.TEXT, "f", "digest"),
            *values,
        ),
        f"feature_row f JOIN match m ON m.id = f.match_id {_MATCH}",
        "f.match_id, f.as_of",
        f"f.feature_set = '{of.name}'",
    )


async def count(connection: RawConnection, exported: Exported, where: ExportFilter) -> int:
    conditions = _where(where).add(exported.condition)
    sql = f"SELECT count(*) FROM {exported.tables} WHERE {conditions.sql}"
    return int(await connection.fetchval(sql, *conditions.params))


async def batches(
    connection: RawConnection, exported: Exported, where: ExportFilter
) -> AsyncIterator[Sequence[asyncpg.Record]]:
    """The rows in their order, a batch at a time, each row in the order of the columns."""
    conditions = _where(where).add(exported.condition)
    selected = ", ".join(f'{column.sql} AS "{column.name}"' for column in exported.columns)
    cursor = await connection.cursor(
        f"SELECT {selected} FROM {exported.tables} WHERE {conditions.sql} ORDER BY {exported.order}",
        *conditions.params,
    )
    while rows := await cursor.fetch(BATCH):
        yield rows


class SeasonOf(NamedTuple):
    """A season of a competition, and how many of its matches are exported."""

    competition: str
    season: str
    matches: int


_NAMED = """coalesce((SELECT alias FROM team_alias x WHERE x.team_id = {0}.id AND x.source = 'football-data'
    ORDER BY x.alias = {0}.name DESC, x.id LIMIT 1), {0}.name)"""
_SEASON_MATCHES = f"""
SELECT m.*, {_NAMED.format("h")} AS home_name, {_NAMED.format("a")} AS away_name
FROM match m {_MATCH} WHERE {{conditions}} ORDER BY m.kickoff, m.id
"""


async def seasons(connection: RawConnection, where: ExportFilter) -> list[SeasonOf]:
    """The seasons that the filter leaves matches of."""
    conditions = _where(where)
    rows = await connection.fetch(
        f"SELECT c.code, e.code AS season, count(*) AS matches FROM match m {_MATCH}"
        f" WHERE {conditions.sql} GROUP BY c.code, e.code, e.starts_in ORDER BY e.starts_in, c.code",
        *conditions.params,
    )
    return [SeasonOf(*row.values()) for row in rows]


async def season_matches(connection: RawConnection, where: ExportFilter) -> list[asyncpg.Record]:
    """Matches with all columns of their table; `home_name` and `away_name` are what football-data.co.uk
    calls the teams."""
    conditions = _where(where)
    sql = _SEASON_MATCHES.format(conditions=conditions.sql)
    return await connection.fetch(sql, *conditions.params)


async def prices(connection: RawConnection, match_ids: Sequence[int]) -> dict[int, list[asyncpg.Record]]:
    """The prices of each match, each with all columns of its table, in a fixed order."""
    found: dict[int, list[asyncpg.Record]] = {one: [] for one in match_ids}
    rows = await connection.fetch(
        "SELECT match_id, bookmaker, market, taken, line::float8 AS line, home, draw, away, over, under"
        " FROM odds WHERE match_id = ANY($1) ORDER BY match_id, bookmaker, market, taken, line",
        list(match_ids),
    )
    for row in rows:
        found[row["match_id"]].append(row)
    return found


async def stored_codes(connection: RawConnection) -> tuple[set[str], set[str]]:
    """The codes of all competitions and of all seasons."""
    competitions = await connection.fetch("SELECT code FROM competition")
    return (
        {row["code"] for row in competitions},
        {row["code"] for row in await connection.fetch("SELECT DISTINCT code FROM season")},
    )


def _where(where: ExportFilter) -> Where:
    return chosen(Where(), where.competitions, where.seasons, where.kickoff_from, where.kickoff_to)
