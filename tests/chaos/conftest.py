"""One world for all tests here: what each breaks, it mends."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from tests.chaos.world import World, world
from tests.conftest import skip_or_fail
from tests.servers import ServerMissing


@pytest.fixture(scope="package")
async def outside(home: Callable[[], Path]) -> AsyncIterator[World]:
    """Consumer, clock and relay in processes of their own, beside the server."""
    async with _or_skip(world(home(), "outside")) as opened:
        yield opened


@pytest.fixture(scope="package")
async def inside(home: Callable[[], Path]) -> AsyncIterator[World]:
    """The server does everything itself."""
    async with _or_skip(world(home(), "inside")) as opened:
        yield opened


@pytest.fixture(scope="package")
def home() -> Iterator[Callable[[], Path]]:
    """Makes folders for servers' data, where PostgreSQL's account may go."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="football-chaos-")))
        made[-1].chmod(0o755)
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def _or_skip(opening: AbstractAsyncContextManager[World]) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        try:
            opened = await stack.enter_async_context(opening)
        except ServerMissing as missing:
            skip_or_fail(str(missing))
        yield opened
