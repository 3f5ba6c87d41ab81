"""Event streams under attack: what is refused is told, who does not read is not written to without end, and
who leaves leaves nothing."""

import asyncio
import json
from contextlib import AsyncExitStack
from itertools import repeat
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.abuse.attacked import churned, gauges, resident_bytes
from tests.abuse.frames import RawSocket
from tests.http.serving import Child
from tests.http.test_events import EVENTS
from tests.http.test_stream_listener import LIVENESS, Raw, asked, raw
from tests.http.test_websocket import opened, receive, subscribe

COUNT = "subscription { count(to: 2) }"
ENDLESS = "subscription { count(to: 99999, everyS: 0.01) }"


def events_of(text: str) -> list[tuple[str, Any]]:
    """Name and data of each event, comments left out."""
    found = []
    for piece in text.split("\n\n"):
        lines = [line for line in piece.split("\n") if line and not line.startswith(":")]
        if lines:
            name, data = lines
            told = data.removeprefix("data:")
            found.append((name.removeprefix("event: "), json.loads(told) if told else None))
    return found


@pytest.fixture
async def http(address: str) -> Any:
    async with httpx.AsyncClient(base_url=address) as client:
        yield client


@pytest.mark.parametrize("accept", ["text/event-stream", "text/event-stream;q=0.1, text/plain", "text/*"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_is_told_as_events_by_either_method(
    http: httpx.AsyncClient, method: str, accept: str
) -> None:
    headers = {"Accept": accept, "X-Football-Client": "a test"}
    if method == "GET":
        response = await http.get("/graphql", headers=headers, params={"query": COUNT})
    else:
        response = await http.post("/graphql", headers=headers, json={"query": COUNT})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"].startswith("text/event-stream")
    assert events_of(response.text) == [
        ("next", {"data": {"count": 1}}),
        ("next", {"data": {"count": 2}}),
        ("complete", None),
    ]


@pytest.mark.parametrize(
    "accept",
    ["application/json", "application/graphql-response+json", "text/html", "text/event-stream;q=0", "x"],
)
async def test_a_client_that_takes_no_events_gets_no_subscription(
    http: httpx.AsyncClient, accept: str
) -> None:
    response = await http.post("/graphql", json={"query": COUNT}, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


JSON, FORM = "application/json", "application/x-www-form-urlencoded"
REFUSED: dict[str, tuple[tuple[str, bytes, str], tuple[int, str]]] = {
    "no JSON": (("POST", b"{", JSON), (400, "BAD_REQUEST")),
    "null": (("POST", b"null", JSON), (400, "BAD_REQUEST")),
    "a batch": (("POST", b"[]", JSON), (400, "BAD_REQUEST")),
    "a form": (("POST", b"query=%7Bhello%7D", FORM), (415, "UNSUPPORTED_MEDIA_TYPE")),
    "text": (("POST", b'{"query":"{hello}"}', "text/plain"), (415, "UNSUPPORTED_MEDIA_TYPE")),
    "another method": (("PUT", b'{"query":"{hello}"}', JSON), (405, "METHOD_NOT_ALLOWED")),
    "too much": (("POST", b'"%b"' % (b"x" * 1_000_000), JSON), (413, "BODY_TOO_LARGE")),
}


@pytest.mark.parametrize(("sent", "refused"), REFUSED.values(), ids=REFUSED.keys())
async def test_what_is_no_request_is_refused_before_a_stream_begins(
    http: httpx.AsyncClient, sent: tuple[str, bytes, str], refused: tuple[int, str]
) -> None:
    method, body, kind = sent
    headers = EVENTS | {"Content-Type": kind}
    response = await http.request(method, "/graphql", content=body, headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == refused


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { count(to: 1) silence }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { ticks(stream: "none") { number } }', "NOT_FOUND"),
        ("query A { hello } query B { hello }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_an_operation_that_is_refused_is_one_event_with_a_code(
    http: httpx.AsyncClient, query: str, code: str
) -> None:
    response = await http.post("/graphql", json={"query": query}, headers=EVENTS)
    (name, told), end = events_of(response.text)
    assert (name, told["errors"][0]["extensions"]["code"], end) == ("next", code, ("complete", None))


async def test_a_mutation_by_get_is_refused_as_a_stream_too(http: httpx.AsyncClient) -> None:
    params = {"query": "mutation { add(number: 1) }"}
    response = await http.get("/graphql", params=params, headers=EVENTS)
    assert response.status_code == 405


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_text_forges_an_event(http: httpx.AsyncClient, text: str) -> None:
    hostile = f"{text}\n\nevent: complete\ndata:\n\n\r\r: {text}"
    body = {"query": "query ($t: String!) { echo(text: $t) }", "variables": {"t": hostile}}
    response = await http.post("/graphql", json=body, headers=EVENTS)
    assert events_of(response.text) == [("next", {"data": {"echo": hostile}}), ("complete", None)]


async def test_who_never_reads_a_flood_makes_the_server_keep_little(child: Child, address: str) -> None:
    """Twenty streams of 60 kB updates without end: each keeps what its connection holds, and no more."""
    async with AsyncExitStack() as stack:
        for _ in range(20):
            one = await stack.enter_async_context(raw(address, asked("subscription { flood }")))
            await one.upto(b"event: next")
            one.writer.transport.pause_reading()  # type: ignore[attr-defined]
        before = resident_bytes(child)
        await asyncio.sleep(1)
        assert resident_bytes(child) - before < 10_000_000
        assert (await gauges(address))["football_event_streams_open"] == 20
        async with opened(address) as socket:
            await subscribe(socket, "{ hello }")
            assert (await receive(socket))["payload"] == {"data": {"hello": "hello"}}


async def test_requests_without_end_behind_a_stream_are_not_read(address: str) -> None:
    async with raw(address, asked(ENDLESS)) as stream:
        await stream.upto(b"event: next")
        held = RawSocket(stream.reader, stream.writer)
        assert await held.send_until_held(repeat(LIVENESS * 1_000), 40_000_000) < 12_000_000


async def leave(address: str, way: int) -> None:
    """Ask for a stream and leave it, each time at another moment."""
    query = (
        ENDLESS,
        "subscription { silence }",
        "subscription { flood }",
        "subscription { ticks { number } }",
    )
    async with raw(address, asked(query[way % 4])) as stream:
        if way % 3:
            await until_begun(stream)
        if way % 3 == 2:
            stream.writer.write_eof()


async def until_begun(stream: Raw) -> None:
    await stream.upto(b"\r\n\r\n")


async def test_streams_that_come_and_go_leave_nothing(child: Child, address: str) -> None:
    await churned(leave, address, 120)
    before = resident_bytes(child)
    await churned(leave, address, 240)
    assert resident_bytes(child) - before < 10_000_000


async def test_a_stream_that_is_asked_for_twice_on_one_connection_is_told_twice(address: str) -> None:
    target = f"GET /graphql?query={quote(COUNT)} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
    async with raw(address, target.encode() * 2) as stream:
        for _ in range(2):
            told = await stream.upto(b"0\r\n\r\n")
            assert told.count(b"event: next") == 2
            assert told.count(b"event: complete") == 1
