"""The example client in Python: it asks, tells failures, and misses nothing when its connection is cut."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import copied_database
from tests.http.serving import serving
from tests.http.toy import Pitch, toy_app
from tests.program import ROOT, served_by
from tests.proxy import proxied
from tests.servers import free_port

CLIENT = ROOT / "examples" / "client.py"


@pytest.fixture(scope="module")
async def address(
    postgres_server: str, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    log = tmp_path_factory.mktemp("python-client") / "server.log"
    async with copied_database(postgres_server, archive_template) as url:
        with served_by(database_url=url, log=log) as (_, served):
            yield served


async def test_it_asks_tells_what_failed_and_follows_a_match_to_its_end(address: str) -> None:
    lines = (await output(address)).splitlines()
    assert lines[0].startswith("{'team': {'name': 'Dortmund', 'form': {'letters': '")
    assert lines[1].startswith("NOT_FOUND ")
    told = lines[2:]
    assert [int(line.split()[0]) for line in told] == list(range(1, len(told) + 1))
    assert len(told) > 10


async def output(address: str) -> str:
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        CLIENT,
        address,
        env={name: value for name, value in os.environ.items() if name != "FOOTBALL_KEY"},
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        told, _ = await client.communicate()
    assert client.returncode == 0
    return told.decode()


def loaded(path: Path) -> dict[str, Any]:
    """What the module defines, its questions changed to the toy's."""
    names: dict[str, Any] = {"__name__": "client"}
    exec(compile(path.read_text(), path, "exec"), names)  # noqa: S102  our own file
    names["FOLLOW"] = (
        "subscription ($after: Int) { matchPrediction: ticks(after: $after) { sequence: number } }"
    )
    return names


async def test_a_follower_misses_nothing_when_its_connection_is_cut() -> None:
    pitch, follow = Pitch(), loaded(CLIENT)["follow"]
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(serving(toy_app(pitch)))
        proxy = await stack.enter_async_context(proxied(free_port(), httpx.URL(served).port or 0))
        updates = await stack.enter_async_context(aclosing(follow(f"http://127.0.0.1:{proxy.port}")))
        told = [(await anext(updates))["sequence"]]
        pitch.ticker.tick()
        told.append((await anext(updates))["sequence"])
        await proxy.refuse()
        for _ in range(3):
            pitch.ticker.tick()
        await proxy.heal()
        told += [(await anext(updates))["sequence"] for _ in range(3)]
    assert told == list(range(5))
