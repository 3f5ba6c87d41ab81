"""Scored predictions as arrays, by group: what a track record is computed from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np

from app.db.fixtures import chosen
from app.db.paging import Where
from app.db.sql import fetch
from app.football.track_record import Forecasts, TrackRecord


class TrackRecordGroup(StrEnum):
    """What a track record is split by."""

    MODEL = "MODEL"
    VERSION = "VERSION"
    COMPETITION = "COMPETITION"
    SEASON = "SEASON"


class CountedPredictions(StrEnum):
    """Which predictions count where a model made several of one match before kickoff."""

    LAST = "LAST"
    FIRST = "FIRST"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """`kickoff_from` is included, `kickoff_to` is not; `shadow` is what challengers predicted unseen."""

    model: str | None = None
    version: str | None = None
    competitions: tuple[str, ...] | None = None
    seasons: tuple[str, ...] | None = None
    kickoff_from: datetime | None = None
    kickoff_to: datetime | None = None
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """The record of one group; a key is None where the records are not split by it."""

    model: str | None
    version: str | None
    competition: str | None
    season: str | None
    matches: int
    record: TrackRecord


_KEYS = {
    TrackRecordGroup.MODEL: ("model",),
    TrackRecordGroup.VERSION: ("model", "version"),
    TrackRecordGroup.COMPETITION: ("competition",),
    TrackRecordGroup.SEASON: ("season",),
}
_NUMBERS = (
    *("p.home", "p.draw", "p.away"),
    *("t.base_home", "t.base_draw", "t.base_away"),
    *("t.market_home", "t.market_draw", "t.market_away"),
    "array_position('{HOME,DRAW,AWAY}'::text[], t.outcome::text) - 1",
)
_ROW = " || ".join(f"float8send(coalesce(({number})::float8, 'NaN'))" for number in _NUMBERS)
"""One prediction as ten big-endian float64, which numpy reads as they are."""


async def records(
    where: RecordFilter,
    by: Collection[TrackRecordGroup] = (),
    count: CountedPredictions = CountedPredictions.LAST,
    first: int = 100,
) -> list[GroupRecord]:
    """The records of the groups with the most predictions; one statement.

    Without `by`, the one record of them all, which may be empty. One prediction of a match counts for each
    model (for each version, where split by it), unless `count` is ALL.
    """
    keys = [key for key in ("model", "version", "competition", "season") if _split_by(key, by)]
    rows = await fetch(*_statement(where, keys, count, first))
    if not by and not rows:
        return [_group({"matches": 0, "numbers": b""})]
    return [_group(row) for row in rows]


def _split_by(key: str, by: Collection[TrackRecordGroup]) -> bool:
    return any(key in _KEYS[group] for group in by)


def _statement(
    where: RecordFilter, keys: Sequence[str], count: CountedPredictions, first: int
) -> tuple[Any, ...]:
    conditions = _where(where)
    one_of = "p.match_id, v.name" + (", v.version" if "version" in keys else "")
    distinct, order = "", "p.id"
    if count is not CountedPredictions.ALL:
        newest = "DESC" if count is CountedPredictions.LAST else "ASC"
        distinct, order = f"DISTINCT ON ({one_of})", f"{one_of}, p.made_at {newest}, p.id {newest}"
    grouped = ", ".join(keys)
    return (
        (
            f"SELECT {grouped + ',' if grouped else ''} count(DISTINCT match_id) AS matches,"
            " string_agg(numbers, ''::bytea ORDER BY id) AS numbers FROM ("
            f" SELECT {distinct} p.id, p.match_id, v.name AS model, v.version, c.code AS competition,"
            f" e.code AS season, {_ROW} AS numbers"
            " FROM prediction_score s JOIN prediction p ON p.id = s.prediction_id"
            " JOIN match_settlement t ON t.match_id = s.match_id JOIN match m ON m.id = s.match_id"
            " JOIN model_version v ON v.id = p.model_version_id"
            " JOIN competition c ON c.id = m.competition_id JOIN season e ON e.id = m.season_id"
            f" WHERE {conditions.sql} ORDER BY {order}) counted"
            f" {f'GROUP BY {grouped}' if grouped else 'HAVING count(*) > 0'}"
            f" ORDER BY count(*) DESC{', ' + grouped if grouped else ''} LIMIT {int(first)}"
        ),
        *conditions.params,
    )


def _where(where: RecordFilter) -> Where:
    conditions = Where().add("p.shadow = {}", where.shadow)
    for column, value in (("v.name", where.model), ("v.version", where.version)):
        if value is not None:
            conditions.add(f"{column} = {{}}", value)
    return chosen(conditions, where.competitions, where.seasons, where.kickoff_from, where.kickoff_to)


def _group(row: dict[str, Any]) -> GroupRecord:
    return GroupRecord(
        model=row.get("model"),
        version=row.get("version"),
        competition=row.get("competition"),
        season=row.get("season"),
        matches=row["matches"],
        record=_record(row["numbers"]),
    )


def _record(numbers: bytes) -> TrackRecord:
    rows = np.frombuffer(numbers, dtype=">f8").astype(np.float64).reshape(-1, len(_NUMBERS))
    own, base, market, outcome = rows[:, :3], rows[:, 3:6], rows[:, 6:9], rows[:, 9]
    return TrackRecord(Forecasts(own, outcome.astype(np.int64)), base, market)
