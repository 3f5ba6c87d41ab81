"""Registered model versions, and which one of a name is the champion, which the challenger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db import models
from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import fetch, from_json
from app.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is registered of a version; `data_cutoff` in UTC."""

    name: str
    version: str
    sha256: str
    feature_set: str
    data_cutoff: datetime
    training_rows: int
    opset: int
    metrics: Mapping[str, Any]


async def register(new: NewVersion, *, at: datetime) -> bool:
    """Write the version unless it is known; True when it was new.

    Raises Conflict when the name and version are known with another file: a version never changes.
    """
    known = await models.ModelVersion.get_or_none(name=new.name, version=new.version)
    if known is None:
        known, created = await models.ModelVersion.get_or_create(
            name=new.name,
            version=new.version,
            defaults={
                "sha256": new.sha256,
                "feature_set": new.feature_set,
                "data_cutoff": new.data_cutoff,
                "training_rows": new.training_rows,
                "opset": new.opset,
                "metrics": dict(new.metrics),
                "registered_at": at,
            },
        )
        if created:
            return True
    if known.sha256 != new.sha256:
        raise Conflict(
            f"model {new.name} {new.version} is registered with sha256 {known.sha256}, the file here has "
            f"{new.sha256}; a version never changes: give the new file a new version"
        )
    return False


async def versions(name: str | None = None) -> Sequence[models.ModelVersion]:
    """All registered versions, the latest registered first; of one name when given."""
    found = models.ModelVersion.all() if name is None else models.ModelVersion.filter(name=name)
    return await found.order_by("-registered_at", "-id")


async def version(name: str, version: str) -> models.ModelVersion:
    """Raises NotFound."""
    found = await models.ModelVersion.get_or_none(name=name, version=version)
    if found is None:
        raise NotFound(f"no model {name} {version} is registered; `football models list` shows what is")
    return found


@dataclass(frozen=True, slots=True)
class Marks:
    """Which versions of a model answer: to the world, and in the shadow."""

    champion: str | None = None
    challenger: str | None = None


async def marks() -> dict[str, Marks]:
    """The marked versions by model name; a model without any has no entry."""
    rows = await fetch(
        "SELECT name, max(version) FILTER (WHERE champion) AS champion,"
        " max(version) FILTER (WHERE challenger) AS challenger"
        " FROM model_version WHERE champion OR challenger GROUP BY name"
    )
    return {row["name"]: Marks(row["champion"], row["challenger"]) for row in rows}


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
    challenger: bool


async def page(name: str | None, part: Slice) -> Page[ModelVersionRow]:
    return await _VERSIONS.page(_where(name), part)


async def pages_of_versions(version_ids: Sequence[int], part: Slice) -> dict[int, Page[ModelVersionRow]]:
    """For each version a page of all versions of its model; one statement."""
    same_model = "v.name = (SELECT name FROM model_version WHERE id = k.key)"
    return await _VERSIONS.pages(version_ids, same_model, Where(), part)


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
    " v.registered_at, v.champion, v.challenger",
    "model_version v",
    "v.id",
    _row,
)
