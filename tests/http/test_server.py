"""The server as a process: where it listens, how it stops, and how it says that it cannot start."""

import asyncio
import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app.http.server import AddressUnusable, PortTaken, bind
from tests.http.serving import Child, child_server, start
from tests.http.test_websocket import closing, receive, subscribe, url

TOY = "tests.http.toy:create_app"
PROTOCOL = Subprotocol("graphql-transport-ws")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


def told(log: Path) -> str:
    return log.read_text()


def events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


async def stopped(child: Child, timeout_s: float = 10.0) -> int:
    return await asyncio.to_thread(child.process.wait, timeout_s)


async def slow_query(http: httpx.AsyncClient, seconds: float) -> httpx.Response:
    return await http.post("/graphql", json={"query": f"{{ slow(seconds: {seconds}) }}"})


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_an_idle_server_with_status_0(log: Path, sent: signal.Signals) -> None:
    with child_server(TOY, log) as child:
        async with httpx.AsyncClient(base_url=child.address) as http:
            assert (await http.get("/health/readiness")).status_code == 200
        child.process.send_signal(sent)
        assert await stopped(child) == 0
    assert "Traceback" not in told(log)


async def test_a_stopping_server_turns_unready_first_and_finishes_what_runs(log: Path) -> None:
    with child_server(TOY, log) as child:
        async with httpx.AsyncClient(base_url=child.address) as http:
            running = asyncio.create_task(slow_query(http, 1.5))
            await asyncio.sleep(0.3)
            child.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(0.2)
            readiness = await http.get("/health/readiness")
            assert (readiness.status_code, readiness.json()["status"]) == (503, "fail")
            assert (await http.get("/health/liveness")).status_code == 200
            assert (await running).json() == {"data": {"slow": 1.5}}
        assert await stopped(child) == 0


async def test_what_outlasts_the_drain_time_is_cut_off_and_told_so(log: Path) -> None:
    with child_server(TOY, log, FOOTBALL_DRAIN_TIMEOUT_S="1") as child:
        async with httpx.AsyncClient(base_url=child.address, timeout=10) as http:
            running = asyncio.create_task(slow_query(http, 60))
            await asyncio.sleep(0.3)
            child.process.send_signal(signal.SIGTERM)
            assert await stopped(child, 5) == 0
            assert (await running).status_code == 503
    assert "Traceback" not in told(log)


async def test_a_stopping_server_ends_sockets_and_streams_before_it_drains(log: Path) -> None:
    with child_server(TOY, log) as child:
        async with connect(url(child.address), subprotocols=[PROTOCOL]) as socket:
            await socket.send('{"type": "connection_init"}')
            await receive(socket)
            await subscribe(socket, "subscription { silence }")
            stream = asyncio.create_task(_event_stream(child.address))
            await asyncio.sleep(0.8)
            child.process.send_signal(signal.SIGTERM)
            assert await closing(socket) == 1001
            assert "complete" not in await stream
        assert await stopped(child, 5) == 0


async def _event_stream(address: str) -> str:
    query = {"query": "subscription { silence }"}
    async with httpx.AsyncClient(base_url=address, timeout=10) as http:
        return (await http.post("/graphql", json=query, headers={"Accept": "text/event-stream"})).text


async def test_a_second_interrupt_ends_the_server_at_once(log: Path) -> None:
    with child_server(TOY, log, FOOTBALL_DRAIN_TIMEOUT_S="60") as child:
        async with httpx.AsyncClient(base_url=child.address, timeout=10) as http:
            running = asyncio.create_task(slow_query(http, 60))
            await asyncio.sleep(0.3)
            child.process.send_signal(signal.SIGINT)
            await asyncio.sleep(0.3)
            child.process.send_signal(signal.SIGINT)
            assert await stopped(child, 5) == 0
            await asyncio.gather(running, return_exceptions=True)


async def test_a_taken_port_is_told_with_what_to_do(log: Path) -> None:
    with child_server(TOY, log) as child:
        port = httpx.URL(child.address).port
        second = start(TOY, subprocess.PIPE, FOOTBALL_PORT=str(port))
        _, errors = await asyncio.to_thread(second.communicate, timeout=30)
    assert second.returncode == 1
    assert f"PORT_TAKEN port {port} on 127.0.0.1 is taken by another program" in errors
    assert "FOOTBALL_PORT" in errors
    assert "Traceback" not in errors


async def test_a_start_that_fails_raises_its_own_error(log: Path) -> None:
    process = start("tests.http.toy:create_unavailable_app", subprocess.PIPE, FOOTBALL_PORT="0")
    _, errors = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 1
    assert "UNAVAILABLE the toy does not answer" in errors
    assert "Traceback" not in errors


def test_a_host_of_another_machine_is_refused_by_name() -> None:
    with pytest.raises(AddressUnusable, match="FOOTBALL_HOST"):
        bind("192.0.2.1", 0)
    with pytest.raises(AddressUnusable, match=r"nowhere\.invalid"):
        bind("nowhere.invalid", 0)


def test_port_0_takes_any_free_port_and_a_bound_one_is_taken() -> None:
    with bind("127.0.0.1", 0) as first, bind("127.0.0.1", 0) as second:
        ports = first.getsockname()[1], second.getsockname()[1]
        assert len(set(ports)) == 2
        with pytest.raises(PortTaken, match=str(ports[0])):
            bind("127.0.0.1", ports[0])


async def test_the_log_tells_where_it_serves_and_each_request(log: Path) -> None:
    with child_server(TOY, log) as child:
        async with httpx.AsyncClient(base_url=child.address) as http:
            await http.get("/", headers={"X-Request-Id": "r-9"})
        child.process.terminate()
        await stopped(child)
    lines = events(log)
    assert [line["event"] for line in lines] == ["serving", "request", "stopping"]
    assert lines[0]["address"] == child.address
    assert (lines[1]["path"], lines[1]["status"], lines[1]["request_id"]) == ("/", 200, "r-9")
    assert lines[2]["signal"] == "SIGTERM"
