"""The `football` command as a person runs it: a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_TIMEOUT_S = 120
SERVING = re.compile(r"(?:listening on |Open )(http://[^/\s]+)")
"""What `serve` and `demo` tell a person."""


def football(
    *arguments: str,
    database_url: str | None = None,
    settings: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; nothing of this process's own FOOTBALL_ settings reaches it."""
    return subprocess.run(
        command(*arguments),
        env=environment(database_url, settings),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *arguments]


def environment(database_url: str | None, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("FOOTBALL_")}
    own |= {"PYTHONPATH": str(ROOT), "COLUMNS": "120", "FOOTBALL_MODELS_DIR": str(ROOT / "models_onnx")}
    own["FOOTBALL_RATE_LIMIT"] = "0"  # all tests ask from one address
    own["FOOTBALL_ANONYMOUS"] = "admin"
    if database_url is not None:
        own["FOOTBALL_DATABASE_URL"] = database_url
    return own | dict(settings or {})


@contextmanager
def served_by(
    *arguments: str, database_url: str | None, settings: Mapping[str, str] | None = None, log: Path
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A serving command (`serve` unless told otherwise) and its address, until the block ends."""
    given = arguments or ("serve", "--port", "0")
    with log.open("w+") as output:
        process = subprocess.Popen(
            command(*given),
            env=environment(database_url, settings),
            stdout=output,
            stderr=output,
            text=True,
            cwd=log.parent,
        )
        try:
            yield process, _address(process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.poll() is None:
        if told := SERVING.search(log.read_text()):
            return told[1]
        time.sleep(0.02)
    raise RuntimeError(f"did not listen (exit status {process.poll()}): {log.read_text()[-3000:]}")
