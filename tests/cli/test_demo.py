"""`football demo`: from an empty folder to a served prediction, and again in no time."""

import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.program import ROOT, football, served_by

EXAMPLE = (ROOT / "examples" / "MatchPrediction.graphql").read_text()
UNREACHABLE = {"FOOTBALL_DATA_URL": "http://127.0.0.1:1", "FOOTBALL_PORT": "0"}


def answer(address: str) -> dict[str, Any]:
    body: dict[str, Any] = httpx.post(f"{address}/graphql", json={"query": EXAMPLE}, timeout=30).json()
    assert "errors" not in body, body
    match: dict[str, Any] = body["data"]["matches"]["nodes"][0]
    return match


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that both demos run in."""
    return tmp_path_factory.mktemp("demo")


def test_an_empty_folder_becomes_a_served_prediction(home: Path) -> None:
    """The archive takes the place of a source out of reach, and the output says so."""
    log = home / "first.log"
    with served_by("demo", database_url=None, settings=UNREACHABLE, log=log) as (process, address):
        match = answer(address)
        prediction = match["prediction"]
        assert sum(prediction["outcome"].values()) == pytest.approx(1, abs=1e-9)
        assert prediction["model"]["sha256"]
        assert match["home"]["name"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    told = log.read_text()
    assert "http://127.0.0.1:1 cannot be reached: matches come from the Bundesliga archive" in told
    assert "14,016 matches" in told
    assert f"Open {address}/playground" in told


def test_a_second_demo_after_a_kill_reuses_everything_and_ctrl_c_ends_it(home: Path) -> None:
    log = home / "second.log"
    reuse = {"FOOTBALL_PORT": "0"}
    with served_by("demo", database_url=None, settings=reuse, log=log) as (process, address):
        assert answer(address)["prediction"]["outcome"]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    told = log.read_text()
    assert "reusing 14,016 matches" in told
    assert "Traceback" not in told


def test_a_taken_port_is_told_before_anything_is_loaded(home: Path) -> None:
    with served_by("serve", "--port", "0", database_url=None, log=home / "serve.log") as (_, address):
        port = address.rpartition(":")[2]
        done = football("demo", settings={"FOOTBALL_PORT": port}, cwd=home)
        assert done.returncode == 1
        assert f"port {port}" in done.stderr.lower()
        assert "FOOTBALL_PORT" in done.stderr
        assert "matches" not in done.stderr
