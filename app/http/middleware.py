"""Around every request: its id, its log line, its metrics, and the headers that protect browsers."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.metrics import Metrics
from app.http.problems import problem
from app.http.request_id import HEADER, assign_request_id, request_id_of
from app.log import bind_request_id, get_logger, log_often

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_SECURITY = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items())
_SECURITY_NAMES = frozenset(name for name, _ in _SECURITY)
_REQUEST_ID = HEADER.lower().encode()

Finish = Callable[[Scope, int, float], None]

log = get_logger(__name__)


class SecurityHeaders:
    """Adds the headers that a response has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _secured(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, secured)


def _secured(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    own = {name for name, _ in headers}
    if _SECURITY_NAMES.isdisjoint(own):
        return [*headers, *_SECURITY]
    return [*headers, *((name, value) for name, value in _SECURITY if name not in own)]


class RequestLog:
    """Gives each request its id, logs it once, counts it, and turns what nobody caught into a plain 500."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Collection[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._known = frozenset(routes)
        self._routes = tuple(sorted(routes, key=len, reverse=True))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        request_id = assign_request_id(scope)
        bind_request_id(request_id)
        self._metrics.requests_open += 1
        try:
            await _Exchange(scope, request_id).run(self._app, receive, send, self._finish)
        finally:
            self._metrics.requests_open -= 1

    def _finish(self, scope: Scope, status: int, duration_s: float) -> None:
        method = str(scope.get("method", "WEBSOCKET"))
        told = {
            "method": method,
            "path": scope["path"],
            "status": status,
            "duration_ms": round(duration_s * 1000, 2),
        }
        log_often(__name__, "request", request_id_of(scope), told)
        self._metrics.request(
            method if method in _METHODS else "other", self._route(scope["path"]), status, duration_s
        )

    def _route(self, path: str) -> str:
        """The route's own path: whatever clients invent must not become label values."""
        if path in self._known:
            return path
        for route in self._routes:
            if path == route or (route != "/" and path.startswith(f"{route}/")):
                return route
        return "unknown"


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "WEBSOCKET"})
_CLOSED_BY_SERVER = 503


class _Exchange:
    """One request and how far its response has come."""

    __slots__ = ("_request_id", "_scope", "_started", "_status")

    def __init__(self, scope: Scope, request_id: str) -> None:
        self._scope = scope
        self._request_id = request_id
        self._status = 0
        self._started = time.perf_counter()

    async def run(self, app: ASGIApp, receive: Receive, send: Send, finish: Finish) -> None:
        async def tagged(message: Message) -> None:
            self._note(message)
            await send(message)

        try:
            await app(self._scope, receive, tagged)
        except asyncio.CancelledError:
            # the server's drain time is over; the task ends here, so nobody else needs to know
            await self._fail(_CLOSED_BY_SERVER, "UNAVAILABLE", "the server stops; try again", receive, tagged)
        except Exception:  # the edge of the process
            log.exception("request failed", path=self._scope["path"])
            await self._fail(500, "INTERNAL", "internal error; quote requestId", receive, tagged)
        finally:
            finish(self._scope, self._status, time.perf_counter() - self._started)

    def _note(self, message: Message) -> None:
        kind = message["type"]
        if kind in ("http.response.start", "websocket.http.response.start"):
            self._status = message["status"]
        elif kind == "websocket.accept":
            self._status = 101
        else:
            return
        headers = [one for one in message.get("headers", ()) if one[0] != _REQUEST_ID]
        message["headers"] = [*headers, (_REQUEST_ID, self._request_id.encode())]

    async def _fail(self, status: int, code: str, detail: str, receive: Receive, send: Send) -> None:
        if self._scope["type"] == "http" and not self._status:
            await problem(status, code, detail, self._request_id)(self._scope, receive, send)
