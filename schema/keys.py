"""API keys."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import api_keys
from app.db.api_keys import ApiKeyRow
from app.db.paging import DEFAULT, Slice
from app.errors import FootballError
from app.operations import api_keys as operations
from app.operations.api_keys import KeyWish
from app.security.viewer import Role
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.error_types import NotFound, PermissionDenied, RateLimited, ValidationFailed, failure
from schema.mutating import mutation
from schema.permissions import Needs
from schema.views import view


@strawberry.type(description="An API key without its secret; a revoked one stays.")
class ApiKey:
    prefix: str = strawberry.field(description="What the key begins with, behind `fp_`; it names the key.")
    name: str = strawberry.field(description="Who uses it; its name in the audit trail.")
    role: Role = strawberry.field(description="What its users may do.")
    rate_limit: int | None = strawberry.field(
        description="Requests a minute, 0: no limit; null: the limit that keys have in general."
    )
    created_at: datetime = strawberry.field(description="When it was created.")
    created_by: str = strawberry.field(description="Who created it.")
    expires_at: datetime | None = strawberry.field(
        description="From when on it does not work; null: it does not expire."
    )
    revoked_at: datetime | None = strawberry.field(description="Since when it is revoked; null: it is not.")
    last_used_at: datetime | None = strawberry.field(
        description="When it was used last, to a minute or two; null: never."
    )

    @classmethod
    def of(cls, row: ApiKeyRow) -> "ApiKey":
        return view(cls, row, role=Role(row.role))


@strawberry.type(description="A key that was just created.")
class CreatedApiKey:
    key: str = strawberry.field(
        description="The key itself, shown this once: send it as `Authorization: Bearer KEY`."
    )
    api_key: ApiKey = strawberry.field(description="What is kept of it.")


CreateApiKeyResult = Annotated[
    CreatedApiKey | ValidationFailed | PermissionDenied | RateLimited,
    strawberry.union("CreateApiKeyResult", description="The key, or why there is none."),
]
RevokeApiKeyResult = Annotated[
    ApiKey | NotFound | ValidationFailed | PermissionDenied | RateLimited,
    strawberry.union("RevokeApiKeyResult", description="The revoked key, or why nothing was revoked."),
]


@strawberry.input(description="For whom a key is created, and what it allows.")
class CreateApiKeyInput:
    name: str = strawberry.field(description="Who will use it, 1 to 60 characters.")
    role: Role = strawberry.field(description="What its users may do.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="From when on it does not work; without it, it does not expire."
    )
    rate_limit: int | None = strawberry.field(
        default=None,
        description="Requests a minute, 0: no limit; without it, the limit that keys have in general.",
    )


@strawberry.input(description="Which key.")
class RevokeApiKeyInput:
    prefix: str = strawberry.field(description="What the key begins with, behind `fp_`.")


@strawberry.type(description="What came of createApiKey.")
class CreateApiKeyPayload:
    result: CreateApiKeyResult = strawberry.field(description="The key, or why there is none.")


@strawberry.type(description="What came of revokeApiKey.")
class RevokeApiKeyPayload:
    result: RevokeApiKeyResult = strawberry.field(description="The revoked key, or why nothing was revoked.")


@strawberry.type
class KeyQueries:
    @strawberry.field(
        description="The API keys, the latest first, revoked and expired ones too.",
        directives=[Needs(role=Role.ADMIN)],
    )
    async def api_keys(self, first: First = DEFAULT, after: After = None) -> Connection[ApiKey]:
        part = Slice.of(api_keys.LATEST_FIRST, first, after)
        return connection(
            await api_keys.page(part),
            part,
            key=lambda row: (row.created_at, row.id),
            node=ApiKey.of,
            count=api_keys.count,
        )


@strawberry.type
class KeyMutations:
    @mutation(
        needs=Role.ADMIN,
        description="Create an API key. The key is in the answer, and nobody can tell it again.",
    )
    async def create_api_key(
        self,
        info: Info,
        input: Annotated[CreateApiKeyInput, strawberry.argument(description="For whom, and what for.")],
    ) -> CreateApiKeyPayload:
        try:
            made = await operations.create(view(KeyWish, input), info.context.act)
        except FootballError as error:
            return CreateApiKeyPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        return CreateApiKeyPayload(result=CreatedApiKey(key=made.text, api_key=ApiKey.of(made.row)))

    @mutation(
        needs=Role.ADMIN,
        description="Revoke an API key: within a second it works nowhere, and its open connections end.",
        target=lambda asked: f"key {asked.prefix}",
    )
    async def revoke_api_key(
        self,
        info: Info,
        input: Annotated[RevokeApiKeyInput, strawberry.argument(description="Which key.")],
    ) -> RevokeApiKeyPayload:
        try:
            row = await operations.revoke(input.prefix, info.context.act)
        except FootballError as error:
            return RevokeApiKeyPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        return RevokeApiKeyPayload(result=ApiKey.of(row))
