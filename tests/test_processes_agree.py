"""Several processes and hosts on one database and one Redis give the same answers, right after any change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import execute
from tests.fakes import write_model
from tests.program import served_by

MATCH = """
query ($id: ID!) { match(id: $id) {
    home { name } referee latestPrediction { sequence outcome { home } } predictions { totalCount } } }
"""
LIST = "{ matches(first: 50) { nodes { id kickoff home { name } away { name } competition { code } } } }"
RECORD = "{ trackRecord { matches predictions { n rps } } models { nodes { version champion serving } } }"
NEXT = "{ matches(first: 1, where: { status: [FINISHED] }, orderBy: KICKOFF_DESC) { nodes { id } } }"
PROMOTE = """
mutation ($version: String!) {
  promoteModelVersion(input: { name: "match", version: $version, overrideReason: "a rehearsal" }) {
    result { __typename ... on Error { message } } } }
"""
CHAMPION = '{ model(name: "match") { version champion serving } }'
PREDICTED = """
query ($id: ID!, $at: DateTime!) { match(id: $id) { prediction(asOf: $at) {
    ... on Prediction { model { version } outcome { home } } ... on Error { message } } } }
"""
AT = "2009-01-01T00:00:00Z"
TIMES = 5
CHANGES = 4


class Host:
    """One server."""

    def __init__(self, address: str, client: httpx.AsyncClient) -> None:
        self._address = address
        self._client = client

    async def ask(self, query: str, **variables: Any) -> bytes:
        body = {"query": query, "variables": variables}
        response = await self._client.post(f"{self._address}/graphql", json=body)
        assert response.status_code == 200
        assert "errors" not in response.json(), response.text
        return response.content

    async def data(self, query: str, **variables: Any) -> dict[str, Any]:
        response = await self._client.post(
            f"{self._address}/graphql", json={"query": query, "variables": variables}
        )
        found: dict[str, Any] = response.json()["data"]
        return found

    async def count(self, outcome: str) -> float:
        """How many questions of this process were answered so."""
        name = f'football_response_cache_questions_total{{outcome="{outcome}"}} '
        lines = (await self._client.get(f"{self._address}/metrics")).text.splitlines()
        return float(next(line for line in lines if line.startswith(name)).removeprefix(name))


@pytest.fixture
async def hosts(archive_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[list[Host]]:
    """One server of one process and one of two, each with two versions of the model."""
    for version, goals in (("1.0.0", 1.2), ("2.0.0", 1.7)):
        write_model(tmp_path / "models", version, goals=goals)
    settings = {
        "FOOTBALL_MODELS_DIR": str(tmp_path / "models"),
        "FOOTBALL_REDIS_URL": redis_url,
        "FOOTBALL_ANONYMOUS": "admin",
        "FOOTBALL_RATE_LIMIT": "0",
    }
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=30))
        made = []
        for place, workers in enumerate(("1", "2")):
            own = settings | {"FOOTBALL_HOME": str(tmp_path / f"home{place}"), "FOOTBALL_WORKERS": workers}
            _, address = stack.enter_context(
                served_by(database_url=archive_url, settings=own, log=tmp_path / f"server{place}.log")
            )
            made.append(Host(address, client))
        yield made


async def same(hosts: list[Host], query: str, **variables: Any) -> bytes:
    """The one answer that all give, each asked several times: two workers share an address."""
    answers = {await host.ask(query, **variables) for _ in range(TIMES) for host in hosts}
    assert len(answers) == 1
    return answers.pop()


async def test_all_processes_tell_the_same_also_right_after_a_change(
    hosts: list[Host], archive_url: str
) -> None:
    first, second = hosts
    [match] = (await first.data(NEXT))["matches"]["nodes"]
    await same(hosts, LIST)
    before = await same(hosts, MATCH, id=match["id"])
    assert await same(hosts, MATCH, id=match["id"]) == before
    record = await same(hosts, RECORD)
    assert await first.count("hit") >= TIMES
    for number in range(CHANGES):
        await execute(archive_url, f"UPDATE match SET referee = 'Referee {number}'")
        for host in (second, first):
            # of one process at least the answer was kept a moment ago
            told = (await host.data(MATCH, id=match["id"]))["match"]["referee"]
            assert told == f"Referee {number}"
        await same(hosts, MATCH, id=match["id"])
    assert await first.count("stale") > 0
    assert await same(hosts, RECORD) == record


async def test_who_promotes_a_version_answers_by_it_at_once_and_the_others_within_a_second(
    hosts: list[Host],
) -> None:
    first, second = hosts
    [match] = (await first.data(NEXT))["matches"]["nodes"]
    for version in ("1.0.0", "2.0.0", "1.0.0"):
        asked = await same_version(hosts)
        promoted = (await first.data(PROMOTE, version=version))["promoteModelVersion"]["result"]
        assert promoted["__typename"] == "ChampionChange", promoted
        told = (await first.data(PREDICTED, id=match["id"], at=AT))["match"]["prediction"]
        assert told["model"]["version"] == version, asked
        # the database says at once who is the champion, whoever is asked
        assert (await second.data(CHAMPION))["model"]["version"] == version
        async with asyncio.timeout(10):
            while await predicted_by(second, match["id"]) != {version}:  # noqa: ASYNC110  they ask the database
                await asyncio.sleep(0.05)
        answers = {await host.ask(PREDICTED, id=match["id"], at=AT) for host in hosts}
        assert len(answers) == 1


async def predicted_by(host: Host, match: str) -> set[str]:
    """The versions that the processes of a host answer by now."""
    answers = [await host.data(PREDICTED, id=match, at=AT) for _ in range(TIMES)]
    return {answer["match"]["prediction"]["model"]["version"] for answer in answers}


async def same_version(hosts: list[Host]) -> bytes:
    return await same(hosts[:1], CHAMPION)
