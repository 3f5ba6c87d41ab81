"""By which names this machine may be asked, where whoever reaches it may change things.

Any site's name can be made to lead to this machine (DNS rebinding). To the browser its page is then a page of
this server, and what guards against other sites lets it pass; only the name that it asks by gives it away.
"""

from collections.abc import Collection
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from app.config import variable
from app.http.answer import failure
from app.http.graphql import respond
from app.http.negotiation import JSON
from app.http.origins import place_of
from app.http.refusals import RequestRefused
from app.http.request_id import request_id_of

_MOST_KNOWN = 100


class HostRefused(RequestRefused):
    code = "HOST_REFUSED"
    status = 403


class OwnHosts:
    """Answers `/graphql` to who asks by an address, a local name or the host of an allowed origin, and to who
    shows a key, which such a page has not."""

    def __init__(self, app: ASGIApp, allowed_origins: Collection[str] = ()) -> None:
        self._app = app
        self._allowed = frozenset(place_of(origin).encode() for origin in allowed_origins)
        self._known: set[bytes] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = (
            self._refusal(scope) if scope["type"] != "lifespan" and scope["path"] == "/graphql" else None
        )
        if refused is None:
            await self._app(scope, receive, send)
        else:
            response = respond(failure(refused, request_id_of(scope)), JSON, refused.status)
            await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> HostRefused | None:
        refused = None
        for name, value in scope["headers"]:
            if name == b"authorization":
                return None
            if name == b"host" and value not in self._known and not self._is_own(value.lower()):
                refused = HostRefused(
                    f"anybody may change things here, so {value[:100].decode('latin-1')!r} is no name to ask"
                    f" by: ask 127.0.0.1 or localhost, show an API key, set {variable('anonymous')}=reader,"
                    f" or name that origin in {variable('allowed_origins')}"
                )
        return refused

    def _is_own(self, host: bytes) -> bool:
        own = host in self._allowed or cannot_be_pointed_here(host.decode("latin-1"))
        if own and len(self._known) < _MOST_KNOWN:
            self._known.add(host)
        return own


def cannot_be_pointed_here(host: str) -> bool:
    """Whether a Host header (with or without a port) is an address, or a name that nobody can register: of
    this machine, or without a dot."""
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name and ("." not in name or name.endswith(".localhost")):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
