"""The audit trail: who did what to what. Append-only; written in the transaction of the deed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from app.db.connection import RawConnection, connection
from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import from_json
from app.redaction import redact, redact_json

DONE = "DONE"
STARTED = "STARTED"
UNCHANGED = "UNCHANGED"
CANCELLED = "CANCELLED"

_LONGEST_TARGET = 120
_COLUMNS = ("at", "actor", "action", "target", "before", "after", "result", "key_prefix", "request_id")
_INSERT = (
    f"INSERT INTO audit_entry ({', '.join(_COLUMNS)})"
    " VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7, $8, $9)"
)


@dataclass(slots=True)
class Act:
    """Something that somebody does, written down once, in the transaction of its effect.

    `written`: whether that has happened. No API key's secret is ever written, wherever it was put.
    """

    actor: str
    action: str
    at: datetime
    target: str = ""
    key_prefix: str | None = None
    request_id: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    result: str = DONE
    written: bool = False

    def failed(self, result: str) -> "Act":
        """The same without an effect, for this reason."""
        return replace(self, before=None, after=None, result=result)

    async def write(self, using: BaseDBAsyncClient | None = None) -> None:
        """`using` is the transaction that it belongs to, where that is not this task's own."""
        await (using or connection()).execute_query(_INSERT, self._values())
        self.written = True

    async def write_raw(self, using: RawConnection) -> None:
        await using.execute(_INSERT, *self._values())
        self.written = True

    def _values(self) -> list[object]:
        return [
            self.at,
            redact(self.actor),
            self.action,
            redact(self.target)[:_LONGEST_TARGET],
            _to_json(self.before),
            _to_json(self.after),
            self.result,
            self.key_prefix,
            None if self.request_id is None else redact(self.request_id),
        ]


@asynccontextmanager
async def audited(act: Act | None) -> AsyncIterator[None]:
    """One transaction for what the block writes and the act's entry. Without an act, the block alone."""
    if act is None:
        yield
        return
    async with in_transaction() as transaction:
        yield
        await act.write(transaction)


def _to_json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(redact_json(dict(value))).decode()


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
    key_prefix: str | None
    request_id: str | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Every condition given must hold; `since` is included, `until` is not."""

    actor: str | None = None
    action: str | None = None
    target: str | None = None
    result: str | None = None
    key_prefix: str | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def page(where: AuditFilter, part: Slice) -> Page[AuditRow]:
    return await _ENTRIES.page(_where(where), part)


async def count(where: AuditFilter) -> int:
    return await _ENTRIES.count(_where(where))


_CONDITIONS = {
    "since": "e.at >= {}",
    "until": "e.at < {}",
}


def _where(where: AuditFilter) -> Where:
    conditions = Where()
    for name in AuditFilter.__dataclass_fields__:
        if (value := getattr(where, name)) is not None:
            conditions.add(_CONDITIONS.get(name, f"e.{name} = {{}}"), value)
    return conditions


def _row(row: dict[str, Any]) -> AuditRow:
    return AuditRow(**(row | {"before": from_json(row["before"]), "after": from_json(row["after"])}))


_ENTRIES = Listing(
    "e.id, e.at, e.actor, e.action, e.target, e.before, e.after, e.result, e.key_prefix, e.request_id",
    "audit_entry e",
    "e.id",
    _row,
)
