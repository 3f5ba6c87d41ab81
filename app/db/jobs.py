"""Rows of long work: created, kept alive by a heartbeat, ended exactly once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db import models
from app.db.audit import STARTED, Act, audited
from app.db.connection import connection
from app.db.models import WorkStatus
from app.errors import NotFound

ALIVE = (WorkStatus.QUEUED, WorkStatus.RUNNING)
DIED = "the process that ran this job ended; start it again, it takes up what is missing"


async def create(
    id_: UUID, kind: str, input_: Mapping[str, Any], *, at: datetime, act: Act | None = None
) -> models.Job:
    async with audited(act):
        if act is not None:
            act.target, act.after, act.result = f"job {id_}", input_, STARTED
        return await models.Job.create(
            id=id_,
            kind=kind,
            status=WorkStatus.RUNNING,
            input=dict(input_),
            created_at=at,
            started_at=at,
            heartbeat_at=at,
        )


async def by_id(id_: UUID) -> models.Job:
    """Raises NotFound."""
    found = await models.Job.get_or_none(id=id_)
    if found is None:
        raise NotFound(
            f"there is no job {id_}; jobs are named by the id that the mutation starting them returns"
        )
    return found


async def recent(limit: int) -> Sequence[models.Job]:
    return await models.Job.all().order_by("-created_at").limit(limit)


async def report(id_: UUID, done: int, total: int | None, *, at: datetime) -> None:
    """Write progress of a running job, and that it lives."""
    await models.Job.filter(id=id_, status=WorkStatus.RUNNING).update(done=done, total=total, heartbeat_at=at)


async def beat(ids: Sequence[UUID], *, at: datetime) -> None:
    """These jobs live."""
    await models.Job.filter(id__in=ids, status=WorkStatus.RUNNING).update(heartbeat_at=at)


async def finish(
    id_: UUID,
    status: WorkStatus,
    *,
    at: datetime,
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
) -> None:
    """End a job that has not ended yet."""
    await models.Job.filter(id=id_, status__in=ALIVE).update(
        status=status, finished_at=at, result=None if result is None else dict(result), error=error
    )


async def fail_orphans(*, silent_since: datetime, at: datetime) -> int:
    """End the jobs whose process has not been heard of since then; how many."""
    count: int
    count, _ = await connection().execute_query(
        "UPDATE job SET status = 'FAILED', finished_at = $1, error = $2 "
        "WHERE status IN ('QUEUED', 'RUNNING') AND coalesce(heartbeat_at, created_at) < $3",
        [at, DIED, silent_since],
    )
    return count
