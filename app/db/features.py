"""Stored features: one row for each match, feature set and instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.connection import connection


@dataclass(frozen=True, slots=True)
class StoredFeatures:
    """The features of a match as of an instant (UTC); `values` in the order of the set's names."""

    match_id: int
    feature_set: str
    as_of: datetime
    values: tuple[float, ...]
    digest: str
    computed_at: datetime
    id: int | None = None


@dataclass(frozen=True, slots=True)
class StoreReport:
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class FeatureFilter:
    """Which rows; None stands for any. Instants bound `as_of`: from inclusive, to exclusive."""

    match_ids: Sequence[int] | None = None
    competition: str | None = None
    season: str | None = None
    feature_set: str | None = None
    from_: datetime | None = None
    to: datetime | None = None


_COLUMNS = "f.id, f.match_id, f.feature_set, f.as_of, f.values, f.digest, f.computed_at"

# a changed digest means that history was corrected after the row was made
_STORE = """
INSERT INTO feature_row AS f (match_id, feature_set, as_of, values, digest, computed_at)
SELECT match_id, feature_set, as_of,
    (SELECT array_agg(number::double precision ORDER BY place)
     FROM unnest(string_to_array(numbers, ' ')) WITH ORDINALITY AS part (number, place)),
    digest, computed_at
FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::timestamptz[])
    AS new (match_id, feature_set, as_of, numbers, digest, computed_at)
ON CONFLICT (match_id, feature_set, as_of) DO UPDATE
    SET values = excluded.values, digest = excluded.digest, computed_at = excluded.computed_at
    WHERE f.digest <> excluded.digest
RETURNING (xmax = 0) AS added
"""
_ROWS = f"""
SELECT {_COLUMNS} FROM feature_row f
WHERE ($1::bigint[] IS NULL OR f.match_id = ANY($1))
    AND ($2::text IS NULL OR EXISTS (SELECT FROM match m JOIN competition c ON c.id = m.competition_id
        JOIN season s ON s.id = m.season_id
        WHERE m.id = f.match_id AND c.code = $2 AND ($3::text IS NULL OR s.code = $3)))
    AND ($4::text IS NULL OR f.feature_set = $4)
    AND ($5::timestamptz IS NULL OR f.as_of >= $5) AND ($6::timestamptz IS NULL OR f.as_of < $6)
    AND ($7::bigint IS NULL OR f.id < $7)
ORDER BY f.id DESC LIMIT $8
"""
_LATEST = f"""
SELECT {_COLUMNS} FROM unnest($1::bigint[]) AS asked (match_id)
CROSS JOIN LATERAL (SELECT * FROM feature_row
    WHERE match_id = asked.match_id AND feature_set = $2 AND ($3::timestamptz IS NULL OR as_of <= $3)
    ORDER BY as_of DESC LIMIT 1) AS f
"""


async def store(rows: Sequence[StoredFeatures]) -> StoreReport:
    """Write the rows; a row that is there already with this digest is left alone."""
    unique = {(row.match_id, row.feature_set, row.as_of): row for row in rows}
    if not unique:
        return StoreReport(0, 0, 0)
    found = await connection().execute_query_dict(_STORE, _arrays(list(unique.values())))
    added = sum(row["added"] for row in found)
    return StoreReport(added, len(found) - added, len(unique) - len(found))


async def latest(
    match_ids: Sequence[int], feature_set: str, *, as_of: datetime | None = None
) -> dict[int, StoredFeatures]:
    """The newest row of each match, not after `as_of` when given; one statement."""
    rows = await connection().execute_query_dict(_LATEST, [list(match_ids), feature_set, as_of])
    return {row["match_id"]: _stored(row) for row in rows}


async def page(where: FeatureFilter, *, limit: int, before: int | None = None) -> list[StoredFeatures]:
    """Rows newest first (by id), those with an id below `before`."""
    arguments = [
        None if where.match_ids is None else list(where.match_ids),
        where.competition,
        where.season,
        where.feature_set,
        where.from_,
        where.to,
        before,
        limit,
    ]
    return [_stored(row) for row in await connection().execute_query_dict(_ROWS, arguments)]


async def by_ids(ids: Sequence[int]) -> dict[int, StoredFeatures]:
    sql = f"SELECT {_COLUMNS} FROM feature_row f WHERE f.id = ANY($1)"
    return {row["id"]: _stored(row) for row in await connection().execute_query_dict(sql, [list(ids)])}


def _arrays(rows: Sequence[StoredFeatures]) -> list[list[Any]]:
    # arrays of one length could be sent as a matrix, but rows of two feature sets may share a call
    return [
        [row.match_id for row in rows],
        [row.feature_set for row in rows],
        [row.as_of for row in rows],
        [" ".join(map(repr, row.values)) for row in rows],
        [row.digest for row in rows],
        [row.computed_at for row in rows],
    ]


def _stored(row: dict[str, Any]) -> StoredFeatures:
    return StoredFeatures(**(row | {"values": tuple(row["values"])}))
