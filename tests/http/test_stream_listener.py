"""Event streams that are told by their channel, on connections that go on without an ASGI application."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from app.http.events import EventStream
from app.http.executor import Executor
from app.http.heartbeat import Heartbeats
from app.http.live import LiveConnections
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.http.stream_listener import StreamParts
from tests.askers import asker
from tests.http.serving import serving
from tests.http.test_events import until
from tests.http.test_shared import PLAIN, WIDE
from tests.http.toy import Pitch, toy_schema

COMPLETE = b"17\r\nevent: complete\ndata:\n\n\r\n0\r\n\r\n"
LIVENESS = b"GET /health/liveness HTTP/1.1\r\nHost: x\r\n\r\n"


def asked(query: str = PLAIN) -> bytes:
    """A POST that asks for an event stream."""
    body = json.dumps({"query": query}).encode()
    head = (
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    return head % len(body) + body


class Raw:
    """A connection on which nothing is read but what a test asks for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def upto(self, end: bytes) -> bytes:
        async with asyncio.timeout(5):
            return await self.reader.readuntil(end)


@asynccontextmanager
async def raw(address: str, *sent: bytes) -> AsyncIterator[Raw]:
    url = httpx.URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port, limit=50_000_000)
    writer.write(b"".join(sent))
    try:
        yield Raw(reader, writer)
    finally:
        writer.transport.abort()


async def gauges(address: str) -> tuple[str, str]:
    """The streams open, and the requests that are not answered beside the one for the metrics."""
    async with httpx.AsyncClient(base_url=address) as http:
        lines = (await http.get("/metrics")).text.splitlines()
    values = dict(line.split() for line in lines if line.startswith("football_") and "{" not in line)
    return values["football_event_streams_open"], values["football_http_requests_open"]


async def test_a_stream_that_is_told_by_calls_costs_no_task_and_counts_as_answered(
    address: str, pitch: Pitch
) -> None:
    async with raw(address, asked()) as first:
        head = await first.upto(b'"number":0}}}\n\n\r\n')
        assert b"x-content-type-options: nosniff\r\n" in head
        assert b"x-request-id: " in head
        await until(lambda: bool(pitch.ticker.following))
        await asyncio.sleep(0.05)
        before = len(asyncio.all_tasks())
        async with raw(address, asked()) as second:
            await second.upto(b'"number":0}}}\n\n\r\n')
            await until(lambda: len(asyncio.all_tasks()) <= before)
            assert await gauges(address) == ("2.0", "1.0")
        pitch.ticker.tick()
        await first.upto(b'"number":1}}}\n\n\r\n')
    await until(lambda: not pitch.ticker.following)
    assert await gauges(address) == ("0.0", "1.0")


async def test_requests_behind_a_stream_are_answered_when_it_is_complete(address: str, pitch: Pitch) -> None:
    async with raw(address, asked(), LIVENESS, asked()) as client:
        for number in (0, 1):
            assert b"HTTP/1.1 " not in (await client.upto(b'"number":%d}}}\n\n\r\n' % number))[1:]
            await asyncio.sleep(0.05)
            pitch.ticker.tick()
        await client.upto(b'"number":2}}}\n\n\r\n')
        pitch.ticker.end()
        assert await client.upto(COMPLETE) == COMPLETE
        assert (await client.upto(b"}")).startswith(b"HTTP/1.1 200 OK\r\n")
        again = await client.upto(COMPLETE)
        assert again.startswith(b"HTTP/1.1 200 OK\r\n")
        client.writer.write(LIVENESS)
        assert (await client.upto(b"}")).startswith(b"HTTP/1.1 200 OK\r\n")
    assert await gauges(address) == ("0.0", "1.0")


async def test_a_client_that_asked_for_more_behind_its_stream_and_vanishes_leaves_nothing_running(
    address: str, pitch: Pitch
) -> None:
    for query in (PLAIN, "subscription { count(to: 9999, everyS: 0.01) }"):
        async with raw(address, asked(query), LIVENESS) as client:
            await client.upto(b"\n\n\r\n")
            await asyncio.sleep(0.05)
        async with asyncio.timeout(5):
            while pitch.ticker.following or pitch.open_generators:
                pitch.ticker.tick()
                await asyncio.sleep(0.01)
    assert await gauges(address) == ("0.0", "1.0")


async def test_a_websocket_asked_for_behind_a_stream_ends_the_connection(address: str, pitch: Pitch) -> None:
    upgrade = (
        b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    async with raw(address, asked()) as client:
        await client.upto(b'"number":0}}}\n\n\r\n')
        await asyncio.sleep(0.05)
        client.writer.write(upgrade)
        async with asyncio.timeout(3):
            assert await client.reader.read() == b""
    await until(lambda: not pitch.ticker.following)


async def test_the_rest_of_a_request_body_is_thrown_away(address: str, pitch: Pitch) -> None:
    target = f"/graphql?query={PLAIN}".replace(" ", "%20").replace('"', "%22")
    begun = f"GET {target} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Length: 200000\r\n\r\n"
    async with raw(address, begun.encode()) as client:
        await client.upto(b'"number":0}}}\n\n\r\n')
        await asyncio.sleep(0.05)
        client.writer.write(b"x" * 200_000 + LIVENESS)
        await client.writer.drain()
        pitch.ticker.tick()
        await client.upto(b'"number":1}}}\n\n\r\n')
        pitch.ticker.end()
        assert (await client.upto(b"}")).startswith(COMPLETE + b"HTTP/1.1 200 OK\r\n")


async def test_who_asks_for_the_head_of_a_stream_gets_that_and_no_stream(address: str, pitch: Pitch) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        for _ in range(2):
            response = await http.head(
                "/graphql", params={"query": PLAIN}, headers={"Accept": "text/event-stream"}
            )
            assert response.headers["content-type"].startswith("text/event-stream")
    assert not pitch.ticker.following


async def test_the_end_reaches_a_slow_stream_after_what_it_missed(address: str, pitch: Pitch) -> None:
    async with raw(address, asked(WIDE)) as client:
        await until(lambda: bool(pitch.ticker.following))
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(0.1)
        for _ in range(400):
            pitch.ticker.tick()
            await asyncio.sleep(0.001)
        pitch.ticker.end()
        await asyncio.sleep(0.05)
        client.writer.transport.resume_reading()  # type: ignore[attr-defined]
        got = await client.upto(COMPLETE)
    numbers = [
        json.loads(line[6:])["data"]["ticks"] for line in got.split(b"\n") if line.startswith(b"data: ")
    ]
    assert numbers[-1]["number"] == 400
    assert numbers[-1]["missed"] > 0
    assert len(numbers) < 400


@asynccontextmanager
async def tuned(pitch: Pitch, parts: StreamParts) -> AsyncIterator[str]:
    """Where a server tells event streams with these parts."""

    async def respond(request: Request) -> EventStream:
        return EventStream(parts, Operation.from_parameters(request.query_params), asker("r"))

    async with serving(Starlette(routes=[Route("/", respond)])) as address:
        yield address


def parts_of(pitch: Pitch, heartbeat_s: float = 12.0, send_timeout_s: float = 30.0) -> StreamParts:
    metrics = Metrics("1")
    executor = Executor(toy_schema(), pitch.make_context, metrics)
    return StreamParts(executor, LiveConnections(), metrics, Heartbeats(heartbeat_s), send_timeout_s)


def got(query: str) -> bytes:
    target = f"/?query={query}".replace(" ", "%20").replace('"', "%22")
    return f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


async def test_a_quiet_stream_sends_heartbeats_until_it_is_over(pitch: Pitch) -> None:
    parts = parts_of(pitch, heartbeat_s=0.05)
    async with tuned(pitch, parts) as address, raw(address, got(PLAIN)) as client:
        for _ in range(3):
            await client.upto(b"3\r\n:\n\n\r\n")
        pitch.ticker.tick()
        await client.upto(b'"number":1}}}\n\n\r\n')
        pitch.ticker.end()
        assert (await client.upto(COMPLETE)).endswith(COMPLETE)
        await asyncio.sleep(0.15)
        client.writer.write(got("{ hello }"))
        assert (await client.upto(b"}")).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_stream_that_never_reads_again_is_dropped(pitch: Pitch) -> None:
    parts = parts_of(pitch, send_timeout_s=0.3)
    async with tuned(pitch, parts) as address, raw(address, got(WIDE)) as client:
        await until(lambda: bool(pitch.ticker.following))
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(0.05)
        for _ in range(400):
            pitch.ticker.tick()
            await asyncio.sleep(0.001)
        await until(lambda: not pitch.ticker.following and not len(parts.live))


@pytest.mark.parametrize("query", [PLAIN, "subscription { silence }"])
async def test_a_stopping_server_ends_a_stream_without_complete_and_the_connection_goes_on(
    pitch: Pitch, query: str
) -> None:
    parts = parts_of(pitch)
    async with tuned(pitch, parts) as address, raw(address, got(query)) as client:
        await until(lambda: len(parts.live) == 1)
        await asyncio.sleep(0.05)
        parts.live.stop_all()
        assert b"complete" not in await client.upto(b"\r\n0\r\n\r\n")
        client.writer.write(got("{ hello }"))
        assert (await client.upto(b"}")).startswith(b"HTTP/1.1 200 OK\r\n")


async def test_a_stream_that_joins_while_the_server_stops_is_ended(pitch: Pitch) -> None:
    parts = parts_of(pitch)
    parts.live.stop_all()
    async with tuned(pitch, parts) as address, raw(address, got(PLAIN)) as client:
        assert b"complete" not in await client.upto(b"\r\n0\r\n\r\n")
    assert not pitch.ticker.following
