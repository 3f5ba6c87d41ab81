"""Telling clients how much they may ask: 429, and the header fields of the IETF's draft "RateLimit header
fields for HTTP" (draft-ietf-httpapi-ratelimit-headers)."""

from collections.abc import Mapping

from starlette.responses import Response

from app.http.refusals import RequestRefused
from app.security.rates import WINDOW_S, Draw


class RateLimited(RequestRefused):
    code = "RATE_LIMITED"
    status = 429

    def __init__(self, draw: Draw) -> None:
        super().__init__(draw.refusal)
        self.extensions = {"retryAfter": draw.retry_after}
        self._draw = draw

    @property
    def headers(self) -> Mapping[str, str]:  # type: ignore[override]  # others have theirs in common
        told = {name.decode(): value.decode() for name, value in headers_of(self._draw)}
        return told | {"Retry-After": str(self._draw.retry_after)}


def require(draw: Draw | None) -> None:
    """Raises RateLimited where there was no token."""
    if draw is not None and not draw.allowed:
        raise RateLimited(draw)


def headers_of(draw: Draw) -> list[tuple[bytes, bytes]]:
    """The limit, what is left of it, and in how many seconds all of it is there again."""
    name, _, limit = draw.policy
    return [
        (b"ratelimit-policy", f'"{name}";q={limit};w={WINDOW_S}'.encode()),
        (b"ratelimit", f'"{name}";r={draw.remaining};t={draw.full_after}'.encode()),
    ]


def tell(response: Response, draw: Draw | None) -> Response:
    """The response with what is left for its client; a refusal tells by itself."""
    if draw is not None and draw.allowed:
        response.raw_headers += headers_of(draw)
    return response
