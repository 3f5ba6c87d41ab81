"""Registered model versions, read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import from_json

LATEST_FIRST = Ordering(
    "REGISTERED_AT_DESC", ("v.registered_at", "v.id"), ("timestamptz", "bigint"), descending=True
)
_CHAMPION_FIRST = Ordering(
    "CHAMPION", ("v.champion", *LATEST_FIRST.columns), ("bool", *LATEST_FIRST.types), descending=True
)


@dataclass(frozen=True, slots=True)
class ModelVersionRow:
    id: int
    name: str
    version: str
    sha256: str
    feature_set: str
    data_cutoff: datetime
    training_rows: int
    opset: int
    metrics: Mapping[str, Any]
    registered_at: datetime
    champion: bool


async def page(name: str | None, part: Slice) -> Page[ModelVersionRow]:
    return await _VERSIONS.page(_where(name), part)


async def count(name: str | None) -> int:
    return await _VERSIONS.count(_where(name))


async def by_ids(ids: Sequence[int]) -> dict[int, ModelVersionRow]:
    return await _VERSIONS.by_ids(ids)


async def one(name: str, version: str | None) -> ModelVersionRow | None:
    """That version; without `version` the champion, or else the latest registered."""
    conditions = _where(name)
    if version is not None:
        conditions.add("v.version = {}", version)
    found = await _VERSIONS.page(conditions, Slice(_CHAMPION_FIRST, 1))
    return found.rows[0] if found.rows else None


def _where(name: str | None) -> Where:
    conditions = Where()
    return conditions if name is None else conditions.add("v.name = {}", name)


def _row(row: dict[str, Any]) -> ModelVersionRow:
    return ModelVersionRow(**(row | {"metrics": from_json(row["metrics"])}))


_VERSIONS = Listing(
    "v.id, v.name, v.version, v.sha256, v.feature_set, v.data_cutoff, v.training_rows, v.opset, v.metrics,"
    " v.registered_at, v.champion",
    "model_version v",
    "v.id",
    _row,
)
