"""Headers must be small and quick, on every connection."""

import asyncio
import gc
import socket

import pytest
from starlette.applications import Starlette

from app.http.guard import MAX_HEADER_BYTES, GuardedProtocol, GuardedSocketProtocol
from app.http.websocket import SocketLimits
from tests.abuse.frames import CONT, TEXT, frame, raw_socket
from tests.http.serving import raw_connection, serving
from tests.http.test_events import until
from tests.http.toy import Pitch, toy_app


class Impatient(GuardedProtocol):
    header_timeout_s = 0.3


def read_all(raw: socket.socket) -> bytes:
    answer = b""
    while chunk := raw.recv(65536):
        answer += chunk
    return answer


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_headers_that_do_not_come_end_the_connection(app: Starlette, begun: bytes) -> None:
    async with serving(app, Impatient) as address:
        with raw_connection(address) as raw:
            raw.sendall(begun)
            answer = await asyncio.to_thread(read_all, raw)
    assert answer.startswith(b"HTTP/1.1 408 ") or not begun


async def test_slow_headers_on_a_kept_connection_end_it_too(app: Starlette) -> None:
    async with serving(app, Impatient) as address:
        with raw_connection(address) as raw:
            raw.sendall(b"GET /health/liveness HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.1)
            raw.sendall(b"GET / HTTP/1.1\r\nHost")
            answer = await asyncio.to_thread(read_all, raw)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in answer


async def test_a_kept_connection_may_pause_between_requests(app: Starlette) -> None:
    async with serving(app, Impatient) as address:
        with raw_connection(address) as raw:
            for _ in range(2):
                raw.sendall(b"GET /health/liveness HTTP/1.1\r\nHost: x\r\n\r\n")
                answer = b""
                while not answer.endswith(b"}"):
                    answer += await asyncio.to_thread(raw.recv, 65536)
                assert answer.startswith(b"HTTP/1.1 200 ")
                await asyncio.sleep(0.5)


async def test_a_slow_body_is_not_a_slow_header(app: Starlette) -> None:
    body = b'{"query": "{ hello }"}'
    head = (
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    async with serving(app, Impatient) as address:
        with raw_connection(address) as raw:
            raw.sendall(head % len(body))
            await asyncio.sleep(0.5)
            raw.sendall(body)
            assert (await asyncio.to_thread(raw.recv, 65536)).startswith(b"HTTP/1.1 200 ")


async def test_endless_headers_are_cut_off(app: Starlette) -> None:
    def send() -> bytes:
        with raw_connection(address) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
            raw.sendall(b"x" * (MAX_HEADER_BYTES + 1))
            return raw.recv(65536)

    async with serving(app) as address:
        assert (await asyncio.to_thread(send)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_a_400(app: Starlette, nonsense: bytes) -> None:
    async with serving(app, Impatient) as address:
        with raw_connection(address) as raw:
            raw.sendall(nonsense)
            answer = await asyncio.to_thread(raw.recv, 65536)
    assert answer.startswith(b"HTTP/1.1 400 ")


async def test_empty_pieces_of_a_message_are_not_kept() -> None:
    patient = toy_app(Pitch(), SocketLimits(init_timeout_s=60))
    async with (
        serving(patient) as address,
        raw_socket(address, frame(TEXT, b'{"type":"pi', fin=False)) as raw,
    ):
        raw.send(*[frame(CONT, fin=False)] * 1_000, frame(CONT, b"n", fin=False))
        protocols = [one for one in gc.get_objects() if type(one) is GuardedSocketProtocol]
        await until(lambda: any(b"n" in one.frames for one in protocols))
        assert [len(one.frames) for one in protocols if one.frames] == [2]
        raw.send(frame(CONT, b'g"}'))
        assert await raw.receive() == (TEXT, b'{"type":"pong"}')
