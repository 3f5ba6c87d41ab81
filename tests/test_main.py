"""The whole application: every path on real services, and nothing loaded that serving does not need."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app.config import Settings
from app.health.standard import BACKGROUND_TASKS
from app.main import create_app
from tests.fakes import write_model
from tests.http.auditing import AUDITS, audit, failed
from tests.http.serving import ROOT, child_server, serving, start
from tests.http.test_websocket import closing, receive, subscribe, url

APPLICATION = "app.main:create_app"
NOT_SERVING = (
    "skl2onnx",
    "sklearn",
    "pandas",
    "polars",
    "mlflow",
    "feast",
    "onnx",
    "typer",
)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    write_model(tmp_path / "models")
    return Settings(database_url=SecretStr(database_url), home=tmp_path, models_dir=tmp_path / "models")


@pytest.fixture
def app(settings: Settings) -> Starlette:
    return create_app(settings)


@pytest.fixture
async def address(app: Starlette) -> AsyncIterator[str]:
    async with serving(app) as served:
        yield served


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address) as opened:
        yield opened


async def test_every_audit_of_graphql_over_http_passes(address: str) -> None:
    results = await audit(address)
    assert failed(results) == []
    assert len(results) == AUDITS


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html"),
        ("/playground", "text/html"),
        ("/health", "application/health+json"),
        ("/health/liveness", "application/health+json"),
        ("/health/readiness", "application/health+json"),
        ("/health/startup", "application/health+json"),
        ("/api/v1/status", "application/json"),
        ("/metrics", "text/plain"),
    ],
)
async def test_every_path_answers(http: httpx.AsyncClient, path: str, media_type: str) -> None:
    response = await http.get(path, follow_redirects=True)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith(media_type)


async def test_every_background_task_of_a_serving_process_runs(http: httpx.AsyncClient) -> None:
    background = (await http.get("/health")).json()["checks"]["background"][0]
    live = ("consumer", "relay", "clock", "feed")
    assert (background["status"], background["observedValue"]) == ("pass", len(BACKGROUND_TASKS) + len(live))


async def test_graphql_and_http_give_the_same_health(http: httpx.AsyncClient) -> None:
    query = "{ health(probe: READINESS) { status checks { name status required } } }"
    asked = (await http.post("/graphql", json={"query": query})).json()["data"]["health"]
    told = (await http.get("/health/readiness")).json()
    assert asked["status"].lower() == told["status"] == "pass"
    assert {check["name"] for check in asked["checks"]} == set(told["checks"])


async def test_health_is_followed_over_a_socket_until_the_server_stops(app: Starlette, address: str) -> None:
    async with connect(url(address), subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send('{"type": "connection_init"}')
        assert await receive(socket) == {"type": "connection_ack"}
        await subscribe(socket, "subscription { health(probe: READINESS) { status } }")
        assert (await receive(socket))["payload"]["data"]["health"]["status"] == "PASS"
        app.state.begin_stop()
        assert await closing(socket) == 1001
    async with httpx.AsyncClient(base_url=address) as http:
        assert (await http.get("/health/readiness")).status_code == 503


def test_an_unknown_database_ends_the_start_with_advice(tmp_path: Path) -> None:
    process = start(
        APPLICATION,
        subprocess.PIPE,
        FOOTBALL_PORT="0",
        FOOTBALL_HOME=str(tmp_path),
        FOOTBALL_DATABASE_URL="postgres://nobody:secret@127.0.0.1:1/none",
    )
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "UNAVAILABLE PostgreSQL at 127.0.0.1:1/none does not answer" in errors
    assert "secret" not in errors
    assert "Traceback" not in errors


def test_a_signal_drains_the_whole_service_and_exits_0(settings: Settings, tmp_path: Path) -> None:
    assert settings.database_url is not None
    environment = {
        "FOOTBALL_DATABASE_URL": settings.database_url.get_secret_value(),
        "FOOTBALL_MODELS_DIR": str(settings.models_dir),
    }
    log = tmp_path / "server.log"
    with child_server(APPLICATION, log, **environment) as child:
        assert httpx.get(f"{child.address}/health/readiness").status_code == 200
        child.process.terminate()
        assert child.process.wait(15) == 0
    assert "Traceback" not in log.read_text()


def test_a_serving_process_loads_nothing_that_serving_does_not_need() -> None:
    code = f"import json, sys, app.main; print(json.dumps([m for m in {NOT_SERVING!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


async def test_metrics_tell_of_live_matches(http: httpx.AsyncClient) -> None:
    told = (await http.get("/metrics")).text
    assert 'football_live_events_total{outcome="applied"} 0.0' in told
    assert "football_kafka_consumer_lag 0.0" in told
    assert "football_live_bus_connected" not in told  # there is no Redis


@pytest.mark.parametrize("name", ["match-event.v1.json", "prediction.v1.json"])
async def test_the_schemas_of_messages_are_published(http: httpx.AsyncClient, name: str) -> None:
    told = await http.get(f"/schemas/{name}")
    assert told.headers["content-type"].startswith("application/schema+json")
    assert told.json()["$schema"].startswith("https://json-schema.org/")
