"""Who sends a request."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from starlette.types import Scope

from app.errors import Unavailable
from app.http.refusals import RequestRefused
from app.http.request_id import request_id_of
from app.security.keyring import KeyRefused, KeyRing
from app.security.viewer import ANONYMOUS, Asker, Role, Viewer

Authenticate = Callable[[str | None, str], Awaitable[Viewer]]
"""The viewer who shows this key (None: none) from this address."""


async def everybody(key: str | None, address: str) -> Viewer:  # noqa: ARG001  for applications without keys
    """Anybody may do anything."""
    return Viewer(ANONYMOUS, Role.ADMIN, address=address)


KEY_NEEDED = "an API key is needed here: send `Authorization: Bearer KEY`"


class AuthenticationUnavailable(RequestRefused):
    code = "UNAVAILABLE"
    status = 503
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class NotAuthenticated(RequestRefused):
    code = "UNAUTHENTICATED"
    status = 401
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


def by_keys(ring: Callable[[], KeyRing]) -> Authenticate:
    """Viewers told by the keys of the ring, once it is open; who is not let in is a request refused."""

    async def authenticate(key: str | None, address: str) -> Viewer:
        try:
            return await ring().authenticate(key, address)
        except KeyRefused as refused:
            raise NotAuthenticated(refused.message) from None
        except Unavailable as error:
            raise AuthenticationUnavailable(error.message) from error

    return authenticate


def shown_key(authorization: str | None) -> str | None:
    """The key in an Authorization header, None where there is no header. Raises NotAuthenticated."""
    if authorization is None:
        return None
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise NotAuthenticated("show an API key as `Authorization: Bearer KEY`, or none at all")
    return key.strip()


def admitted(asker: Asker) -> Asker:
    """The asker again. Raises NotAuthenticated where nobody may ask without a key, and none was shown."""
    if asker.viewer.role is None:
        raise NotAuthenticated(KEY_NEEDED)
    return asker


async def asker_of(scope: Scope | Any, authenticate: Authenticate) -> Asker:
    address = (scope.get("client") or ("",))[0]
    shown = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(shown) > 1:
        raise NotAuthenticated("show one API key, in one Authorization header")
    key = shown_key(shown[0].decode("latin-1")) if shown else None
    return Asker(request_id_of(scope), await authenticate(key, address))
