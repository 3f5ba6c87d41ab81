"""The audit trail: who did what to what. Append-only; written in the transaction of the deed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import models
from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import from_json

DONE = "DONE"


async def append(
    *,
    at: datetime,
    actor: str,
    action: str,
    target: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    result: str = DONE,
    using: BaseDBAsyncClient | None = None,
) -> models.AuditEntry:
    """Write one entry; `using` is the transaction that it belongs to."""
    return await models.AuditEntry.create(
        using_db=using,
        at=at,
        actor=actor,
        action=action,
        target=target,
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
        result=result,
    )


LATEST_FIRST = Ordering("AT_DESC", ("e.at", "e.id"), ("timestamptz", "bigint"), descending=True)


@dataclass(frozen=True, slots=True)
class AuditRow:
    id: int
    at: datetime
    actor: str
    action: str
    target: str
    before: Any
    after: Any
    result: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    actor: str | None = None
    action: str | None = None


async def page(where: AuditFilter, part: Slice) -> Page[AuditRow]:
    return await _ENTRIES.page(_where(where), part)


async def count(where: AuditFilter) -> int:
    return await _ENTRIES.count(_where(where))


def _where(where: AuditFilter) -> Where:
    conditions = Where()
    for column, value in (("e.actor", where.actor), ("e.action", where.action)):
        if value is not None:
            conditions.add(f"{column} = {{}}", value)
    return conditions


def _row(row: dict[str, Any]) -> AuditRow:
    return AuditRow(**(row | {"before": from_json(row["before"]), "after": from_json(row["after"])}))


_ENTRIES = Listing(
    "e.id, e.at, e.actor, e.action, e.target, e.before, e.after, e.result",
    "audit_entry e",
    "e.id",
    _row,
)
