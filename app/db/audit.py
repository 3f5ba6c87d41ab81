"""The audit trail: who did what to what. Append-only; written in the transaction of the deed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import models

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
