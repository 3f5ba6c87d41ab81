"""Several workers on one port: all serve, a dead one is replaced, and all stop together."""

import asyncio
import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.http.serving import child_server
from tests.http.test_server import TOY, events, stopped, told

WORKERS = {"FOOTBALL_WORKERS": "2"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


def children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


async def answers(address: str) -> bool:
    async with httpx.AsyncClient(base_url=address) as http:
        return (await http.get("/health/readiness")).status_code == 200


async def test_workers_share_the_port_and_stop_together_with_status_0(log: Path) -> None:
    with child_server(TOY, log, **WORKERS) as child:
        workers = children(child.process.pid)
        assert len(workers) == 2
        assert all([await answers(child.address) for _ in range(20)])
        child.process.terminate()
        assert await stopped(child) == 0
    assert not any(_alive(pid) for pid in workers)
    assert "Traceback" not in told(log)
    assert "Fatal" not in told(log)
    assert [line["event"] for line in events(log)].count("serving") == 2


async def test_a_worker_that_dies_is_replaced(log: Path) -> None:
    with child_server(TOY, log, **WORKERS) as child:
        victim, other = children(child.process.pid)
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while [line["event"] for line in events(log)].count("serving") < 3:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        assert other in children(child.process.pid)
        assert len(children(child.process.pid)) == 2
        assert await answers(child.address)


async def test_workers_stop_when_their_parent_is_killed(log: Path) -> None:
    with child_server(TOY, log, **WORKERS) as child:
        workers = children(child.process.pid)
        child.process.kill()
        deadline = time.monotonic() + 10
        while any(_alive(pid) for pid in workers):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)


async def test_a_start_that_fails_ends_all_with_its_message(log: Path) -> None:
    refused = pytest.raises(AssertionError, match="WORKER_FAILED the toy does not answer; wind it up")
    with refused, child_server("tests.http.toy:create_unavailable_app", log, **WORKERS):
        pass
    assert "Traceback" not in told(log)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
