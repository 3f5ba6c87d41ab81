"""Subscriptions that are the same for all: executed once, and each gets what it would get alone."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection

from app.http.answer import answer
from app.http.websocket import SocketLimits
from tests.askers import asker
from tests.http.serving import serving
from tests.http.test_events import EVENTS, until
from tests.http.test_websocket import opened, receive, subscribe
from tests.http.toy import SECRET, Pitch, toy_app, toy_schema

TICKS = "subscription { ticks { number missed padded(size: 3) viewed } }"
PLAIN = (
    'subscription ($stream: String! = "a", $after: Int) { ticks(stream: $stream, after: $after) { number } }'
)
IN_FRAGMENTS = (
    "subscription ($wide: Boolean!) { ...T } fragment T on Subscription { ticks { number viewed"
    " ...P @include(if: $wide) } } fragment P on Ticked { padded(size: 3) }"
)


async def ticked(socket: ClientConnection, count: int = 1) -> list[dict[str, Any]]:
    return [(await receive(socket))["payload"]["data"]["ticks"] for _ in range(count)]


async def alone(query: str, updates: int, **variables: Any) -> list[bytes]:
    """What Strawberry itself answers to a subscriber, encoded as the doors do."""
    pitch = Pitch()
    stream = await toy_schema().stream(query, variables, pitch.make_context(asker("r")))
    encoded = []
    async for result in stream:
        encoded.append(answer(result.data, result.errors, result.extensions, "r").encoded())  # type: ignore[union-attr]
        if len(encoded) == updates:
            break
        pitch.ticker.tick()
    await stream.aclose()
    return encoded


async def test_all_get_byte_for_byte_what_each_would_get_alone(address: str, pitch: Pitch) -> None:
    expected = await alone(TICKS, 5)
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(opened(address)) for _ in range(3)]
        got: list[list[bytes]] = [[], [], []]
        for place, socket in enumerate(sockets):
            await subscribe(socket, TICKS, f"id {place}")
            got[place].append(await frame(socket, f"id {place}"))
        for _ in range(4):
            pitch.ticker.tick()
            for place, socket in enumerate(sockets):
                got[place].append(await frame(socket, f"id {place}"))
    assert got == [expected] * 3


async def frame(socket: ClientConnection, id_: str) -> bytes:
    """The payload of the next message, as its bytes are."""
    async with asyncio.timeout(3):
        text = await socket.recv(decode=False)
    head = b'{"id":"%b","type":"next","payload":' % id_.encode()
    assert text.startswith(head)
    return text.removeprefix(head)[:-1]


async def test_an_update_is_executed_once_for_all_its_subscribers(address: str, pitch: Pitch) -> None:
    async with opened(address) as one, opened(address) as other:
        for socket in (one, other):
            await subscribe(socket, TICKS, "x")
            await ticked(socket)
        before = pitch.views
        for _ in range(5):
            pitch.ticker.tick()
            assert await ticked(one) == await ticked(other)
        assert pitch.views == before + 5
    await until(lambda: not pitch.ticker.following)


@pytest.mark.parametrize(
    ("query", "variables", "shares"),
    [
        (
            "subscription ($size: Int!) { ticks { number padded(size: $size) viewed } }",
            ({"size": 3}, {"size": 4}),
            False,
        ),
        (
            "subscription ($after: Int) { ticks(after: $after) { number viewed } }",
            ({"after": None}, {}),
            True,
        ),
        (
            IN_FRAGMENTS,
            ({"wide": True}, {"wide": False}),
            False,
        ),
        (
            "subscription ($stream: String!) { ticks(stream: $stream) { number viewed } }",
            ({"stream": "a"}, {"stream": "b"}),
            False,
        ),
    ],
    ids=["argument below the root", "the root's own argument", "directive in a fragment", "stream"],
)
async def test_those_are_shared_whose_bytes_are_the_same(
    address: str, pitch: Pitch, query: str, variables: tuple[dict[str, Any], ...], shares: bool
) -> None:
    async with opened(address) as first, opened(address) as second:
        for socket, own in zip((first, second), variables, strict=True):
            await subscribe(socket, query, variables=own)
            await ticked(socket)
        before = pitch.views
        for stream in "ab":
            pitch.ticker.tick(stream)
        answers = [(await ticked(socket))[0] for socket in (first, second)]
        assert pitch.views == before + (1 if shares else 2)
        assert [one.pop("number") for one in answers] == [1, 1]
        padded = [one.get("padded") for one in answers]
        assert padded in ([None, None], ["..1", "...1"], ["..1", None])


async def test_who_comes_back_catches_up_and_then_goes_on_with_the_others(address: str, pitch: Pitch) -> None:
    async with opened(address) as first, opened(address) as second:
        await subscribe(first, PLAIN)
        await ticked(first)
        for _ in range(4):
            pitch.ticker.tick()
        assert [one["number"] for one in await ticked(first, 4)] == [1, 2, 3, 4]
        await subscribe(second, PLAIN, variables={"after": 2})
        assert [one["number"] for one in await ticked(second, 2)] == [3, 4]
        pitch.ticker.tick()
        assert await ticked(first) == await ticked(second) == [{"number": 5}]


async def test_the_end_completes_all_and_frees_their_ids(address: str, pitch: Pitch) -> None:
    async with opened(address) as one, opened(address) as other:
        for socket in (one, other):
            await subscribe(socket, PLAIN)
            await ticked(socket)
        pitch.ticker.end()
        for socket in (one, other):
            assert await receive(socket) == {"id": "1", "type": "complete"}
            await subscribe(socket, "{ hello }")
            assert (await receive(socket))["type"] == "next"
    assert not pitch.ticker.following


async def test_who_completes_is_told_nothing_more_and_the_others_everything(
    address: str, pitch: Pitch
) -> None:
    async with opened(address) as one, opened(address) as other:
        for socket in (one, other):
            await subscribe(socket, PLAIN)
            await ticked(socket)
        await one.send('{"type": "complete", "id": "1"}')
        await subscribe(one, "{ hello }", "2")
        assert [(await receive(one))["id"] for _ in range(2)] == ["2", "2"]
        pitch.ticker.tick()
        await ticked(other)
        await subscribe(one, "{ hello }", "3")
        assert (await receive(one))["id"] == "3"


async def test_a_refused_argument_ends_only_its_own_subscription(address: str) -> None:
    async with opened(address) as socket:
        await subscribe(socket, PLAIN, variables={"stream": "none"})
        assert "no stream is named none" in (await receive(socket))["payload"]["errors"][0]["message"]
        assert (await receive(socket))["type"] == "complete"
        await subscribe(socket, PLAIN)
        assert await ticked(socket) == [{"number": 0}]


async def test_a_field_that_fails_is_told_to_all_and_ends_nothing(address: str, pitch: Pitch) -> None:
    query = "subscription { ticks { number mended } }"
    async with opened(address) as one, opened(address) as other:
        for socket in (one, other):
            await subscribe(socket, query)
            await receive(socket)
        pitch.ticker.tick()
        for socket in (one, other):
            payload = (await receive(socket))["payload"]
            assert payload["data"] == {"ticks": {"number": 1, "mended": None}}
            assert payload["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        pitch.ticker.tick()
        assert (await receive(one))["type"] == "next"


async def test_an_update_that_cannot_be_shown_ends_all_with_a_masked_error(
    address: str, pitch: Pitch
) -> None:
    pitch.ticker.positions["unlucky"] = 12
    async with opened(address) as one, opened(address) as other:
        for socket in (one, other):
            await subscribe(socket, PLAIN, variables={"stream": "unlucky"})
            await ticked(socket)
        pitch.ticker.tick("unlucky")
        for socket in (one, other):
            error = await receive(socket)
            assert (error["type"], error["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")
            assert SECRET not in json.dumps(error)
        pitch.ticker.positions["unlucky"] = 14
        await subscribe(one, PLAIN, variables={"stream": "unlucky"})
        assert await ticked(one) == [{"number": 14}]
    await until(lambda: not pitch.ticker.following)


async def test_event_streams_get_the_same_updates(address: str, pitch: Pitch) -> None:
    events = "".join(
        f'event: next\ndata: {{"data":{{"ticks":{{"number":{number}}}}}}}\n\n' for number in range(3)
    )
    async with httpx.AsyncClient(base_url=address) as http, opened(address) as socket:
        responses = [
            asyncio.create_task(http.post("/graphql", json={"query": PLAIN}, headers=EVENTS))
            for _ in range(3)
        ]
        await subscribe(socket, PLAIN)
        await ticked(socket)
        await until(lambda: len(pitch.contexts) == 4)
        await asyncio.sleep(0.1)
        for _ in range(2):
            pitch.ticker.tick()
        await ticked(socket, 2)
        pitch.ticker.end()
        for response in await asyncio.gather(*responses):
            assert response.text == events + "event: complete\ndata:\n\n"
    assert not pitch.ticker.following


WIDE = "subscription { ticks { number missed padded(size: 50000) } }"


async def test_a_slow_socket_delays_nobody_and_is_told_what_it_missed(address: str, pitch: Pitch) -> None:
    async with opened(address) as quick, opened(address, ping_interval=None) as slow:
        for socket in (quick, slow):
            await subscribe(socket, WIDE)
            await ticked(socket)
        slow.transport.pause_reading()
        for number in range(1, 201):
            pitch.ticker.tick()
            assert (await ticked(quick))[0]["number"] == number
        slow.transport.resume_reading()
        seen = 0
        missed = 0
        while seen < 200:
            (tick,) = await ticked(slow)
            assert tick["number"] == seen + 1 + max(tick["missed"] - 1, 0)
            seen, missed = tick["number"], missed + tick["missed"]
        assert missed > 0
        pitch.ticker.tick()
        assert (await ticked(slow))[0] == (await ticked(quick))[0]


async def test_a_slow_event_stream_is_told_what_it_missed(address: str, pitch: Pitch) -> None:
    url = httpx.URL(address)
    reader, writer = await asyncio.open_connection(url.host, url.port, limit=10_000)
    body = json.dumps({"query": WIDE}).encode()
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    await until(lambda: bool(pitch.ticker.following))
    await asyncio.sleep(0.1)
    for _ in range(200):
        pitch.ticker.tick()
        await asyncio.sleep(0.002)
    got = b""
    async with asyncio.timeout(5):
        while b'"number":200,' not in got:
            got += await reader.read(1_000_000)
    assert b'"missed":0' in got
    assert got.count(b'"number"') < 200
    writer.transport.abort()
    await until(lambda: not pitch.ticker.following)


async def test_a_socket_that_never_reads_again_is_dropped(pitch: Pitch) -> None:
    async with (
        serving(toy_app(pitch, SocketLimits(send_timeout_s=0.3))) as address,
        opened(address, ping_interval=None, close_timeout=0.1) as slow,
    ):
        await subscribe(slow, WIDE)
        await ticked(slow)
        slow.transport.pause_reading()
        for _ in range(200):
            pitch.ticker.tick()
            await asyncio.sleep(0.001)
        await until(lambda: not pitch.ticker.following)
        slow.transport.abort()


async def test_a_hundred_clients_that_vanish_leave_nothing_running(
    app: Starlette, address: str, pitch: Pitch
) -> None:
    baseline = len(asyncio.all_tasks())
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(opened(address)) for _ in range(100)]
        for socket in sockets:
            await subscribe(socket, PLAIN)
            await ticked(socket)
        pitch.ticker.tick()
        for socket in sockets:
            socket.transport.abort()
        await until(lambda: not pitch.ticker.following, 2)
    await until(lambda: len(asyncio.all_tasks()) <= baseline, 2)


async def test_a_stopping_server_ends_those_who_are_told_without_a_task(
    app: Starlette, address: str, pitch: Pitch
) -> None:
    async with opened(address) as socket, httpx.AsyncClient(base_url=address) as http:
        await subscribe(socket, PLAIN)
        await ticked(socket)
        stream = asyncio.create_task(http.post("/graphql", json={"query": PLAIN}, headers=EVENTS))
        await asyncio.sleep(0.1)
        app.state.begin_stop()
        await socket.wait_closed()
        assert socket.close_code == 1001
        assert "complete" not in (await stream).text
    await until(lambda: not pitch.ticker.following)


async def test_without_a_way_to_write_at_once_everything_is_told_as_well(
    http: httpx.AsyncClient, pitch: Pitch
) -> None:
    response = asyncio.create_task(http.post("/graphql", json={"query": PLAIN}, headers=EVENTS))
    await until(lambda: bool(pitch.ticker.following))
    for _ in range(2):
        pitch.ticker.tick()
    pitch.ticker.end()
    assert (await response).text.count("event: next") == 3
    assert not pitch.ticker.following


async def test_the_metrics_count_subscriptions_and_messages(address: str, pitch: Pitch) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        async with opened(address) as socket:
            await subscribe(socket, PLAIN)
            await ticked(socket)
            pitch.ticker.tick()
            await ticked(socket)
            text = (await http.get("/metrics")).text
            assert "football_subscriptions_active 1.0" in text
            assert "football_subscription_messages_total 2.0" in text
        await until(lambda: not pitch.ticker.following)
        assert "football_subscriptions_active 0.0" in (await http.get("/metrics")).text
