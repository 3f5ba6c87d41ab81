"""A live match over the real server: every follower, however connected, is told the same without a gap."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.conftest import copied_database
from tests.live_matches import scheduled
from tests.program import served_by

PATIENCE_S = 60
FOLLOWERS = 5
FOLLOW = """
subscription ($id: ID!, $after: Int, $replay: MatchReplay) {
  matchPrediction(matchId: $id, after: $after, replay: $replay) {
    __typename
    ... on MatchUpdate {
      sequence state { phase score { home away } } event { kind }
      prediction { ... on Prediction { kind outcome { home draw away } } }
    }
  }
}
"""
RECORD = """
mutation ($id: ID!, $key: String!, $kind: MatchEventKind!, $minute: Int!, $side: Side) {
  recordMatchEvent(input: { matchId: $id, idempotencyKey: $key, kind: $kind, minute: $minute, side: $side }) {
    result { __typename ... on MatchUpdate { sequence } ... on Error { message } }
  }
}
"""
Told = dict[str, Any]


@dataclass(frozen=True)
class Server:
    address: str
    matches: list[str]

    async def ask(self, query: str, **variables: Any) -> Told:
        async with httpx.AsyncClient(base_url=self.address, timeout=PATIENCE_S) as http:
            answer = (await http.post("/graphql", json={"query": query, "variables": variables})).json()
        assert "errors" not in answer, answer
        data: Told = answer["data"]
        return data

    async def record(self, match: str, kind: str, minute: int, side: str | None = None) -> Told:
        told = await self.ask(RECORD, id=match, key=f"{kind}.{minute}", kind=kind, minute=minute, side=side)
        result: Told = told["recordMatchEvent"]["result"]
        assert result["__typename"] == "MatchUpdate", result
        return result


@pytest.fixture(scope="module")
async def server(
    postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    log = tmp_path_factory.mktemp("live") / "server.log"
    async with copied_database(postgres_server, template_database) as url:
        matches = await scheduled(url, 6)
        with served_by(database_url=url, log=log) as (_, address):
            yield Server(address, matches)
        assert "Traceback" not in log.read_text()


@asynccontextmanager
async def socket(server: Server, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[Told]]:
    """What comes over a WebSocket, until the subscription completes."""
    url = server.address.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        await opened.send('{"type": "connection_init"}')
        payload = {"query": query, "variables": variables}
        await opened.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))

        async def messages() -> AsyncIterator[Told]:
            async for text in opened:
                message = json.loads(text)
                if message["type"] == "complete":
                    return
                if message["type"] == "next":
                    assert "errors" not in message["payload"], message
                    yield message["payload"]["data"]

        yield messages()


@asynccontextmanager
async def events(server: Server, query: str, **variables: Any) -> AsyncIterator[AsyncIterator[Told]]:
    """What comes as server-sent events, until the subscription completes."""
    body = {"query": query, "variables": variables}
    async with (
        httpx.AsyncClient(base_url=server.address, timeout=PATIENCE_S) as http,
        http.stream("POST", "/graphql", json=body, headers={"Accept": "text/event-stream"}) as response,
    ):

        async def messages() -> AsyncIterator[Told]:
            async for line in response.aiter_lines():
                if line == "event: complete":
                    return
                if line.startswith("data: ") and (payload := line.removeprefix("data: ")):
                    answer = json.loads(payload)
                    assert "errors" not in answer, answer
                    yield answer["data"]

        yield messages()


async def _heard(door: Any, server: Server, match: str, started: asyncio.Semaphore) -> list[Told]:
    """Everything that one follower is told of the match, to its end."""
    told = []
    async with door(server, FOLLOW, id=match) as messages:
        async for message in messages:
            told.append(message["matchPrediction"])
            started.release()
    return told


async def test_followers_by_socket_and_by_events_are_told_the_same_to_the_end(server: Server) -> None:
    match = server.matches[0]
    started = asyncio.Semaphore(0)
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        hearing = [
            group.create_task(_heard(door, server, match, started))
            for door in (socket, events)
            for _ in range(FOLLOWERS)
        ]
        for _ in hearing:
            await started.acquire()
        await server.record(match, "KICK_OFF", 0)
        await server.record(match, "GOAL", 1, "AWAY")
        await server.record(match, "FULL_TIME", 90)
    told = [task.result() for task in hearing]
    assert all(one[-3:] == told[0][-3:] for one in told)
    sequences = [update["sequence"] for update in told[0]]
    assert sequences == list(range(len(sequences)))
    assert told[0][0]["prediction"]["kind"] == "PRE_MATCH"
    assert told[0][-1]["state"] == {"phase": "FULL_TIME", "score": {"home": 0, "away": 1}}
    assert told[0][-1]["prediction"]["outcome"] == {"home": 0, "draw": 0, "away": 1}


@pytest.mark.parametrize("door", [socket, events])
async def test_who_comes_back_after_the_end_gets_the_rest_and_completion(server: Server, door: Any) -> None:
    match = server.matches[1 if door is socket else 2]
    await server.record(match, "KICK_OFF", 0)
    await server.record(match, "RED_CARD", 1, "HOME")
    await server.record(match, "ABANDONMENT", 2)
    async with asyncio.timeout(PATIENCE_S), door(server, FOLLOW, id=match, after=1) as messages:
        told = [message["matchPrediction"]["sequence"] async for message in messages]
    assert told == list(range(2, told[-1] + 1))


async def test_all_live_matches_come_in_one_stream_without_gaps(server: Server) -> None:
    query = """subscription { liveMatches { __typename
      ... on LiveMatchesSnapshot { sequence matches { matchId } }
      ... on LiveMatchUpdate { sequence update { matchId } } } }"""
    first, second = server.matches[3:5]
    async with asyncio.timeout(PATIENCE_S), socket(server, query) as messages:
        snapshot = (await anext(messages))["liveMatches"]
        assert not {first, second} & {one["matchId"] for one in snapshot["matches"]}
        await server.record(first, "KICK_OFF", 0)
        await server.record(second, "KICK_OFF", 0)
        heard, sequence = set[str](), snapshot["sequence"]
        while not {first, second} <= heard:
            update = (await anext(messages))["liveMatches"]
            sequence += 1
            assert update["sequence"] == sequence
            heard.add(update["update"]["matchId"])


async def test_a_finished_match_is_told_again_to_one_follower_alone(server: Server) -> None:
    found = await server.ask("{ matches(first: 1, where: { status: [FINISHED] }) { nodes { id } } }")
    match = found["matches"]["nodes"][0]["id"]
    async with (
        asyncio.timeout(PATIENCE_S),
        socket(server, FOLLOW, id=match, replay={"speed": 3600}) as messages,
    ):
        told = [message["matchPrediction"] async for message in messages]
    assert [one["sequence"] for one in told] == list(range(1, len(told) + 1))
    assert told[-1]["state"]["phase"] == "FULL_TIME"
    about = await server.ask("query ($id: ID!) { match(id: $id) { live { sequence } } }", id=match)
    assert about["match"]["live"] is None
