"""The toy application, in this process and on a socket."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from app.http.websocket import SocketLimits
from tests.http.serving import client, serving
from tests.http.toy import Pitch, toy_app


@pytest.fixture
def pitch() -> Pitch:
    return Pitch()


@pytest.fixture
def limits() -> SocketLimits:
    return SocketLimits(init_timeout_s=0.3, send_timeout_s=0.5, operations=5)


@pytest.fixture
def app(pitch: Pitch, limits: SocketLimits) -> Starlette:
    return toy_app(pitch, limits)


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a socket between."""
    async with client(app) as opened:
        yield opened


@pytest.fixture
async def address(app: Starlette) -> AsyncIterator[str]:
    """Where the application is served on a real socket."""
    async with serving(app) as served:
        yield served
