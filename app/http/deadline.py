"""How long an operation may run, and for whom: it ends when its time is up or nobody waits for it any more.

Ending it cancels the task that runs it, and with that the statement that it waits for, in PostgreSQL too.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from graphql import OperationType

from app.errors import FootballError
from app.http.direct import direct_body_of


class OperationTimedOut(FootballError):
    """The operation was ended."""

    code = "TIMEOUT"

    def __init__(self, kind: OperationType, timeout_s: float) -> None:
        advice = "ask for less at once, or try again later"
        if kind is OperationType.MUTATION:
            advice = "whether it took effect is not known: look before you repeat it"
        super().__init__(f"the {kind.value} was ended after {timeout_s:g} s: {advice}")


class ClientGone(Exception):
    """The connection that waited for the answer was closed."""


@asynccontextmanager
async def while_connected(scope: Mapping[str, Any]) -> AsyncIterator[None]:
    """End the block when the client leaves. Raises ClientGone."""
    direct = direct_body_of(scope)
    if direct is None:
        yield
        return
    try:
        async with asyncio.timeout(None) as limit:
            direct.watch(lambda: limit.reschedule(0))
            try:
                yield
            finally:
                direct.watch(None)
    except TimeoutError:
        if limit.expired():
            raise ClientGone from None
        raise
