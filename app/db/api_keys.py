"""API keys: looked up by their prefix, created and revoked with an entry in the audit trail."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.db import models
from app.db.audit import Act, audited
from app.db.listing import Listing
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import fetch, records
from app.errors import NotFound

_FIELDS = "id, prefix, digest, name, role, rate_limit, expires_at, revoked_at"
_BY_PREFIX = f"SELECT {_FIELDS} FROM api_key WHERE prefix = $1"
_LIVING = """
SELECT id FROM api_key
WHERE id = ANY($1::bigint[]) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
"""
_TOUCH = "UPDATE api_key SET last_used_at = $2 WHERE id = ANY($1::bigint[])"
_REVOKE = "UPDATE api_key SET revoked_at = $2 WHERE prefix = $1 AND revoked_at IS NULL RETURNING id"


@dataclass(frozen=True, slots=True)
class VerifiableKey:
    """What tells whether a key that is shown is this one, and what it allows."""

    id: int
    prefix: str
    digest: bytes
    name: str
    role: str
    rate_limit: int | None
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key to be kept: everything but its secret."""

    prefix: str
    digest: bytes
    name: str
    role: str
    rate_limit: int | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    id: int
    prefix: str
    name: str
    role: str
    rate_limit: int | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


async def by_prefix(prefix: str) -> VerifiableKey | None:
    found = await records(_BY_PREFIX, prefix)
    return VerifiableKey(*found[0].values()) if found else None


async def living(ids: Sequence[int], at: datetime) -> Collection[int]:
    """Those of these keys that are neither revoked nor expired then."""
    return [row["id"] for row in await records(_LIVING, list(ids), at)]


async def touch(ids: Sequence[int], at: datetime) -> None:
    """These keys were used."""
    await records(_TOUCH, list(ids), at)


async def create(new: NewApiKey, act: Act) -> ApiKeyRow:
    async with audited(act):
        row = await models.ApiKey.create(
            prefix=new.prefix,
            digest=new.digest,
            name=new.name,
            role=new.role,
            rate_limit=new.rate_limit,
            created_at=act.at,
            created_by=act.actor,
            expires_at=new.expires_at,
        )
        act.target = f"key {new.prefix}"
        act.after = {
            "name": new.name,
            "role": new.role,
            "rateLimit": new.rate_limit,
            "expiresAt": None if new.expires_at is None else new.expires_at.isoformat(),
        }
    return ApiKeyRow(**{name: getattr(row, name) for name in ApiKeyRow.__dataclass_fields__})


async def revoke(prefix: str, act: Act) -> ApiKeyRow:
    """Revoke it; one that is revoked stays so, since when it was. Raises NotFound."""
    async with audited(act):
        act.target = f"key {prefix}"
        row = await _one(prefix)
        if await fetch(_REVOKE, prefix, act.at):
            act.before, act.after = {"revokedAt": None}, {"revokedAt": act.at.isoformat()}
            row = await _one(prefix)
        else:
            act.result = "UNCHANGED"
    return row


async def _one(prefix: str) -> ApiKeyRow:
    found = await _KEYS.page(Where().add("k.prefix = {}", prefix), Slice(LATEST_FIRST, 1))
    if not found.rows:
        raise NotFound(f"no API key has the prefix {prefix[:20]!r}; `football keys list` shows them")
    return found.rows[0]


LATEST_FIRST = Ordering("CREATED_AT_DESC", ("k.created_at", "k.id"), ("timestamptz", "bigint"), True)


async def page(part: Slice) -> Page[ApiKeyRow]:
    return await _KEYS.page(Where(), part)


async def count() -> int:
    return await _KEYS.count(Where())


def _row(row: dict[str, Any]) -> ApiKeyRow:
    return ApiKeyRow(**row)


_KEYS = Listing(
    "k.id, k.prefix, k.name, k.role, k.rate_limit, k.created_at, k.created_by, k.expires_at, k.revoked_at,"
    " k.last_used_at",
    "api_key k",
    "k.id",
    _row,
)
