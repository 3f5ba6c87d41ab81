"""Which pages may ask: those of this server and of allowed origins; programs send no Origin.

Keys are shown in a header, never in a cookie, so another site's page can at most make its visitors' browsers
ask what anybody may ask. It shall not do that either: no mutation, and no answer that it could time.
"""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import urlsplit

from starlette.types import Scope

from app.http.refusals import RequestRefused

CLIENT_HEADER = "X-Football-Client"
_PROOFS = frozenset(
    {
        b"x-football-client",
        b"apollo-require-preflight",
        b"x-apollo-operation-name",
        b"graphql-require-preflight",
        b"authorization",
    }
)
"""Headers that a page may only send to another origin which allowed it before (CORS preflight)."""
_READ = (b"application/json", b"application/graphql-response+json", b"text/event-stream")
_OWN_SITE = (b"same-origin", b"none")
_WITH_ORIGIN = (b"cors", b"same-origin")
_ASKED = (
    b"origin",
    b"sec-fetch-site",
    b"sec-fetch-mode",
    b"accept",
    b"content-type",
    b"host",
    b"x-forwarded-host",
)
_CORS_HEADERS = (
    (b"access-control-allow-methods", b"GET, POST"),
    (
        b"access-control-allow-headers",
        b"Authorization, Content-Type, X-Football-Client, X-Request-Id, If-None-Match",
    ),
    (b"access-control-max-age", b"600"),
)
_EXPOSED = (b"access-control-expose-headers", b"ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id")


class CrossSite(RequestRefused):
    code = "CROSS_SITE_REQUEST"
    status = 403


class Origins:
    """The origins of other sites' pages that may ask."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(one.encode("latin-1", "replace") for one in allowed)

    def require_own(self, scope: Scope) -> None:
        """Raises CrossSite for a GET that a page of another site may have sent without being allowed to."""
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _PROOFS:
                return
            if name in _ASKED:
                found[name] = value
        if not self._is_own(found):
            raise CrossSite(
                "a GET needs proof that no other site's page sends it: name application/json in Accept,"
                f" or send any {CLIENT_HEADER}"
            )

    def told(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """What the answer says about the origin that asks."""
        if not self._allowed:
            return []
        origin = dict(scope["headers"]).get(b"origin", b"")
        if origin.lower() not in self._allowed:
            return [(b"vary", b"Origin")]
        return [(b"vary", b"Origin"), (b"access-control-allow-origin", origin), _EXPOSED]

    def preflight(self, scope: Scope) -> list[tuple[bytes, bytes]] | None:
        """The answer's headers to a browser that asks whether a page may ask; None if it may not."""
        told = self.told(scope)
        return [*told, *_CORS_HEADERS] if len(told) > 1 else None

    def _is_own(self, headers: Mapping[bytes, bytes]) -> bool:
        origin = headers.get(b"origin")
        if origin is not None:
            place = place_of(origin.decode("latin-1"))
            own = bool(place) and place.encode() in (headers.get(b"host"), headers.get(b"x-forwarded-host"))
            return own or origin.lower() in self._allowed
        site, mode = headers.get(b"sec-fetch-site"), headers.get(b"sec-fetch-mode")
        if site is not None:
            return site in _OWN_SITE
        if mode is not None:
            # browsers name the origin of whatever page asks another one so
            return mode in _WITH_ORIGIN
        return _names(headers.get(b"accept", b""), _READ) or headers.get(b"content-type", b"").startswith(
            _READ
        )


def origins_in(setting: str) -> frozenset[str]:
    """Origins such as https://example.org, separated by commas."""
    return frozenset(origin for part in setting.split(",") if (origin := part.strip().rstrip("/").lower()))


def place_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _names(accept: bytes, types: Iterable[bytes]) -> bool:
    lowered = accept.lower()
    return any(one in lowered for one in types)
