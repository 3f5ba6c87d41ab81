"""Changes of champion and challenger: one at a time for each model, each audited, their history kept."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from app.db import models
from app.db.audit import Act
from app.db.listing import Listing
from app.db.models import PromotionKind
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import fetch, from_json
from app.errors import NotFound

# predictions refer to versions: this lock lets them be written meanwhile
_LOCK = (
    "SELECT version, champion, challenger FROM model_version WHERE name = $1 ORDER BY id FOR NO KEY UPDATE"
)
_UNMARK = "UPDATE model_version SET {mark} = FALSE WHERE name = $1 AND {mark}"
_MARK = "UPDATE model_version SET {mark} = TRUE WHERE name = $1 AND version = $2"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changes something and when (UTC), why, and what it rests on."""

    act: Act
    reason: str | None = None
    comparison: Mapping[str, Any] | None = None


class LockedModel:
    """The marks of one model, which nobody else changes until the block ends."""

    def __init__(self, name: str, rows: Sequence[Mapping[str, Any]], using: BaseDBAsyncClient) -> None:
        self.name = name
        self.versions = frozenset(row["version"] for row in rows)
        self.champion: str | None = next((row["version"] for row in rows if row["champion"]), None)
        self.challenger: str | None = next((row["version"] for row in rows if row["challenger"]), None)
        self._using = using

    async def crown(self, version: str, deed: Deed, kind: PromotionKind = PromotionKind.PROMOTED) -> None:
        """Make another version the champion. Raises NotFound for one that is not registered."""
        self._check(version)
        await self._mark("champion", None)
        if version == self.challenger:
            await self._mark("challenger", None)
            self.challenger = None
        await self._mark("champion", version)
        await self._record(version, deed, kind)
        self.champion = version

    async def challenge(self, version: str | None, deed: Deed) -> None:
        """Make a version the challenger, or none. Raises NotFound for one that is not registered."""
        if version is not None:
            self._check(version)
        await self._mark("challenger", version)
        await self._audit({"version": self.challenger}, {"version": version}, deed.act)
        self.challenger = version

    def _check(self, version: str) -> None:
        if version not in self.versions:
            raise unknown(self.name, version)

    async def _mark(self, mark: str, version: str | None) -> None:
        await self._using.execute_query(_UNMARK.format(mark=mark), [self.name])
        if version is not None:
            await self._using.execute_query(_MARK.format(mark=mark), [self.name, version])

    async def _record(self, version: str, deed: Deed, kind: PromotionKind) -> None:
        comparison = None if deed.comparison is None else dict(deed.comparison)
        await models.ModelPromotion.create(
            using_db=self._using,
            name=self.name,
            kind=kind,
            version=version,
            previous=self.champion,
            at=deed.act.at,
            actor=deed.act.actor,
            reason=deed.reason,
            comparison=comparison,
        )
        after = {"version": version, "reason": deed.reason, "comparison": comparison}
        await self._audit({"version": self.champion}, after, deed.act)

    async def _audit(self, before: Mapping[str, Any], after: Mapping[str, Any], act: Act) -> None:
        act.target = f"model {self.name}"
        act.before = before
        act.after = {name: value for name, value in after.items() if value is not None or name == "version"}
        await act.write(self._using)


@asynccontextmanager
async def locked(name: str) -> AsyncIterator[LockedModel]:
    """One transaction: committed when the block ends, taken back whole when it raises."""
    async with in_transaction() as transaction:
        rows = await transaction.execute_query_dict(_LOCK, [name])
        yield LockedModel(name, rows, transaction)


def unknown(name: str, version: str) -> NotFound:
    return NotFound(f"no model {name} {version} is registered; `football models list` shows what is")


def no_model(name: str) -> NotFound:
    return NotFound(f"no version of a model {name} is registered; `football models list` shows what is")


async def promote(name: str, to: str, act: Act) -> None:
    """Make `to` the champion as it is, compared with nothing. Raises NotFound."""
    async with locked(name) as model:
        if model.champion != to:
            await model.crown(to, Deed(act))


@dataclass(frozen=True, slots=True)
class PromotionRow:
    """`version` became the champion of `name` in the place of `previous`."""

    id: int
    name: str
    kind: PromotionKind
    version: str
    previous: str | None
    at: datetime
    actor: str
    reason: str | None
    comparison: Mapping[str, Any] | None


LATEST_FIRST = Ordering("AT_DESC", ("p.at", "p.id"), ("timestamptz", "bigint"), descending=True)


async def page(name: str, part: Slice) -> Page[PromotionRow]:
    return await _PROMOTIONS.page(_of(name), part)


async def count(name: str) -> int:
    return await _PROMOTIONS.count(_of(name))


async def pages_of_versions(version_ids: Sequence[int], part: Slice) -> dict[int, Page[PromotionRow]]:
    """For each version a page of the changes of its model's champion; one statement."""
    same_model = "p.name = (SELECT name FROM model_version WHERE id = k.key)"
    return await _PROMOTIONS.pages(version_ids, same_model, Where(), part)


async def last_of(name: str, version: str | None = None) -> PromotionRow | None:
    """How the version became the champion last, or the last change of all."""
    where = _of(name)
    if version is not None:
        where.add("p.version = {}", version)
    found = await _PROMOTIONS.page(where, Slice(LATEST_FIRST, 1))
    return found.rows[0] if found.rows else None


async def rollback_of(name: str, version: str) -> PromotionRow | None:
    """The rollback that took this version back, where nothing was promoted since."""
    taken_back = _of(name).add("p.kind = 'ROLLED_BACK'").add("p.previous = {}", version)
    taken_back.add(
        "NOT EXISTS (SELECT FROM model_promotion later WHERE later.name = p.name AND later.id > p.id"
        " AND later.kind = 'PROMOTED')"
    )
    found = await _PROMOTIONS.page(taken_back, Slice(LATEST_FIRST, 1))
    return found.rows[0] if found.rows else None


async def champion_before(name: str) -> str | None:
    """The version that a rollback returns to: the champion before the present one, None without one.

    A rollback takes back one promotion, so a second one goes back one further.
    """
    rows = await fetch(
        "SELECT kind, version, previous FROM model_promotion WHERE name = $1 ORDER BY id", name
    )
    reigns: list[str] = [rows[0]["previous"]] if rows and rows[0]["previous"] else []
    for row in rows:
        if row["kind"] == PromotionKind.PROMOTED:
            reigns.append(row["version"])
        else:
            reigns.pop()
    return reigns[-2] if len(reigns) > 1 else None


def _of(name: str) -> Where:
    return Where().add("p.name = {}", name)


def _row(row: dict[str, Any]) -> PromotionRow:
    return PromotionRow(
        **(row | {"kind": PromotionKind(row["kind"]), "comparison": from_json(row["comparison"])})
    )


_PROMOTIONS = Listing(
    "p.id, p.name, p.kind, p.version, p.previous, p.at, p.actor, p.reason, p.comparison",
    "model_promotion p",
    "p.id",
    _row,
)
