"""Clients that vanish leave nothing behind: no socket, no subscription, no memory, no traceback."""

import asyncio
import re
import socket
import struct
import time
from collections.abc import Callable

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.memory import resident_mb
from tests.chaos.feed import Feed
from tests.chaos.follower import DOCUMENT, Follower
from tests.chaos.world import World, task_of
from tests.live_matches import Script

CLIENTS = 100
BACK_WITHIN_S = 2.0
MOST_KEPT_MB = 15.0


def cut(client: ClientConnection) -> None:
    """A reset, as from a machine that lost its power and came back."""
    client.transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    client.transport.abort()


def leave(client: ClientConnection) -> None:
    """An end of the connection without a closing frame."""
    client.transport.close()


def half_close(client: ClientConnection) -> None:
    """Nothing more will be said; the other direction stays open."""
    client.transport.write_eof()


def cut_within_a_frame(client: ClientConnection) -> None:
    client.transport.write(b"\x81\xfe\x10")
    client.transport.abort()


WAYS: tuple[Callable[[ClientConnection], None], ...] = (cut, leave, half_close, cut_within_a_frame)


@pytest.mark.kafka
async def test_a_hundred_clients_that_vanish_leave_nothing_behind(outside: World) -> None:
    script = Script(outside.matches(1)[0], 90, prefix="vanish")
    feed = Feed(outside.kafka, [script], 20)
    witness = Follower(outside.address, script.match)
    said = outside.server_log()
    async with task_of(witness.follow()), feed.running():
        for _ in range(3):  # what is allocated once is no leak
            await vanish(outside, script.match)
        await asyncio.sleep(BACK_WITHIN_S)
        before, memory_mb = await open_now(outside.address), resident_mb(outside.programs["server"].pid)
        assert before == (1, 1)
        for _ in range(3):
            at = await vanish(outside, script.match)
            while await open_now(outside.address) != before:
                assert time.monotonic() - at < BACK_WITHIN_S, await open_now(outside.address)
                await asyncio.sleep(0.05)
        kept_mb = resident_mb(outside.programs["server"].pid) - memory_mb
    assert witness.wrong == []
    assert kept_mb < MOST_KEPT_MB
    said = outside.server_log().removeprefix(said)
    assert "Traceback" not in said
    assert '"level":"error"' not in said


async def vanish(world: World, match: str) -> float:
    """A hundred clients subscribe, are told something, and are gone; when they were."""
    clients = await asyncio.gather(*(subscribed(world.address, match) for _ in range(CLIENTS)))
    sockets, subscriptions = await open_now(world.address)
    assert min(sockets, subscriptions) > CLIENTS
    for number, client in enumerate(clients):
        WAYS[number % len(WAYS)](client)
    return time.monotonic()


async def subscribed(address: str, match: str) -> ClientConnection:
    """A client that was told where the match stands."""
    url = address.replace("http", "ws", 1) + "/graphql"
    client = await connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], ping_interval=None)
    await client.send('{"type": "connection_init"}')
    payload = {"query": DOCUMENT, "variables": {"match": match}}
    await client.send(orjson.dumps({"id": "1", "type": "subscribe", "payload": payload}).decode())
    for _ in range(2):
        await client.recv()
    return client


async def open_now(address: str) -> tuple[int, int]:
    """WebSockets and subscriptions that the server says are open."""
    async with httpx.AsyncClient(base_url=address, timeout=10) as http:
        text = (await http.get("/metrics")).text
    return _gauge(text, "football_websockets_open"), _gauge(text, "football_subscriptions_active")


def _gauge(text: str, name: str) -> int:
    values = re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)
    assert values, f"{name} is not among the metrics"
    return int(sum(map(float, values)))
