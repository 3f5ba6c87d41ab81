"""The probes over HTTP."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from app.errors import Unavailable
from app.health.checks import Check, Finding, HealthService
from app.health.report import HealthStatus
from app.health.routes import health_routes


class Database:
    """A required component that can be switched off."""

    def __init__(self) -> None:
        self.up = True

    async def ping(self) -> Finding:
        if not self.up:
            raise Unavailable("PostgreSQL does not answer")
        return Finding()


async def warns() -> Finding:
    return Finding(HealthStatus.FAIL, "Redis does not answer")


async def hangs() -> Finding:
    await asyncio.Event().wait()
    return Finding()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def health(database: Database) -> HealthService:
    checks = [
        Check("postgresql", True, database.ping),
        Check("redis", False, warns),
        Check("kafka", False, hangs),
    ]
    return HealthService(checks, lambda: datetime.now(UTC), 0.2, fresh_s=0)


@pytest.fixture
def http(health: HealthService) -> httpx.AsyncClient:
    app = Starlette(routes=health_routes(lambda: health))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize("probe", ["", "/liveness", "/readiness", "/startup"])
async def test_a_probe_answers_in_the_health_media_type(http: httpx.AsyncClient, probe: str) -> None:
    response = await http.get(f"/health{probe}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/health+json"
    assert response.headers["cache-control"] == "no-store"


async def test_optional_components_only_warn(http: httpx.AsyncClient) -> None:
    body = (await http.get("/health")).json()
    assert body["status"] == "warn"
    assert {name: check[0]["status"] for name, check in body["checks"].items()} == {
        "postgresql": "pass",
        "redis": "warn",
        "kafka": "warn",
    }


async def test_a_required_component_that_fails_makes_the_service_unready_but_alive(
    http: httpx.AsyncClient, database: Database
) -> None:
    database.up = False
    codes = {path: (await http.get(f"/health{path}")).status_code for path in ("", "/readiness", "/liveness")}
    assert codes == {"": 503, "/readiness": 503, "/liveness": 200}
    database.up = True
    assert (await http.get("/health/readiness")).status_code == 200


async def test_readiness_does_not_wait_for_optional_components(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(0.15):
        assert (await http.get("/health/readiness")).status_code == 200


async def test_a_draining_service_is_unready(http: httpx.AsyncClient, health: HealthService) -> None:
    health.drain()
    assert (await http.get("/health/readiness")).status_code == 503
    assert (await http.get("/health/liveness")).status_code == 200
    assert (await http.get("/api/v1/status")).json()["draining"] is True


async def test_the_status_page_tells_version_uptime_and_each_check(http: httpx.AsyncClient) -> None:
    body = (await http.get("/api/v1/status")).json()
    assert body["checks"] == {"postgresql": "pass", "redis": "warn", "kafka": "warn"}
    assert (body["service"], body["status"], body["draining"]) == ("football-prediction", "warn", False)
    assert body["uptimeSeconds"] >= 0
    assert datetime.fromisoformat(body["startedAt"]).tzinfo is not None
