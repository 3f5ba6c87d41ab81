"""GraphQL over WebSocket against a real socket: the protocol kept to the letter, and nothing left running."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from app.http.asking import AuthenticationUnavailable
from app.http.messages import MAX_MESSAGE_BYTES
from app.security.viewer import ANONYMOUS, Viewer
from tests.http.receptions import authenticate, reception_app
from tests.http.serving import serving
from tests.http.test_events import until
from tests.http.toy import SECRET, Pitch

PROTOCOL = Subprotocol("graphql-transport-ws")


def url(address: str) -> str:
    return address.replace("http://", "ws://") + "/graphql"


@asynccontextmanager
async def opened(address: str, *, init: bool = True, **options: Any) -> AsyncIterator[ClientConnection]:
    async with connect(url(address), subprotocols=[PROTOCOL], **options) as socket:
        if init:
            await socket.send('{"type": "connection_init"}')
            assert await receive(socket) == {"type": "connection_ack"}
        yield socket


async def receive(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(3):
        message: dict[str, Any] = json.loads(await socket.recv())
    return message


async def closing(socket: ClientConnection) -> int:
    """The code with which the server closes, whatever it sends before."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(3):
            while True:
                await socket.recv()
    assert socket.close_code != 1006, "the connection was torn, not closed"
    return socket.close_code or 0


async def subscribe(socket: ClientConnection, query: str, id_: str = "1", **payload: Any) -> None:
    message = {"id": id_, "type": "subscribe", "payload": {"query": query, **payload}}
    await socket.send(json.dumps(message))


async def test_a_query_gets_one_next_and_a_complete(address: str) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "query Q($t: String!) { echo(text: $t) }", variables={"t": "x"})
        assert await receive(socket) == {"id": "1", "type": "next", "payload": {"data": {"echo": "x"}}}
        assert await receive(socket) == {"id": "1", "type": "complete"}


async def test_a_mutation_runs_over_the_socket(address: str, pitch: Pitch) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "mutation { add(number: 3) }")
        assert (await receive(socket))["payload"] == {"data": {"add": 3}}
    assert pitch.total == 3


async def test_a_subscription_counts_and_completes(address: str, pitch: Pitch) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "subscription { count(to: 3) }")
        payloads = [(await receive(socket))["payload"]["data"]["count"] for _ in range(3)]
        assert (payloads, await receive(socket)) == ([1, 2, 3], {"id": "1", "type": "complete"})
    assert pitch.open_generators == 0


async def test_ping_is_answered_with_its_payload_even_before_the_init(address: str) -> None:
    async with opened(address, init=False) as socket:
        await socket.send('{"type": "ping", "payload": {"a": 1}}')
        assert await receive(socket) == {"type": "pong", "payload": {"a": 1}}
        await socket.send('{"type": "pong"}')
        await socket.send('{"type": "ping"}')
        assert await receive(socket) == {"type": "pong"}


MALFORMED: dict[str, str | bytes] = {
    "null": "null",
    "list": "[]",
    "number": "1",
    "text": '"x"',
    "not JSON": "{",
    "empty": "",
    "binary": b'{"type": "ping"}',
    "deep": "[" * 20_000 + "]" * 20_000,
    "deep payload": '{"type": "ping", "payload": {"a": ' + "[" * 200 + "]" * 200 + "}}",
    "no type": "{}",
    "type is a number": '{"type": 1}',
    "type is a list": '{"type": []}',
    "unknown type": '{"type": "start"}',
    "server's type": '{"type": "next", "id": "1"}',
    "id is missing": '{"type": "subscribe", "payload": {"query": "{ hello }"}}',
    "id is a number": '{"type": "subscribe", "id": 1, "payload": {"query": "{ hello }"}}',
    "id is empty": '{"type": "subscribe", "id": "", "payload": {"query": "{ hello }"}}',
    "id is long": json.dumps({"type": "subscribe", "id": "x" * 200, "payload": {"query": "{ hello }"}}),
    "no payload": '{"type": "subscribe", "id": "1"}',
    "payload is a list": '{"type": "subscribe", "id": "1", "payload": []}',
    "query is missing": '{"type": "subscribe", "id": "1", "payload": {}}',
    "query is a number": '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
    "variables is a list": '{"type": "subscribe", "id": "1", "payload": {"query": "{a}", "variables": []}}',
    "complete without id": '{"type": "complete"}',
    "complete with a list": '{"type": "complete", "id": []}',
    "ping with a text": '{"type": "ping", "payload": "x"}',
    "pong with a number": '{"type": "pong", "payload": 1}',
    "5,000 digits": '{"type": "ping", "payload": {"n": ' + "1" * 5000 + "}}",
    "NaN": '{"type": "ping", "payload": {"n": NaN}}',
    "NUL": '{"type": "ping", "payload": {"n": "\\u0000"}}',
}


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_message_closes_with_4400(address: str, message: str | bytes) -> None:
    async with opened(address) as socket:
        await socket.send(message)
        assert await closing(socket) == 4400


@given(
    message=st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.sampled_from(["subscribe", "complete", "ping", "1"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["type", "id", "payload", "query"]), inner, max_size=4)
        ),
        max_leaves=6,
    ).map(json.dumps)
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_message_whatever_tears_the_connection(address: str, message: str) -> None:
    async with opened(address) as socket:
        await socket.send(message)
        await socket.send('{"type": "ping", "payload": {"last": true}}')
        while socket.close_code is None:
            with suppress(ConnectionClosed):
                if (await receive(socket)).get("payload") == {"last": True}:
                    break
    assert socket.close_code in (1000, 4400, 4401, 4409, 4429)


async def test_a_message_over_the_limit_closes_with_1009(address: str) -> None:
    async with opened(address) as socket:
        await socket.send(json.dumps({"type": "ping", "payload": {"x": "y" * MAX_MESSAGE_BYTES}}))
        assert await closing(socket) == 1009


async def test_subscribing_before_the_init_closes_with_4401(address: str) -> None:
    async with opened(address, init=False) as socket:
        await subscribe(socket, "{ hello }")
        assert await closing(socket) == 4401


async def test_a_late_init_closes_with_4408(address: str) -> None:
    async with opened(address, init=False) as socket:
        assert await closing(socket) == 4408


async def test_the_init_deadline_is_over_once_initialised(address: str) -> None:
    async with opened(address) as socket:
        await asyncio.sleep(0.5)
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["type"] == "next"


async def test_a_second_init_closes_with_4429(address: str) -> None:
    async with opened(address) as socket:
        await socket.send('{"type": "connection_init"}')
        assert await closing(socket) == 4429


async def test_an_id_in_use_closes_with_4409_and_ends_the_operations(address: str, pitch: Pitch) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "subscription { silence }")
        await subscribe(socket, "{ hello }")
        assert await closing(socket) == 4409
    await until(lambda: pitch.open_generators == 0)


async def test_an_id_is_free_again_after_complete_from_either_side(address: str, pitch: Pitch) -> None:
    async with opened(address) as socket:
        for _ in range(20):
            await subscribe(socket, "{ hello }")
            assert [(await receive(socket))["type"] for _ in range(2)] == ["next", "complete"]
        for _ in range(3):
            await subscribe(socket, "subscription { silence }")
            await socket.send('{"type": "complete", "id": "1"}')
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["type"] == "next"
        await until(lambda: pitch.open_generators == 0)


async def test_a_bad_document_ends_only_its_own_operation(address: str) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "subscription { count(to: 50, everyS: 0.01) }", "good")
        for number, query in enumerate(
            ["{", "{ nope }", "subscription { nope }", "query Q($n: Int!) { hello }"]
        ):
            await subscribe(socket, query, f"bad {number}")
        seen: dict[str, list[str]] = {}
        while "complete" not in seen.get("good", []):
            message = await receive(socket)
            seen.setdefault(message["id"], []).append(message["type"])
            if message["type"] == "error":
                assert message["payload"][0]["extensions"]["code"]
    assert seen.pop("good") == ["next"] * 50 + ["complete"]
    assert set(map(tuple, seen.values())) == {("error",)}


async def test_a_subscription_that_breaks_ends_with_a_masked_error(address: str, pitch: Pitch) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "subscription { broken }")
        assert (await receive(socket))["type"] == "next"
        error = await receive(socket)
        assert (error["type"], error["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")
        assert SECRET not in json.dumps(error)
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["type"] == "next"
    assert pitch.open_generators == 0


async def test_operations_beyond_the_limit_are_refused_one_by_one(address: str) -> None:
    async with opened(address) as socket:
        for number in range(6):
            await subscribe(socket, "subscription { silence }", str(number))
        error = await receive(socket)
        assert (error["id"], error["type"]) == ("5", "error")
        assert error["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await socket.send('{"type": "complete", "id": "0"}')
        await asyncio.sleep(0.05)
        await subscribe(socket, "{ hello }", "again")
        assert (await receive(socket))["type"] == "next"


async def test_each_operation_gets_a_context_of_its_own(address: str, pitch: Pitch) -> None:
    async with opened(address) as socket:
        for _ in range(3):
            await subscribe(socket, "{ requestId }")
            await receive(socket)
            await receive(socket)
    assert len(set(pitch.contexts)) == len(pitch.contexts) == 3


@pytest.mark.parametrize("offered", [["graphql-ws"], ["chat"], []])
async def test_other_subprotocols_are_refused_with_4406(address: str, offered: list[str]) -> None:
    async with connect(url(address), subprotocols=[Subprotocol(name) for name in offered] or None) as socket:
        assert await closing(socket) == 4406


async def test_the_modern_protocol_is_chosen_among_several(address: str) -> None:
    async with connect(url(address), subprotocols=[Subprotocol("graphql-ws"), PROTOCOL]) as socket:
        assert socket.subprotocol == PROTOCOL


async def test_another_sites_page_gets_no_socket(address: str) -> None:
    with pytest.raises(InvalidStatus, match="403") as refused:
        async with opened(address, additional_headers={"Origin": "https://evil.example"}):
            pass
    assert refused.value.response.headers["X-Content-Type-Options"] == "nosniff"
    async with opened(address, additional_headers={"Origin": address}) as socket:
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["type"] == "next"


async def test_a_client_that_vanishes_leaves_nothing_running(address: str, pitch: Pitch) -> None:
    for query in ("subscription { silence }", "subscription { count(to: 99999) }", "subscription { flood }"):
        async with opened(address) as socket:
            await subscribe(socket, query)
            await until(lambda: pitch.open_generators == 1)
            socket.transport.abort()
        await until(lambda: pitch.open_generators == 0)


async def test_a_client_that_does_not_read_is_dropped(address: str, pitch: Pitch) -> None:
    async with opened(address, compression=None, close_timeout=0.1, ping_interval=None) as socket:
        socket.transport.pause_reading()
        await subscribe(socket, "subscription { flood }")
        await until(lambda: pitch.open_generators == 1)
        await until(lambda: pitch.open_generators == 0)
        socket.transport.abort()


async def test_a_stopping_server_closes_sockets_with_1001_and_takes_no_new_ones(
    app: Starlette, address: str, pitch: Pitch
) -> None:
    async with opened(address) as socket:
        await subscribe(socket, "subscription { silence }")
        await until(lambda: pitch.open_generators == 1)
        app.state.begin_stop()
        assert await closing(socket) == 1001
    await until(lambda: pitch.open_generators == 0)
    with pytest.raises(InvalidStatus, match="503"):
        async with opened(address):
            pass


async def shows(app: Starlette, authorization: object, *messages: str) -> tuple[ClientConnection, int]:
    """The socket and how it is closed by a server that gets this in `connection_init`."""
    async with serving(app) as address, opened(address, init=False) as socket:
        init = {"type": "connection_init", "payload": {"authorization": authorization}}
        for message in (json.dumps(init), *messages):
            await socket.send(message)
        return socket, await closing(socket)


@pytest.mark.parametrize(
    "authorization", ["Bearer nobody", "reader", "Basic reader", "", "Bearer ", 1, [], {}]
)
async def test_a_key_that_does_not_work_closes_with_4403(authorization: object) -> None:
    socket, code = await shows(reception_app(), authorization)
    assert code == 4403
    assert socket.close_reason


async def test_a_key_in_the_init_tells_who_asks_from_then_on() -> None:
    async with serving(reception_app()) as address, opened(address, init=False) as socket:
        await socket.send('{"type": "connection_init", "payload": {"authorization": "Bearer admin"}}')
        assert await receive(socket) == {"type": "connection_ack"}
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["type"] == "next"


async def test_nothing_is_asked_before_the_key_was_looked_up() -> None:
    async def slowly(key: str | None, address: str) -> Viewer:
        if key is not None:
            await asyncio.sleep(0.3)
        return await authenticate(key, address)

    hello = '{"id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}'
    _, code = await shows(reception_app(authenticate=slowly), "Bearer admin", hello)
    assert code == 4401
    _, code = await shows(reception_app(authenticate=slowly), "Bearer admin", '{"type": "connection_init"}')
    assert code == 4429


async def test_a_key_that_cannot_be_looked_up_now_asks_to_come_back() -> None:
    async def away(key: str | None, address: str) -> Viewer:
        if key is not None:
            raise AuthenticationUnavailable("the database does not answer")
        return await authenticate(key, address)

    assert (await shows(reception_app(authenticate=away), "Bearer admin"))[1] == 1013


async def test_a_fault_in_looking_a_key_up_is_masked() -> None:
    async def broken(key: str | None, address: str) -> Viewer:
        if key is not None:
            raise RuntimeError(SECRET)
        return await authenticate(key, address)

    socket, code = await shows(reception_app(authenticate=broken), "Bearer admin")
    assert code == 4500
    assert SECRET not in (socket.close_reason or "")


async def test_where_nobody_asks_without_a_key_a_socket_without_one_closes_with_4401() -> None:
    async def strict(key: str | None, address: str) -> Viewer:
        return Viewer(ANONYMOUS, None) if key is None else await authenticate(key, address)

    async with serving(reception_app(authenticate=strict)) as address:
        async with opened(address, init=False) as socket:
            await socket.send('{"type": "connection_init"}')
            assert await closing(socket) == 4401
        async with opened(address, additional_headers={"Authorization": "Bearer reader"}):
            pass
        with pytest.raises(InvalidStatus, match="401"):
            async with opened(address, additional_headers={"Authorization": "Bearer nobody"}):
                pass
