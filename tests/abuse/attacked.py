"""Others while one attacks: they are served meanwhile, and nothing is left afterwards."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from websockets.asyncio.client import ClientConnection

from tests.http.serving import Child
from tests.http.test_events import until
from tests.http.test_websocket import opened, subscribe

FRIEND = "https://friend.example"


def logged_nothing_wrong(log: Path) -> None:
    lines = log.read_text().splitlines()
    assert [line for line in lines if re.search(r'"level": ?"(error|critical)"|Traceback', line)] == []


@asynccontextmanager
async def neighbour(address: str) -> AsyncIterator[None]:
    told = 0

    async def follow(socket: ClientConnection) -> None:
        nonlocal told
        async for message in socket:
            told = json.loads(message)["payload"]["data"]["count"]

    async with opened(address) as socket:
        await subscribe(socket, "subscription { count(to: 100000, everyS: 0.02) }")
        following = asyncio.create_task(follow(socket))
        await until(lambda: told > 0)
        yield
        before = told
        await until(lambda: told > before + 2)
    await following


async def gauges(address: str) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=address) as http:
        lines = (await http.get("/metrics")).text.splitlines()
    return {
        name: float(value)
        for name, _, value in (line.partition(" ") for line in lines if not line.startswith("#"))
        if name in ("football_websockets_open", "football_event_streams_open")
    }


async def left_nothing(address: str) -> None:
    async with asyncio.timeout(5):
        while await anything_runs(address):  # noqa: ASYNC110  another process offers no event
            await asyncio.sleep(0.02)


async def anything_runs(address: str) -> bool:
    async with httpx.AsyncClient(base_url=address) as http:
        answer = (await http.post("/graphql", json={"query": "{ openGenerators }"})).json()
    return any((await gauges(address)).values()) or answer != {"data": {"openGenerators": 0}}


def resident_bytes(child: Child) -> int:
    status = Path(f"/proc/{child.process.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


async def churned(leave: Callable[[str, int], Awaitable[None]], address: str, times: int) -> None:
    """Come and leave so often, twenty at once, each time in another way."""
    for start in range(0, times, 20):
        await asyncio.gather(*(leave(address, way) for way in range(start, start + 20)))
