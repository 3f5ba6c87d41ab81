"""Stored features: one row for each match, feature set and instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.audit import Act, audited
from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import fetch
from app.ids import global_id


@dataclass(frozen=True, slots=True)
class StoredFeatures:
    """The features of a match as of an instant (UTC); `values` in the order of the set's names.

    `inputs` is the fingerprint of what they were computed from (app.db.feature_inputs).
    """

    match_id: int
    feature_set: str
    as_of: datetime
    values: tuple[float, ...]
    digest: str
    computed_at: datetime
    inputs: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class StoreReport:
    added: int
    changed: int
    unchanged: int


# a changed digest means that history was corrected after the row was made
_STORE = """
WITH stored AS (
    INSERT INTO feature_row AS f (match_id, feature_set, as_of, values, digest, computed_at, inputs)
    SELECT match_id, feature_set, as_of,
        (SELECT array_agg(number::double precision ORDER BY place)
         FROM unnest(string_to_array(numbers, ' ')) WITH ORDINALITY AS part (number, place)),
        digest, computed_at, inputs
    FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::timestamptz[],
            $7::text[])
        AS new (match_id, feature_set, as_of, numbers, digest, computed_at, inputs)
    ON CONFLICT (match_id, feature_set, as_of) DO UPDATE
        SET values = excluded.values, digest = excluded.digest, inputs = excluded.inputs,
            computed_at = CASE f.digest WHEN excluded.digest THEN f.computed_at ELSE excluded.computed_at END
        WHERE (f.digest, f.inputs) IS DISTINCT FROM (excluded.digest, excluded.inputs)
    RETURNING f.match_id, f.feature_set, f.as_of, f.digest, xmax = 0 AS added
)
SELECT stored.added, before.digest <> stored.digest AS changed
FROM stored LEFT JOIN feature_row before USING (match_id, feature_set, as_of)
"""


async def store(rows: Sequence[StoredFeatures], act: Act | None = None) -> StoreReport:
    """Write the rows; a row that is there already with this digest is left alone."""
    unique = {(row.match_id, row.feature_set, row.as_of): row for row in rows}
    if not unique:
        return StoreReport(0, 0, 0)
    async with audited(act):
        found = await fetch(_STORE, *_arrays(list(unique.values())))
        if act is not None:
            act.after = {"features": [_told(row) for row in unique.values()]}
    added = sum(row["added"] for row in found)
    changed = sum(bool(row["changed"]) for row in found)
    return StoreReport(added, changed, len(unique) - added - changed)


def _told(row: StoredFeatures) -> dict[str, str]:
    """What the audit trail says of it."""
    return {
        "match": global_id("Match", row.match_id),
        "set": row.feature_set,
        "asOf": row.as_of.isoformat(),
        "digest": row.digest,
    }


def _arrays(rows: Sequence[StoredFeatures]) -> list[list[Any]]:
    # arrays of one length could be sent as a matrix, but rows of two feature sets may share a call
    return [
        [row.match_id for row in rows],
        [row.feature_set for row in rows],
        [row.as_of for row in rows],
        [" ".join(map(repr, row.values)) for row in rows],
        [row.digest for row in rows],
        [row.computed_at for row in rows],
        [row.inputs for row in rows],
    ]


LATEST_FIRST = Ordering(
    "COMPUTED_AT_DESC", ("f.computed_at", "f.id"), ("timestamptz", "bigint"), descending=True
)


@dataclass(frozen=True, slots=True)
class FeatureRowFilter:
    match_id: int | None = None
    feature_set: str | None = None


async def page(where: FeatureRowFilter, part: Slice) -> Page[StoredFeatures]:
    return await _FEATURES.page(_where(where), part)


async def count(where: FeatureRowFilter) -> int:
    return await _FEATURES.count(_where(where))


async def by_ids(ids: Sequence[int]) -> dict[int, StoredFeatures]:
    return await _FEATURES.by_ids(ids)


async def one(match_id: int, feature_set: str, as_of: datetime) -> StoredFeatures | None:
    where = _where(FeatureRowFilter(match_id, feature_set)).add("f.as_of = {}", as_of)
    found = await _FEATURES.page(where, Slice(LATEST_FIRST, 1))
    return found.rows[0] if found.rows else None


def _where(where: FeatureRowFilter) -> Where:
    conditions = Where()
    if where.match_id is not None:
        conditions.add("f.match_id = {}", where.match_id)
    if where.feature_set is not None:
        conditions.add("f.feature_set = {}", where.feature_set)
    return conditions


def _row(row: dict[str, Any]) -> StoredFeatures:
    return StoredFeatures(**(row | {"values": tuple(row["values"])}))


_FEATURES = Listing(
    'f.id, f.match_id, f.feature_set, f.as_of, f."values", f.digest, f.computed_at, f.inputs',
    "feature_row f",
    "f.id",
    _row,
)
