"""Real servers for the tests: in this process, and as a child process."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette

from app.config import Settings
from app.http.guard import GuardedProtocol
from app.http.server import bind
from app.http.worker import address_of, configuration

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 30.0

CHILD = """
import os, sys
from app.config import load_settings
from app.errors import FootballError
from app.http import server
from app.log import configure_logging
def tell(address):
    print(address, flush=True)
settings = load_settings(os.environ)
configure_logging(settings.log_format, settings.log_level)
try:
    server.run(settings, on_bound=tell, application=sys.argv[1])
except FootballError as error:
    print(error.code, error.message, file=sys.stderr)
    sys.exit(1)
"""


@asynccontextmanager
async def serving(app: Starlette, protocol: type[GuardedProtocol] = GuardedProtocol) -> AsyncIterator[str]:
    """The application on a real socket in this event loop; yields its address."""
    bound = bind("127.0.0.1", 0)
    server = uvicorn.Server(configuration(app, Settings(drain_timeout_s=1), protocol))
    async with app.router.lifespan_context(app):
        task = asyncio.create_task(server._serve([bound]))
        while not server.started:  # noqa: ASYNC110  uvicorn offers no event
            await asyncio.sleep(0.005)
        try:
            yield address_of(bound)
        finally:
            server.should_exit = True
            await task


@dataclass
class Child:
    """A server in a process of its own."""

    address: str
    process: "subprocess.Popen[str]"


@contextmanager
def child_server(application: str, log: Path, **environment: str) -> Iterator[Child]:
    """Run `app.http.server.run` on a free port; its stderr goes to `log`."""
    with log.open("w") as errors:
        process = start(application, errors.fileno(), FOOTBALL_PORT="0", **environment)
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, log.read_text()
            yield Child(address, process)
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def start(application: str, errors: int, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, application],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FOOTBALL_LOG_FORMAT": "json"} | environment,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )


def client(app: Starlette) -> httpx.AsyncClient:
    """A client of the application without a socket between."""
    headers = {"X-Football-Client": "tests"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=headers)


def raw_connection(address: str) -> socket.socket:
    url = httpx.URL(address)
    return socket.create_connection((url.host, url.port), timeout=5)
