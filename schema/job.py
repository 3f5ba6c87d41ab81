"""Long work with progress."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from app.db import jobs, models
from app.db.models import WorkStatus
from app.errors import NotFound
from schema.context import Info
from schema.ids import global_id, uuid_of
from schema.node import Node
from schema.scalars import Json
from schema.views import view

JobId = Annotated[
    strawberry.ID | None, strawberry.argument(description="The job; the one created last if left out.")
]


@strawberry.type(description="Long work with its progress.")
class Job(Node):
    kind: str = strawberry.field(description="What it does.")
    status: WorkStatus = strawberry.field(description="Where it stands.")
    done: int = strawberry.field(description="Units done.")
    total: int | None = strawberry.field(description="Units in all; null before that is known.")
    input: Json = strawberry.field(description="What it was asked for.")
    result: Json | None = strawberry.field(description="What it did; null before its end.")
    error: str | None = strawberry.field(description="Why it failed, if it did.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    started_at: datetime | None = strawberry.field(description="When it began.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null before.")

    @classmethod
    def of(cls, row: models.Job) -> "Job":
        return view(cls, row, id=global_id("Job", row.id))

    @strawberry.field(description="Share done, from 0 to 1; null before the total is known.")
    def progress(self) -> float | None:
        return self.done / self.total if self.total else None


@strawberry.type
class JobQueries:
    @strawberry.field(description="A job.")
    async def job(self, id: JobId = None) -> Job | None:
        return Job.of(await jobs.by_id(await _job_id(id)))


@strawberry.type
class JobSubscriptions:
    @strawberry.subscription(
        description="A job as it stands, then after each change; completes when the job ends."
    )
    async def job_progress(self, info: Info, id: JobId = None) -> AsyncGenerator[Job, None]:
        job_id = await _job_id(id)
        async with aclosing(info.context.services.jobs.watch(job_id)) as changes:
            async for row in changes:
                info.context.renew()
                yield Job.of(row)


async def _job_id(id: strawberry.ID | None) -> UUID:
    if id is not None:
        return uuid_of("Job", id)
    latest = await jobs.recent(1)
    if not latest:
        raise NotFound("there is no job yet; `backfillFeatures` and `startCollection` start one")
    return latest[0].id
