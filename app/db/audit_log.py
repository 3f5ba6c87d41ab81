"""The audit trail, read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import from_json

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
