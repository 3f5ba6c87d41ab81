"""Start-up time and memory of a serving process.

Uses the database of FOOTBALL_DATABASE_URL (unset: the embedded one, filled by `make demo`). Starts
`football serve` several times, takes the median time until readiness, then sends the read operations of
examples/ in turn, 1,000 in all, to the last one and prints its resident memory and the requests' times.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import httpx

from benchmarks.memory import resident_mb

ROOT = Path(__file__).resolve().parents[1]
SERVING = re.compile(r"listening on (http://[^/\s]+)")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--queries", type=int, default=1000)
    arguments = parser.parse_args()
    seconds = []
    for _ in range(arguments.starts):
        with serving() as (process, address, took):
            seconds.append(took)
            fresh_mb = resident_mb(process.pid)
            if len(seconds) == arguments.starts:
                times = ask(address, arguments.queries)
                used_mb = resident_mb(process.pid)
    print(
        f"start to ready     {statistics.median(seconds):.2f} s "
        f"(median of {len(seconds)}, worst {max(seconds):.2f})"
    )
    print(f"resident, ready    {fresh_mb:.0f} MB")
    print(f"resident, {len(times)} queries later  {used_mb:.0f} MB")
    print(
        f"time of a query    median {statistics.median(times) * 1000:.1f} ms, "
        f"worst {max(times) * 1000:.0f} ms"
    )


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[bytes], str, float]]:
    """The server, its address, and the seconds from its start until it was ready."""
    with tempfile.NamedTemporaryFile("w+") as log:
        started = time.perf_counter()
        command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
        unlimited = os.environ | {"FOOTBALL_RATE_LIMIT": "0"}
        process = subprocess.Popen(command, stderr=log, stdout=log, cwd=ROOT, env=unlimited)
        try:
            address = until_ready(process, Path(log.name))
            yield process, address, time.perf_counter() - started
        finally:
            process.terminate()
            process.wait(30)


def until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        told = SERVING.search(log.read_text())
        if told and httpx.get(f"{told[1]}/health/readiness").status_code == 200:
            return told[1]
        time.sleep(0.005)
    sys.exit(f"the server ended with {process.returncode}: {log.read_text()[-2000:]}")


def operations() -> list[dict[str, object]]:
    """The queries of examples/, with their variables."""
    found: list[dict[str, object]] = []
    for path in sorted((ROOT / "examples").glob("*.graphql")):
        query = path.read_text()
        variables = path.with_suffix(".variables.json")
        if not re.search(r"^(mutation|subscription)\b", query, re.MULTILINE):
            given = json.loads(variables.read_text()) if variables.exists() else {}
            found.append({"query": query, "variables": given})
    return found


def ask(address: str, count: int) -> list[float]:
    times = []
    with httpx.Client(base_url=address, timeout=60) as client:
        for body in islice(cycle(operations()), count):
            began = time.perf_counter()
            answer = client.post("/graphql", json=body)
            times.append(time.perf_counter() - began)
            if answer.status_code != 200 or "errors" in answer.json():
                sys.exit(f"{answer.status_code}: {answer.text[:500]}")
    return times


if __name__ == "__main__":
    main()
