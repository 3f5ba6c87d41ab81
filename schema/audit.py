"""The audit trail."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import audit
from app.db.audit import AuditFilter, AuditRow
from app.db.paging import DEFAULT, Slice
from app.security.viewer import Role
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.permissions import Needs
from schema.scalars import Json
from schema.views import view


@strawberry.type(description="Who did what to what; never changed afterwards.")
class AuditEntry:
    at: datetime = strawberry.field(description="When.")
    actor: str = strawberry.field(description="Who.")
    action: str = strawberry.field(description="What was done.")
    target: str = strawberry.field(description="What it was done to.")
    before: Json | None = strawberry.field(description="How it was before, where that tells something.")
    after: Json | None = strawberry.field(description="How it was after, where that tells something.")
    result: str = strawberry.field(
        description=(
            "What came of it: DONE, STARTED (a job goes on), UNCHANGED (nothing was left to do), CANCELLED"
            " (cut off before it was done), or the code of the error."
        )
    )
    key_prefix: str | None = strawberry.field(
        description="The prefix of the API key that was shown; null without one."
    )
    request_id: str | None = strawberry.field(
        description="The request's id, as in the header X-Request-Id and in the log; null: no request."
    )

    @classmethod
    def of(cls, row: AuditRow) -> "AuditEntry":
        return view(cls, row)


@strawberry.input(description="Which entries; every condition given must hold.")
class AuditWhere:
    actor: str | None = strawberry.field(default=None, description="Only what this one did.")
    action: str | None = strawberry.field(default=None, description="Only this action.")
    target: str | None = strawberry.field(default=None, description="Only what was done to this.")
    result: str | None = strawberry.field(default=None, description="Only what came to this.")
    key_prefix: str | None = strawberry.field(
        default=None, description="Only what was done with the API key of this prefix."
    )
    request_id: str | None = strawberry.field(default=None, description="Only what this request did.")
    since: datetime | None = strawberry.field(default=None, description="Only from this instant on.")
    until: datetime | None = strawberry.field(default=None, description="Only before this instant.")


@strawberry.type
class AuditQueries:
    @strawberry.field(description="The audit trail, the latest first.", directives=[Needs(role=Role.ADMIN)])
    async def audit_log(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[AuditWhere | None, strawberry.argument(description="Which entries.")] = None,
    ) -> Connection[AuditEntry]:
        part = Slice.of(audit.LATEST_FIRST, first, after)
        narrowed = view(AuditFilter, where or AuditWhere())
        return connection(
            await audit.page(narrowed, part),
            part,
            key=lambda row: (row.at, row.id),
            node=AuditEntry.of,
            count=lambda: audit.count(narrowed),
        )
