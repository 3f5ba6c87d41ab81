"""The application under a server that offers no way to write at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.applications import Starlette

from app.config import Settings
from app.http.server import bind
from app.http.worker import address_of, configuration
from tests.http.test_events import until
from tests.http.test_shared import PLAIN, ticked
from tests.http.test_websocket import closing, opened, receive, subscribe
from tests.http.toy import Pitch


@pytest.fixture
async def plain(app: Starlette) -> AsyncIterator[str]:
    """Where uvicorn serves with its own protocols."""
    bound = bind("127.0.0.1", 0)
    config = configuration(app, Settings(drain_timeout_s=1))
    config.http, config.ws = "httptools", "websockets-sansio"
    server = uvicorn.Server(config)
    async with app.router.lifespan_context(app):
        task = asyncio.create_task(server._serve([bound]))
        await until(lambda: server.started)
        yield address_of(bound)
        server.should_exit = True
        await task


async def test_shared_subscriptions_are_told_everything(plain: str, pitch: Pitch) -> None:
    async with opened(plain) as one, opened(plain) as other:
        for socket in (one, other):
            await subscribe(socket, PLAIN)
            await ticked(socket)
        for number in (1, 2):
            pitch.ticker.tick()
            assert await ticked(one) == await ticked(other) == [{"number": number}]
        pitch.ticker.end()
        assert (await receive(one))["type"] == "complete"
    await until(lambda: not pitch.ticker.following)


async def test_a_client_that_vanishes_leaves_nothing_running(plain: str, pitch: Pitch) -> None:
    async with opened(plain) as socket:
        await subscribe(socket, PLAIN)
        await ticked(socket)
        socket.transport.abort()
    await until(lambda: not pitch.ticker.following)


@pytest.mark.parametrize(("message", "code"), [("[]", 4400), ('{"type": "connection_init"}', 4429)])
async def test_a_bad_message_closes_with_its_code(plain: str, message: str, code: int) -> None:
    async with opened(plain) as socket:
        await socket.send(message)
        assert await closing(socket) == code


async def test_a_late_init_closes_with_4408(plain: str) -> None:
    async with opened(plain, init=False) as socket:
        assert await closing(socket) == 4408


async def test_a_stopping_server_closes_with_1001(plain: str, app: Starlette) -> None:
    async with opened(plain) as socket:
        app.state.begin_stop()
        assert await closing(socket) == 1001
