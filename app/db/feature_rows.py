"""Stored features, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.features import StoredFeatures
from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where

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
    'f.id, f.match_id, f.feature_set, f.as_of, f."values", f.digest, f.computed_at',
    "feature_row f",
    "f.id",
    _row,
)
