"""The whole service while its database goes away and comes back."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.db import migrations
from app.db.embedded import EmbeddedPostgres
from tests.program import served_by

MATCHES = {"query": "{ matches(first: 1) { totalCount } }"}
QUICK = {"FOOTBALL_DATABASE_TIMEOUT_S": "1", "FOOTBALL_HEALTH_TIMEOUT_S": "1", "FOOTBALL_LOG_FORMAT": "json"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A server of this test's own, to stop and start."""
    server = EmbeddedPostgres(tmp_path / "home", durable=False)
    with server.use():
        yield server


@pytest.fixture
async def http(server: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    await migrations.upgrade(server.url)
    with served_by(database_url=server.url, settings=QUICK, log=tmp_path / "log") as (process, address):
        async with httpx.AsyncClient(base_url=address, timeout=10) as client:
            yield client
            assert process.poll() is None


async def until_ready(http: httpx.AsyncClient, status: int) -> None:
    async with asyncio.timeout(20):
        while (await http.get("/health/readiness")).status_code != status:  # noqa: ASYNC110  a probe, as an orchestrator sends it
            await asyncio.sleep(0.05)


async def test_an_outage_is_told_by_code_and_over_with_the_database_back(
    http: httpx.AsyncClient, server: EmbeddedPostgres, tmp_path: Path
) -> None:
    assert (await http.post("/graphql", json=MATCHES)).json()["data"] == {"matches": {"totalCount": 0}}
    await asyncio.to_thread(server._stop)
    answers = await asyncio.gather(*(http.post("/graphql", json=MATCHES) for _ in range(30)))
    assert {one.json()["errors"][0]["extensions"]["code"] for one in answers} == {"UNAVAILABLE"}
    await until_ready(http, 503)
    assert (await http.get("/health/liveness")).status_code == 200
    await asyncio.to_thread(server._start)
    await until_ready(http, 200)
    answers = await asyncio.gather(*(http.post("/graphql", json=MATCHES) for _ in range(30)))
    assert [one.json().get("errors") for one in answers] == [None] * 30
    checks = (await http.get("/health")).json()["checks"]
    assert checks["background"][0]["status"] == "pass"
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_workers_answer_alike_and_health_tells_of_one_that_died(archive_url: str, tmp_path: Path) -> None:
    settings = {"FOOTBALL_WORKERS": "2"}
    with served_by(database_url=archive_url, settings=settings, log=tmp_path / "log") as (process, address):
        answers = [httpx.post(f"{address}/graphql", json=MATCHES) for _ in range(20)]
        assert len({answer.content for answer in answers}) == 1
        assert answers[0].json()["data"] == {"matches": {"totalCount": 14016}}
        assert health(address)["observedUnit"] == "of 2 workers"
        victim, _ = workers_of(process.pid)
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while (told := health(address))["status"] == "pass":
            assert time.monotonic() < deadline
        assert "workers died 1 times" in told["output"]
        process.terminate()
        assert process.wait(20) == 0


def health(address: str) -> dict[str, Any]:
    """The check of the workers; asked again where the one that died had taken the question."""
    try:
        answer = httpx.get(f"{address}/health").json()
    except httpx.TransportError:
        return health(address)
    check: dict[str, Any] = answer["checks"]["workers"][0]
    return check


def workers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
