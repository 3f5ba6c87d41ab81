"""A real MLflow tracking server for the tests, SQLite below: on 127.0.0.1, a free port, gone at the end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx

from tests.servers import ServerMissing, free_port

START_TIMEOUT_S = 180
QUIET = {
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "GIT_PYTHON_REFRESH": "quiet",
}


@contextmanager
def mlflow_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """Its address. What it keeps is in `folder`: another server on the same folder goes on with it."""
    with mlflow_process(folder, port) as (address, _):
        yield address


@contextmanager
def mlflow_process(folder: Path, port: int | None = None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with its process, for tests that end it before its time."""
    if find_spec("mlflow") is None:
        raise ServerMissing("no MLflow here: run `make .venv/.dev`")
    address = f"http://127.0.0.1:{port or free_port()}"
    log = folder / "mlflow.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            _command(folder, address.rpartition(":")[2]),
            stdout=output,
            stderr=output,
            cwd=folder,
            env=os.environ | QUIET,
            start_new_session=True,
        )
    try:
        _until_healthy(process, address, log)
        yield address, process
    finally:
        end(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """At once, as when the machine dies."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _command(folder: Path, port: str) -> list[str]:
    return [
        *(sys.executable, "-m", "mlflow", "server", "--workers", "1"),
        *("--host", "127.0.0.1", "--port", port),
        *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
        *("--artifacts-destination", str(folder / "artifacts")),
    ]


def end(process: subprocess.Popen[bytes]) -> None:
    """The server works in children of its own: all of its session ends."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)


def _until_healthy(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{address}/health", timeout=2).status_code == httpx.codes.OK:
                return
        time.sleep(0.2)
    raise RuntimeError(f"MLflow did not start: {log.read_text(errors='replace')[-2000:]}")
