"""The probes over HTTP, as application/health+json."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.health.checks import HealthService
from app.health.report import HealthReport, HealthStatus, Probe

HEALTH_JSON = "application/health+json"
NO_STORE = {"Cache-Control": "no-store"}

Health = Callable[[], HealthService]


def health_routes(health: Health) -> list[BaseRoute]:
    """`/health`, its probes and `/api/v1/status`; `health` gives the service once it is open."""
    probes = {
        "/health": Probe.FULL,
        "/health/liveness": Probe.LIVENESS,
        "/health/readiness": Probe.READINESS,
        "/health/startup": Probe.STARTUP,
    }
    return [
        *(Route(path, _Probe(health, probe).respond) for path, probe in probes.items()),
        Route("/api/v1/status", _Status(health).respond),
    ]


def health_doors(health: Health) -> dict[tuple[str, str], Callable[[Request], Awaitable[Response]]]:
    """The probes that orchestrators and proxies ask all the time, by method and path."""
    paths = {"/health/liveness": Probe.LIVENESS, "/health/readiness": Probe.READINESS}
    return {("GET", path): _Probe(health, probe).respond for path, probe in paths.items()}


class _Probe:
    def __init__(self, health: Health, probe: Probe) -> None:
        self._health = health
        self._probe = probe

    async def respond(self, _: Request) -> Response:
        report = await self._health().report(self._probe)
        return Response(
            orjson.dumps(report.to_json(), option=orjson.OPT_INDENT_2),
            status_code=503 if report.status is HealthStatus.FAIL else 200,
            media_type=HEALTH_JSON,
            headers=NO_STORE,
        )


class _Status:
    def __init__(self, health: Health) -> None:
        self._health = health

    async def respond(self, _: Request) -> Response:
        health = self._health()
        body = _status(health, await health.report())
        return Response(
            orjson.dumps(body, option=orjson.OPT_INDENT_2), media_type="application/json", headers=NO_STORE
        )


def _status(health: HealthService, report: HealthReport) -> dict[str, Any]:
    now = health.clock()
    return {
        "service": "football-prediction",
        "version": report.version,
        "status": report.status,
        "draining": health.draining,
        "startedAt": health.started_at,
        "uptimeSeconds": round((now - health.started_at).total_seconds(), 3),
        "checks": {check.name: check.status for check in report.checks},
        "links": {
            "graphql": "/graphql",
            "playground": "/playground",
            "health": "/health",
            "liveness": "/health/liveness",
            "readiness": "/health/readiness",
            "startup": "/health/startup",
            "metrics": "/metrics",
        },
    }
