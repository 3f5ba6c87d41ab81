"""What all mutations share: a role is needed, a refusal is a value of the payload's union, and every one of
them is in the audit trail."""

import asyncio
from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver

from app.db.audit import DONE, UNCHANGED
from app.errors import FootballError, PermissionDenied, RateLimited
from app.http.answer import INTERNAL
from app.security.viewer import Role
from schema.context import Info
from schema.error_types import Error, failure
from schema.permissions import Needs

Target = Callable[[Any], str]
"""What an input is about, for the audit trail; mutations that know better say so with their effect."""


def mutation(*, needs: Role, description: str, target: Target = lambda _: "") -> Any:
    """A mutation of one `input` whose payload has a `result`; its resolver finds its act in the context."""
    return strawberry.mutation(
        description=description, directives=[Needs(role=needs)], extensions=[_Audited(needs, target)]
    )


class _Audited(FieldExtension):
    def __init__(self, needs: Role, target: Target) -> None:
        self._needs = needs
        self._target = target

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **arguments: Any
    ) -> Any:
        context = info.context
        act = context.begin(info.field_name, self._target(arguments["input"]))
        try:
            payload = await self._run(next_, source, info, arguments)
        except asyncio.CancelledError:
            # it took too long, or its socket was closed
            context.services.audit.cancelled(act)
            raise
        except Exception as error:
            await context.services.audit.ineffective(
                act.failed(error.code if isinstance(error, FootballError) else INTERNAL)
            )
            raise
        if isinstance(payload.result, Error):
            await context.services.audit.ineffective(act.failed(payload.result.code.value))
        elif not act.written:
            act.result = UNCHANGED if act.after is None else DONE
            await context.services.audit.ineffective(act)
        return payload

    async def _run(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, arguments: dict[str, Any]
    ) -> Any:
        try:
            info.context.viewer.require(self._needs, info.field_name)
            await info.context.count_mutation()
            return await next_(source, info, **arguments)
        except (PermissionDenied, RateLimited) as refused:
            payload: Any = info.return_type
            return payload(result=failure(refused))
