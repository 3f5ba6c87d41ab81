"""Who sends a request."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Scope

from app.http.request_id import request_id_of
from app.security.viewer import ANONYMOUS, Asker, Role, Viewer

Authenticate = Callable[[str | None, str], Awaitable[Viewer]]
"""The viewer who shows this key (None: none) from this address."""


async def everybody(key: str | None, address: str) -> Viewer:  # noqa: ARG001  for applications without keys
    """Anybody may do anything."""
    return Viewer(ANONYMOUS, Role.ADMIN, address=address)


async def asker_of(scope: Scope | Any, authenticate: Authenticate) -> Asker:
    address = (scope.get("client") or ("",))[0]
    return Asker(request_id_of(scope), await authenticate(None, address))
