"""Server-sent events: the distinct connections mode of graphql-sse."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from starlette.types import Message

from app.http.answer import Answer
from app.http.channel import Listener
from app.http.events import EventStream
from app.http.heartbeat import Heartbeats
from app.http.live import LiveConnections
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.http.stream_listener import StreamParts
from app.security.viewer import Asker
from tests.askers import asker
from tests.http.toy import SECRET, Pitch

EVENTS = {"Accept": "text/event-stream"}


async def until(condition: Callable[[], bool], timeout_s: float = 3.0) -> None:
    """Wait until the callable says yes."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110  what is awaited has no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_each_update_is_a_next_event_and_the_end_a_complete(
    http: httpx.AsyncClient, pitch: Pitch, method: str
) -> None:
    query = {"query": "subscription { count(to: 2) }"}
    if method == "GET":
        response = await http.get("/graphql", params=query, headers=EVENTS)
    else:
        response = await http.post("/graphql", json=query, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text == (
        'event: next\ndata: {"data":{"count":1}}\n\n'
        'event: next\ndata: {"data":{"count":2}}\n\n'
        "event: complete\ndata:\n\n"
    )
    assert pitch.open_generators == 0


async def test_a_query_is_one_event(http: httpx.AsyncClient) -> None:
    response = await http.post("/graphql", json={"query": "{ hello }"}, headers=EVENTS)
    assert response.text == 'event: next\ndata: {"data":{"hello":"hello"}}\n\nevent: complete\ndata:\n\n'


@pytest.mark.parametrize(
    ("query", "code"),
    [("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"), ("subscription {", "GRAPHQL_PARSE_FAILED")],
)
async def test_a_refused_operation_is_an_event_so_that_clients_tell_why(
    http: httpx.AsyncClient, query: str, code: str
) -> None:
    response = await http.post("/graphql", json={"query": query}, headers=EVENTS)
    assert response.status_code == 200
    answered, completed = response.text.strip().split("\n\n")
    assert json.loads(answered.removeprefix("event: next\ndata: "))["errors"][0]["extensions"]["code"] == code
    assert completed.startswith("event: complete")


async def test_a_subscription_that_breaks_ends_with_a_masked_error(http: httpx.AsyncClient) -> None:
    response = await http.post("/graphql", json={"query": "subscription { broken }"}, headers=EVENTS)
    events = response.text.strip().split("\n\n")
    assert [event.split("\n")[0] for event in events] == ["event: next", "event: next", "event: complete"]
    assert json.loads(events[1].split("data: ")[1])["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert SECRET not in response.text


async def test_a_client_that_goes_away_ends_its_subscription(address: str, pitch: Pitch) -> None:
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=address))
        for query in ("subscription { silence }", "subscription { count(to: 9999, everyS: 0.01) }"):
            await stack.enter_async_context(
                http.stream("POST", "/graphql", json={"query": query}, headers=EVENTS)
            )
        await until(lambda: pitch.open_generators == 2)
    await until(lambda: pitch.open_generators == 0)


async def test_a_quiet_stream_sends_heartbeats_that_lose_no_update() -> None:
    class Slow:
        async def stream(
            self, _: Operation, __: Asker, listener: Listener | None = None
        ) -> AsyncGenerator[Answer, None]:
            assert listener is None
            for number in range(2):
                await asyncio.sleep(0.05)
                yield Answer({"n": number})

        def resume(self, listener: Listener, request_id: str) -> AsyncGenerator[Answer, None]:
            raise NotImplementedError

    sent: list[bytes] = []

    async def send(message: Message) -> None:
        sent.append(message.get("body", b""))

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    parts = StreamParts(Slow(), LiveConnections(), Metrics("1"), Heartbeats(0.02))
    await EventStream(parts, Operation("{ n }"), asker("r"))({"type": "http"}, receive, send)
    assert b":\n\n" in sent
    assert [body for body in sent if b"data" in body] == [
        b'event: next\ndata: {"data":{"n":0}}\n\n',
        b'event: next\ndata: {"data":{"n":1}}\n\n',
        b"event: complete\ndata:\n\n",
    ]
