"""`football demo`: from an empty folder to a served prediction, and again in no time."""

import json
import signal
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.program import ROOT, football, served_by

EXAMPLE = (ROOT / "examples" / "MatchPrediction.graphql").read_text()
LIVE = (ROOT / "examples" / "LiveMatches.graphql").read_text()
UNREACHABLE = {"FOOTBALL_DATA_URL": "http://127.0.0.1:1", "FOOTBALL_PORT": "0"}


def answer(address: str) -> dict[str, Any]:
    body: dict[str, Any] = httpx.post(f"{address}/graphql", json={"query": EXAMPLE}, timeout=30).json()
    assert "errors" not in body, body
    match: dict[str, Any] = body["data"]["matches"]["nodes"][0]
    return match


def running_match(address: str) -> dict[str, Any]:
    """What the subscription of the playground's tab says first of a match that runs."""
    with httpx.stream(
        "POST",
        f"{address}/graphql",
        json={"query": LIVE},
        headers={"accept": "text/event-stream"},
        timeout=30,
    ) as answered:
        for line in answered.iter_lines():
            if not line.startswith("data: {"):
                continue
            told = json.loads(line.removeprefix("data: "))["data"]["liveMatches"]
            for update in told["matches"] if "matches" in told else [told["update"]]:
                found: dict[str, Any] = update
                return found
    raise AssertionError("the stream ended without a match")


def children(pid: int) -> list[int]:
    """Programs that this one runs."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline, "the replay outlives the demo"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that both demos run in."""
    return tmp_path_factory.mktemp("demo")


def test_an_empty_folder_becomes_a_served_prediction(home: Path) -> None:
    """The archive takes the place of a source out of reach, and the output says so. A match is live, until
    the demo ends: even when it is killed, nothing of it goes on.
    """
    log = home / "first.log"
    with served_by("demo", database_url=None, settings=UNREACHABLE, log=log) as (process, address):
        match = answer(address)
        prediction = match["prediction"]
        assert sum(prediction["outcome"].values()) == pytest.approx(1, abs=1e-9)
        assert prediction["model"]["sha256"]
        assert match["home"]["name"]
        assert running_match(address)["replay"]["speed"] == 30
        [replay] = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_until_gone(replay)
    told = log.read_text()
    assert "http://127.0.0.1:1 cannot be reached: matches come from the Bundesliga archive" in told
    assert "14,016 matches" in told
    assert f"Open {address}/playground" in told
    assert "the tab LiveMatches follows it" in told


def test_a_second_demo_after_a_kill_reuses_everything_and_ctrl_c_ends_it(home: Path) -> None:
    log = home / "second.log"
    reuse = {"FOOTBALL_PORT": "0", "FOOTBALL_ANONYMOUS": ""}  # empty: as if it were not set
    with served_by("demo", "--no-replay", database_url=None, settings=reuse, log=log) as (process, address):
        assert answer(address)["prediction"]["outcome"]
        assert children(process.pid) == []
        viewer = httpx.post(f"{address}/graphql", json={"query": "{ viewer { role } }"}).json()
        assert viewer["data"]["viewer"] == {"role": "ADMIN"}
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    told = log.read_text()
    assert "reusing 14,016 matches" in told
    assert "Whoever reaches this address is ADMIN here" in told
    assert "Traceback" not in told


def test_a_taken_port_is_told_before_anything_is_loaded(home: Path) -> None:
    with served_by("serve", "--port", "0", database_url=None, log=home / "serve.log") as (_, address):
        port = address.rpartition(":")[2]
        done = football("demo", settings={"FOOTBALL_PORT": port}, cwd=home)
        assert done.returncode == 1
        assert f"port {port}" in done.stderr.lower()
        assert "FOOTBALL_PORT" in done.stderr
        assert "matches" not in done.stderr
