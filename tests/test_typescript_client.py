"""The TypeScript client: generated from the schema as it is, compiled strictly, used by a Node program."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import copied_database, skip_or_fail
from tests.http.serving import serving
from tests.http.toy import Pitch, toy_app
from tests.program import ROOT, served_by
from tests.proxy import proxied
from tests.servers import free_port

SOURCE = ROOT / "web" / "client"


def npm(folder: Path, *words: str) -> None:
    done = subprocess.run(
        ["npm", *words], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode != 0 and words[0] == "ci":
        skip_or_fail(f"the client's packages cannot be installed: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.fixture(scope="module")
def built() -> Path:
    """The client's folder with its packages, compiled."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            skip_or_fail(f"the client needs {program}")
    lock, installed = SOURCE / "package-lock.json", SOURCE / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm(SOURCE, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    npm(SOURCE, "run", "build")
    return SOURCE


@pytest.fixture(scope="module")
async def address(
    postgres_server: str, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    log = tmp_path_factory.mktemp("typescript") / "server.log"
    settings = {"FOOTBALL_ANONYMOUS": "operator", "FOOTBALL_DOCUMENTS_ONLY": "true"}
    async with copied_database(postgres_server, archive_template) as url:
        with served_by(database_url=url, settings=settings, log=log) as (_, served):
            yield served


def test_the_committed_code_is_what_the_schema_and_the_examples_generate(built: Path) -> None:
    npm(built, "run", "check")


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((SOURCE / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_a_node_program_asks_over_http_websocket_and_server_sent_events(built: Path, address: str) -> None:
    done = subprocess.run(
        ["node", "dist/example/main.js", address],
        cwd=built,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = dict(json.loads(line) for line in done.stdout.splitlines())
    assert set(told.pop("query")) <= set("WDL")
    assert 0 < told.pop("prediction") < 1
    by_socket, by_events = told.pop("followed by websocket"), told.pop("followed by events")
    assert by_socket == by_events == list(range(by_socket[0], by_socket[0] + len(by_socket)))
    assert len(by_socket) > 10
    assert {told.pop("websocket"), told.pop("events")} <= {"PASS", "WARN"}
    assert told == {"mutation": "FeatureRow", "error": ["NOT_FOUND", 200]}


@pytest.mark.parametrize("transport", ["websocket", "events"])
async def test_a_follower_misses_nothing_when_its_connection_is_cut(built: Path, transport: str) -> None:
    pitch = Pitch()
    query = "subscription ($after: Int) { ticks(after: $after) { sequence: number } }"
    async with serving(toy_app(pitch)) as served, proxied(free_port(), httpx.URL(served).port or 0) as proxy:
        client = await asyncio.create_subprocess_exec(
            *("node", "dist/example/follow.js", f"http://127.0.0.1:{proxy.port}", transport, query),
            cwd=built,
            stdout=asyncio.subprocess.PIPE,
        )
        assert client.stdout is not None
        told = [await sequence(client.stdout)]
        for _ in range(3):
            pitch.ticker.tick()
            told.append(await sequence(client.stdout))
            await proxy.refuse()
            pitch.ticker.tick()
            pitch.ticker.tick()
            await proxy.heal()
            told += [await sequence(client.stdout) for _ in range(2)]
        pitch.ticker.end()
        assert await client.wait() == 0
    assert told == list(range(10))


async def sequence(lines: asyncio.StreamReader) -> int:
    async with asyncio.timeout(10):
        number: int = json.loads(await lines.readline())["ticks"]["sequence"]
    return number
