"""Who sends a request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from starlette.types import Scope

from app.http.refusals import RequestRefused
from app.http.request_id import request_id_of
from app.security.viewer import ANONYMOUS, Asker, Role, Viewer

Authenticate = Callable[[str | None, str], Awaitable[Viewer]]
"""The viewer who shows this key (None: none) from this address."""


async def everybody(key: str | None, address: str) -> Viewer:  # noqa: ARG001  for applications without keys
    """Anybody may do anything."""
    return Viewer(ANONYMOUS, Role.ADMIN, address=address)


class NotAuthenticated(RequestRefused):
    code = "UNAUTHENTICATED"
    status = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


def shown_key(authorization: str | None) -> str | None:
    """The key in an Authorization header, None where there is no header. Raises NotAuthenticated."""
    if authorization is None:
        return None
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise NotAuthenticated("show an API key as `Authorization: Bearer KEY`, or none at all")
    return key.strip()


async def asker_of(scope: Scope | Any, authenticate: Authenticate) -> Asker:
    address = (scope.get("client") or ("",))[0]
    header = next((value for name, value in scope["headers"] if name == b"authorization"), None)
    key = shown_key(None if header is None else header.decode("latin-1"))
    return Asker(request_id_of(scope), await authenticate(key, address))
