"""A running service follows promotions and rollbacks within a second, and no request fails meanwhile."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes import write_model
from tests.program import football, served_by

QUESTION = """
{ matches(first: 1, orderBy: KICKOFF_DESC, where: { status: [FINISHED] }) {
    nodes { prediction { ... on Prediction { model { version } } ... on Error { message } } } } }
"""
PROMOTE = """
mutation ($version: String!) {
  promoteModelVersion(input: { name: "match", version: $version, overrideReason: "a rehearsal" }) {
    result { __typename ... on ChampionChange { champion { version serving } } ... on Error { message } } } }
"""
ROLLBACK = """
mutation { rollbackModel(input: { name: "match", reason: "a rehearsal" }) {
    result { __typename ... on ChampionChange { champion { version serving } } ... on Error { message } } } }
"""
ASKING = 6


@dataclass
class Load:
    """Clients that ask without a pause, and what they were told."""

    address: str
    answers: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    stopped: bool = False

    async def ask(self) -> None:
        async with httpx.AsyncClient(timeout=20) as client:
            while not self.stopped:
                try:
                    body = (await client.post(f"{self.address}/graphql", json={"query": QUESTION})).json()
                    [node] = body["data"]["matches"]["nodes"]
                    self.answers[node["prediction"]["model"]["version"]] += 1
                except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
                    self.failures.append(repr(error))


@pytest.fixture
async def service(archive_url: str, tmp_path: Path) -> AsyncIterator[tuple[str, str, Path]]:
    """Address, database and models of a service with two versions, the newer one answering."""
    for version, goals in (("1.0.0", 1.2), ("2.0.0", 1.7)):
        write_model(tmp_path / "models", version, goals=goals)
    settings = {"FOOTBALL_MODELS_DIR": str(tmp_path / "models"), "FOOTBALL_HOME": str(tmp_path / "home")}
    with served_by(database_url=archive_url, settings=settings, log=tmp_path / "server.log") as (_, address):
        yield address, archive_url, tmp_path


async def told(client: httpx.AsyncClient, address: str, query: str, **variables: Any) -> dict[str, Any]:
    answer = await client.post(f"{address}/graphql", json={"query": query, "variables": variables})
    [payload] = answer.json()["data"].values()
    result: dict[str, Any] = payload["result"]
    return result


async def seconds_until(load: Load, version: str) -> float:
    """From now until an answer of this version is counted."""
    begun, before = time.monotonic(), load.answers[version]
    while load.answers[version] == before:
        await asyncio.sleep(0.005)
        assert time.monotonic() - begun < 20, load.failures
    return time.monotonic() - begun


async def test_promoting_and_rolling_back_under_load_fails_no_request(
    service: tuple[str, str, Path],
) -> None:
    """By another process, as an operator does it, and by the service itself."""
    address, database_url, folder = service
    load = Load(address)
    asking = [asyncio.create_task(load.ask()) for _ in range(ASKING)]
    async with httpx.AsyncClient(timeout=20) as client:
        for version in ("1.0.0", "2.0.0"):
            result = await told(client, address, PROMOTE, version=version)
            assert result["champion"] == {"version": version, "serving": True}, result
            assert await seconds_until(load, version) <= 1
        result = await told(client, address, ROLLBACK)
        assert result["champion"] == {"version": "1.0.0", "serving": True}, result
        assert await seconds_until(load, "1.0.0") <= 1
    settings = {"FOOTBALL_MODELS_DIR": str(folder / "models"), "FOOTBALL_HOME": str(folder / "home2")}
    command = ("models", "promote", "match", "2.0.0", "--reason", "a rehearsal")
    done = await asyncio.to_thread(football, *command, database_url=database_url, settings=settings)
    assert done.returncode == 0, done.stderr
    assert await seconds_until(load, "2.0.0") <= 1
    load.stopped = True
    await asyncio.gather(*asking)
    assert load.failures == []
    assert min(load.answers.values()) > 0
