"""Collection runs and the sources they read."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import collection_runs
from app.db.collection_runs import RunFilter, RunRow, SourceRow
from app.db.models import WorkStatus
from app.db.paging import DEFAULT, Slice
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.ids import global_id
from schema.node import Node
from schema.scalars import Json
from schema.views import view


@strawberry.type(description="One run of a collector: what it was asked for and what it did.")
class CollectionRun(Node):
    source: str = strawberry.field(description="What it collected from.")
    requested: Json = strawberry.field(description="What it was asked for.")
    status: WorkStatus = strawberry.field(description="Where it stands.")
    started_at: datetime = strawberry.field(description="When it began.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null while it runs.")
    added: int = strawberry.field(description="Matches that were new.")
    changed: int = strawberry.field(description="Matches that the source had changed.")
    unchanged: int = strawberry.field(description="Matches that were as stored.")
    refused: int = strawberry.field(description="Lines that could not be used.")
    report: Json | None = strawberry.field(description="The same by file, with the refused lines and why.")
    error: str | None = strawberry.field(description="Why it ended early, if it did.")

    @classmethod
    def of(cls, row: RunRow) -> "CollectionRun":
        return view(cls, row, id=global_id("CollectionRun", row.id))


@strawberry.type(description="A source of data and what came from it so far.")
class DataSource:
    row: strawberry.Private[SourceRow]
    name: str = strawberry.field(description="The source.")
    payloads: int = strawberry.field(description="Files received, each kept as it came.")
    byte_count: float = strawberry.field(description="Their size together, in bytes.")
    matches: int = strawberry.field(description="Matches last told of by it.")
    last_fetched_at: datetime | None = strawberry.field(description="When the latest file came.")

    @classmethod
    def of(cls, row: SourceRow) -> "DataSource":
        return view(cls, row, row=row)

    @strawberry.field(description="The latest run that read it.")
    async def last_run(self, info: Info) -> CollectionRun | None:
        if self.row.last_run_id is None:
            return None
        row = await info.context.loaders.runs.load(self.row.last_run_id)
        return None if row is None else CollectionRun.of(row)


@strawberry.input(description="Which runs; every condition given must hold.")
class CollectionRunWhere:
    source: str | None = strawberry.field(default=None, description="Only those of this source.")
    status: WorkStatus | None = strawberry.field(default=None, description="Only those that stand so.")


@strawberry.type
class CollectionQueries:
    @strawberry.field(description="Runs of the collectors, the latest first.")
    async def collection_runs(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[CollectionRunWhere | None, strawberry.argument(description="Which of them.")] = None,
    ) -> Connection[CollectionRun]:
        part = Slice.of(collection_runs.LATEST_FIRST, first, after)
        chosen = where or CollectionRunWhere()
        narrowed = RunFilter(source=chosen.source, status=chosen.status)
        return connection(
            await collection_runs.page(narrowed, part),
            part,
            key=lambda row: (row.started_at, row.id),
            node=CollectionRun.of,
            count=lambda: collection_runs.count(narrowed),
        )

    @strawberry.field(description="The sources of data, in order of name.")
    async def data_sources(self) -> list[DataSource]:
        return [DataSource.of(row) for row in await collection_runs.sources()]
