"""A viewer may have so many operations going on all its sockets and streams together, and no more."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection

from app.http.at_once import MOST
from app.security.rates import RateLimits
from tests.http.receptions import reception_app
from tests.http.serving import serving
from tests.http.test_events import EVENTS, until
from tests.http.test_websocket import opened, receive, subscribe
from tests.http.toy import Pitch

SHARED, OWN = "subscription { ticks { number } }", "subscription { count(to: 9, everyS: 60) }"


@asynccontextmanager
async def served(pitch: Pitch, limit: int = 1_000_000) -> AsyncIterator[str]:
    rates = RateLimits(address_limit=limit, key_limit=limit)
    async with serving(reception_app(pitch, rates=lambda: rates)) as address:
        yield address


async def filled(socket: ClientConnection) -> None:
    """Follow a hundred subscriptions, each of which has told something."""
    for number in range(100):
        await subscribe(socket, SHARED if number % 2 else OWN, str(number))
    assert {(await receive(socket))["type"] for _ in range(100)} == {"next"}


def key(name: str) -> dict[str, Any]:
    return {"additional_headers": {"Authorization": f"Bearer {name}"}}


async def code(socket: ClientConnection, id_: str) -> str:
    await subscribe(socket, "{ hello }", id_)
    answer = await receive(socket)
    if answer["type"] == "next":
        await receive(socket)
        return ""
    return str(answer["payload"][0]["extensions"]["code"])


async def event(address: str, name: str) -> str:
    async with httpx.AsyncClient(base_url=address, headers=EVENTS | key(name)["additional_headers"]) as http:
        return (await http.post("/graphql", json={"query": "{ hello }"})).text


async def test_a_viewer_is_limited_over_all_its_connections_and_alone(pitch: Pitch) -> None:
    async with served(pitch) as address, AsyncExitStack() as stack:
        sockets = [
            await stack.enter_async_context(opened(address, **key("reader"))) for _ in range(MOST // 100 + 1)
        ]
        for socket in sockets[:-1]:
            await filled(socket)
        assert await code(sockets[-1], "one more") == "TOO_MANY_OPERATIONS"
        assert "TOO_MANY_OPERATIONS" in await event(address, "reader")
        assert '"hello":"hello"' in await event(address, "admin")
        async with opened(address) as nobody:
            assert await code(nobody, "1") == ""
        await sockets[0].send('{"type": "complete", "id": "1"}')
        await sockets[0].send('{"type": "complete", "id": "2"}')
        assert await code(sockets[0], "again") == ""
        assert await code(sockets[-1], "again") == ""


@pytest.mark.parametrize("ending", ["complete", "close", "abort", "end of the stream"])
async def test_what_is_over_counts_no_more_however_it_ended(pitch: Pitch, ending: str) -> None:
    async with served(pitch) as address:
        for _ in range(MOST // 100 + 2):
            async with opened(address, **key("reader")) as socket:
                await filled(socket)
                if ending == "complete":
                    for number in range(100):
                        await socket.send(f'{{"type": "complete", "id": "{number}"}}')
                elif ending == "abort":
                    socket.transport.abort()
                elif ending == "end of the stream":
                    pitch.ticker.end()
                    pitch.ticker.over.clear()
            await until(lambda: not pitch.ticker.following and not pitch.open_generators)


async def test_who_is_not_limited_may_follow_any_number(pitch: Pitch) -> None:
    async with served(pitch, limit=0) as address, AsyncExitStack() as stack:
        for _ in range(MOST // 100 + 1):
            await filled(await stack.enter_async_context(opened(address)))
