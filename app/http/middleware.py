"""Around every request: its id, its log line, its metrics, and the headers that protect browsers."""

import asyncio
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.exchange import Exchange
from app.http.metrics import Metrics
from app.log import bind_request_id, get_logger, log_often

log = get_logger(__name__)


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
        exchange = Exchange(scope, send)
        bind_request_id(exchange.request_id)
        self._metrics.requests_open += 1
        try:
            await self._app(scope, receive, exchange)
        except asyncio.CancelledError:
            # the server's drain time is over; the task ends here, so nobody else needs to know
            await exchange.fail(503, "UNAVAILABLE", "the server stops; try again", receive)
        except Exception:  # the edge of the process
            log.exception("request failed", path=scope["path"])
            await exchange.fail(500, "INTERNAL", "internal error; quote requestId", receive)
        finally:
            self._metrics.requests_open -= 1
            self._finish(scope, exchange)

    def _finish(self, scope: Scope, exchange: Exchange) -> None:
        method, path, status = scope.get("method", "WEBSOCKET"), scope["path"], exchange.status
        duration_s = time.perf_counter() - exchange.started
        told = {
            "method": method,
            "path": path,
            "status": status,
            "duration_ms": round(duration_s * 1000, 2),
        }
        log_often(__name__, "request", exchange.request_id, told)
        self._metrics.request(
            method if method in _METHODS else "other", self._route(path), status, duration_s
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
