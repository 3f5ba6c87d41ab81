"""WebSockets under attack: each ends with a reason that the client is told, and nobody else notices."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from itertools import count, repeat
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from app.http.messages import MAX_MESSAGE_BYTES
from app.http.socket import SocketLimits
from tests.abuse.attacked import FRIEND, churned, gauges, resident_bytes
from tests.abuse.frames import BINARY, CLOSE, CONT, INIT, PING, PONG, TEXT, RawSocket, frame, raw_socket
from tests.http.serving import Child
from tests.http.test_websocket import MALFORMED, PROTOCOL, closing, opened, receive, subscribe, url

HELLO = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}).encode()
PINGS = frame(PING, b"x" * 125) * 500
MOST = 40_000_000
"""Bytes sent to a server that should have stopped reading long before."""
FAITHFUL_BYTES = 12_000_000
"""What may be under way when nobody reads: the buffers of two kernels and a little of ours."""


@pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED.keys())
async def test_a_malformed_message_is_closed_with_4400(address: str, message: str | bytes) -> None:
    for init in (True, False):
        async with opened(address, init=init) as socket:
            await socket.send(message)
            assert await closing(socket) == 4400


FRAMES: dict[str, tuple[int, bytes]] = {
    "text that is not UTF-8": (4400, frame(TEXT, b'{"type":"ping\xff"}')),
    "a split character": (4400, frame(TEXT, b'"\xc3', fin=False) + frame(CONT, b'"')),
    "binary": (4400, frame(BINARY, INIT)),
    "nothing": (4400, frame(TEXT)),
    "an unmasked frame": (1002, frame(TEXT, INIT, masked=False)),
    "a compressed frame": (1002, frame(TEXT, INIT, rsv=4)),
    "a reserved opcode": (1002, frame(3, INIT)),
    "a piece of no message": (1002, frame(CONT, INIT)),
    "a message inside of a message": (1002, frame(TEXT, b"{", fin=False) + frame(TEXT, INIT)),
    "a ping in pieces": (1002, frame(PING, fin=False)),
    "a long ping": (1002, frame(PING, b"x" * 126)),
    "a close frame of one byte": (1002, frame(CLOSE, b"x")),
    "a close frame with no code": (1002, frame(CLOSE, (999).to_bytes(2))),
    "a close frame that is not UTF-8": (1007, frame(CLOSE, (1000).to_bytes(2) + b"\xff")),
    "a close frame": (1000, frame(CLOSE, (1000).to_bytes(2))),
    "2^63 bytes announced": (1009, frame(TEXT)[:1] + b"\xff" + (2**63 - 1).to_bytes(8) + b"mask" + INIT),
    "pieces that sum to too much": (
        1009,
        b"".join(frame(TEXT * (not n), b"x" * 9_000, fin=False) for n in range(8)),
    ),
}


@pytest.mark.parametrize(("code", "sent"), FRAMES.values(), ids=FRAMES.keys())
async def test_a_bad_frame_is_closed_with_a_code(address: str, code: int, sent: bytes) -> None:
    for first in (b"", frame(TEXT, INIT)):
        async with raw_socket(address, first, sent) as raw:
            assert await raw.closing() == code


async def test_a_message_of_ten_megabytes_is_closed_with_1009_while_it_is_sent(address: str) -> None:
    """The client is told, though most of what it sends arrives after the decision."""
    async with raw_socket(address, frame(TEXT, INIT)) as raw:
        raw.send(frame(TEXT, b"x" * 10_000_000))
        assert await raw.closing() == 1009


async def test_a_message_may_have_64_kib_in_any_pieces(address: str) -> None:
    most = json.dumps({"type": "ping", "payload": {"x": "y" * (MAX_MESSAGE_BYTES - 40)}}).encode()
    assert MAX_MESSAGE_BYTES - 10 < len(most) <= MAX_MESSAGE_BYTES
    async with raw_socket(address, frame(TEXT, most)) as raw:
        assert (await raw.receive())[0] == TEXT
        pieces = [most[place : place + 50] for place in range(0, len(most), 50)]
        raw.send(frame(TEXT, fin=False), *(frame(CONT, piece, fin=False) for piece in pieces), frame(CONT))
        assert json.loads((await raw.receive())[1])["type"] == "pong"


async def test_a_reason_in_any_script_fits_into_a_close_frame(address: str) -> None:
    id_ = "\N{SOCCER BALL}" * 128
    async with opened(address) as socket:
        for _ in range(2):
            await subscribe(socket, "subscription { silence }", id_)
        assert await closing(socket) == 4409
        assert socket.close_reason == f"Subscriber for {id_}"[: len("Subscriber for ") + 36]


@pytest.mark.parametrize(
    ("init", "messages", "code"),
    [
        (False, [HELLO], 4401),
        (True, [INIT], 4429),
        (True, [HELLO.replace(b"{ hello }", b"subscription { silence }"), HELLO], 4409),
    ],
    ids=["subscribe before init", "second init", "id in use"],
)
async def test_a_broken_order_is_closed_with_its_code(
    address: str, init: bool, messages: list[bytes], code: int
) -> None:
    async with opened(address, init=init) as socket:
        for message in messages:
            await socket.send(message.decode())
        assert await closing(socket) == code


def test_the_init_may_take_ten_seconds_at_most() -> None:
    assert SocketLimits().init_timeout_s <= 10


async def test_the_101st_operation_is_refused_and_the_100_go_on(address: str) -> None:
    async with opened(address) as socket:
        for number in range(100):
            await subscribe(socket, "subscription { count(to: 100000, everyS: 60) }", str(number))
        told = [await receive(socket) for _ in range(100)]
        assert {message["type"] for message in told} == {"next"}
        for number in range(100, 103):
            await subscribe(socket, "{ hello }", str(number))
            refused = await receive(socket)
            assert (refused["id"], refused["type"]) == (str(number), "error")
            assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await socket.send('{"type": "complete", "id": "7"}')
        await subscribe(socket, "{ hello }", "again")
        assert await receive(socket) == {
            "id": "again",
            "type": "next",
            "payload": {"data": {"hello": "hello"}},
        }


async def test_the_legacy_protocol_and_compression_are_not_spoken(address: str) -> None:
    async with connect(url(address), subprotocols=[Subprotocol("graphql-ws")]) as socket:
        assert await closing(socket) == 4406
    async with connect(url(address), subprotocols=[PROTOCOL], compression="deflate") as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", f"{FRIEND}.evil.example", ""])
async def test_another_sites_page_is_refused(address: str, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async with opened(address, additional_headers={"Origin": origin}):
            pass


@pytest.mark.parametrize("origin", [FRIEND, FRIEND.upper(), None])
async def test_pages_of_this_site_and_allowed_ones_are_let_in(address: str, origin: str | None) -> None:
    async with opened(address, additional_headers={"Origin": origin or address}) as socket:
        await subscribe(socket, "{ hello }")
        assert (await receive(socket))["type"] == "next"


def asked(query: str) -> Iterator[bytes]:
    """Without end, 500 times the query, each time under another id."""
    for start in count(0, 500):
        ids = (b'"%d"' % number for number in range(start, start + 500))
        yield b"".join(
            frame(TEXT, HELLO.replace(b'"1"', id_).replace(b"{ hello }", query.encode())) for id_ in ids
        )


FLOODS = {
    "pings": lambda: repeat(PINGS),
    "ping messages": lambda: repeat(
        frame(TEXT, b'{"type":"ping","payload":{"x":"%b"}}' % (b"y" * 1000)) * 60
    ),
    "operations": lambda: asked("{ hello }"),
    "refused documents": lambda: asked("{ n"),
    "silent subscriptions": lambda: asked("subscription { silence }"),
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
async def test_who_sends_and_never_reads_is_not_read_from(
    address: str, flood: Callable[[], Iterator[bytes]]
) -> None:
    async with raw_socket(address, frame(TEXT, INIT)) as raw:
        assert await raw.send_until_held(flood(), MOST) < FAITHFUL_BYTES


async def test_pongs_and_pings_that_are_read_go_on_for_ever(address: str) -> None:
    async with raw_socket(address, frame(TEXT, INIT), frame(PONG, b"unasked") * 5_000) as raw:
        assert await raw.receive() == (TEXT, b'{"type":"connection_ack"}')
        for _ in range(200):
            raw.send(frame(PING, b"x") * 50)
            assert {await raw.receive() for _ in range(50)} == {(PONG, b"x")}


async def leave(address: str, way: int) -> None:
    """Open a socket and leave it, each time in another way."""
    if way % 4 == 0:
        async with raw_socket(address):
            return
    async with opened(address, init=way % 4 > 1) as socket:
        if way % 4 > 1:
            await subscribe(socket, "subscription { silence }")
        if way % 4 == 3:
            socket.transport.abort()


async def test_sockets_that_come_and_go_leave_nothing(child: Child, address: str) -> None:
    await churned(leave, address, 200)
    before = resident_bytes(child)
    await churned(leave, address, 400)
    assert resident_bytes(child) - before < 6_000_000


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["subscribe", "complete", "ping", "pong", "connection_init", "1", "{ hello }"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "id", "payload", "query", "variables", "extensions"]), inner, max_size=5
        )
    ),
    max_leaves=8,
)
messages = st.one_of(
    st.binary(max_size=200).map(lambda data: frame(TEXT, data)),
    st.binary(max_size=200).map(lambda data: frame(BINARY, data)),
    json_values.map(lambda value: frame(TEXT, json.dumps(value).encode())),
    st.binary(min_size=1, max_size=60),
)


@given(sent=st.lists(messages, min_size=1, max_size=6))
@example(sent=[frame(TEXT, b'{"type":"ping","payload":{"a":1e400}}')])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_sent_is_answered_or_closed_with_a_reason(address: str, sent: list[bytes]) -> None:
    async with raw_socket(address, frame(TEXT, INIT), *sent, frame(CLOSE, (1000).to_bytes(2))) as raw:
        assert await told_end(raw) in (1000, 1002, 1007, 1009, 4400, 4401, 4409, 4429)


async def told_end(raw: RawSocket) -> int:
    """The close code; 1000 too where the last frame's pretended length still waits for its bytes."""
    try:
        async with asyncio.timeout(0.3):
            return await raw.closing()
    except TimeoutError:
        return 1000


async def test_many_attackers_at_once_cost_others_nothing(address: str) -> None:
    async with AsyncExitStack() as stack:
        raws: list[RawSocket] = [
            await stack.enter_async_context(raw_socket(address, frame(TEXT, INIT))) for _ in range(20)
        ]
        held = await asyncio.gather(*(raw.send_until_held(repeat(PINGS), MOST // 10) for raw in raws))
        assert len(held) == 20
        async with opened(address) as socket:
            await subscribe(socket, "{ hello }")
            answer: dict[str, Any] = await receive(socket)
            assert answer["payload"] == {"data": {"hello": "hello"}}


async def test_the_server_tells_who_it_waits_for_when_asked(address: str) -> None:
    """Sockets that never say anything are counted, and served beside others."""
    async with AsyncExitStack() as stack:
        quiet: list[ClientConnection] = [
            await stack.enter_async_context(opened(address, init=False)) for _ in range(50)
        ]
        assert (await gauges(address))["football_websockets_open"] == len(quiet) + 1
