"""The service with everything around it, each server behind a network of its own that can fail."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from app.db import migrations
from tests import stack
from tests.live_matches import scheduled
from tests.proxy import Proxy, proxied
from tests.servers import free_port
from tests.stack import Program

MATCHES = 160
HEALTH_PATIENCE_S = 15.0

Health = Mapping[str, str]


@dataclass
class World:
    """`programs` by name, `links` by the name of the server they lead to, `unused` matches."""

    folder: Path
    programs: Mapping[str, Program]
    links: Mapping[str, Proxy]
    database_url: str
    kafka: str
    address: str
    unused: list[str]

    def matches(self, count: int) -> list[str]:
        """Ids of scheduled matches that nobody has used."""
        taken, self.unused = self.unused[:count], self.unused[count:]
        assert len(taken) == count, "the world has run out of matches"
        return taken

    async def health(self) -> Health:
        """Status of each check; `ready` and `alive` say what the probes answer. Nothing where none does."""
        async with httpx.AsyncClient(base_url=self.address, timeout=10) as http:
            try:
                whole, ready, alive = await asyncio.gather(
                    *(http.get(path) for path in ("/health", "/health/readiness", "/health/liveness"))
                )
            except httpx.HTTPError:
                return {}
        checks: dict[str, list[dict[str, Any]]] = whole.json()["checks"]
        told = {name: results[0]["status"] for name, results in checks.items()}
        return told | {
            "ready": "yes" if ready.status_code == 200 else "no",
            "alive": "yes" if alive.status_code == 200 else "no",
        }

    async def until_health(self, wanted: Health) -> None:
        """Until health says all this, or, where nothing is wanted, until it does not answer."""
        deadline = time.monotonic() + HEALTH_PATIENCE_S
        while True:
            told = await self.health()
            if {name: told.get(name) for name in wanted} == wanted and (wanted or not told):
                return
            assert time.monotonic() < deadline, f"health says {told}, not {wanted}"
            await asyncio.sleep(0.2)

    def server_log(self) -> str:
        """What the server has said since it was started last."""
        return self.programs["server"].said()


@asynccontextmanager
async def world(folder: Path, topology: str) -> AsyncIterator[World]:
    """Everything started, the service's connections through proxies.

    `topology`: "outside" runs consumer, relay and clock as processes of their own, "inside" the server alone.
    """
    async with AsyncExitStack() as opened:
        postgres, url = await asyncio.to_thread(stack.postgres, folder / "postgres")
        redis, redis_port = stack.redis(folder)
        kafka = await asyncio.to_thread(stack.kafka, folder, free_port())
        ports = {"postgresql": _port(url), "redis": redis_port, "kafka": kafka.service}
        ports["redis of the relay"] = redis_port
        fronts = {name: kafka.advertised if name == "kafka" else free_port() for name in ports}
        links = {
            name: await opened.enter_async_context(proxied(fronts[name], port))
            for name, port in ports.items()
        }
        settings = {
            "FOOTBALL_DATABASE_URL": _with_port(url, fronts["postgresql"]),
            "FOOTBALL_REDIS_URL": f"redis://127.0.0.1:{fronts['redis']}/0",
            "FOOTBALL_KAFKA_BOOTSTRAP_SERVERS": f"127.0.0.1:{fronts['kafka']}",
            "FOOTBALL_LIVE": topology,
            "FOOTBALL_LOG_FORMAT": "json",
        }
        programs = {"postgresql": postgres, "redis": redis, "kafka": kafka.program}
        await _start(opened, *programs.values())
        await migrations.upgrade(url)
        matches = await scheduled(url, MATCHES)
        server, address = stack.server(folder, settings)
        own = {"server": server}
        if topology == "outside":
            own["consumer"] = stack.live(folder, settings, "consumer", "clock")
            relayed = settings | {"FOOTBALL_REDIS_URL": f"redis://127.0.0.1:{fronts['redis of the relay']}/0"}
            own["relay"] = stack.live(folder, relayed, "relay")
        await _start(opened, *own.values())
        yield World(folder, programs | own, links, url, kafka.bootstrap, address, matches)


async def _start(opened: AsyncExitStack, *programs: Program) -> None:
    for program in programs:
        opened.push_async_callback(asyncio.to_thread, program.stop)
        await asyncio.to_thread(program.start)


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def _with_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}"))


@asynccontextmanager
async def task_of(*coroutines: Any) -> AsyncIterator[None]:
    """Coroutines that run until the block ends; one that fails meanwhile fails the block."""
    tasks = [asyncio.create_task(one) for one in coroutines]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
