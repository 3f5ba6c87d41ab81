"""Real Redis and Apache Kafka for the tests: on 127.0.0.1, free ports, gone at the end."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KAFKA_LIBS = ROOT / ".cache" / "kafka" / "libs"

KAFKA_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


class ServerMissing(Exception):
    """The program is not installed here; the text says how to get it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """A Redis of this test run; yields its URL."""
    program = shutil.which("redis-server")
    if program is None:
        raise ServerMissing("no redis-server here: run .ci/install-servers")
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    with _running([program, *options], folder / "redis.log", port):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def kafka_broker(folder: Path) -> Iterator[str]:
    """One KRaft node; yields its bootstrap address."""
    java = shutil.which("java")
    if java is None or not KAFKA_LIBS.is_dir():
        raise ServerMissing("no Apache Kafka here: run .ci/install-servers")
    port = free_port()
    properties = folder / "server.properties"
    properties.write_text(
        KAFKA_PROPERTIES.format(port=port, controller=free_port(), data=folder / "kafka-data")
    )
    run = [java, "-Xmx512m", "-cp", f"{KAFKA_LIBS}/*"]
    storage = ["kafka.tools.StorageTool", "format", "-t", "Zm9vdGJhbGwtdGVzdHMtMQ", "-c", str(properties)]
    subprocess.run([*run, *storage], check=True, capture_output=True)
    with _running([*run, "kafka.Kafka", str(properties)], folder / "kafka.log", port, timeout_s=90):
        yield f"127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], log: Path, port: int, timeout_s: float = 20) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            _until_listening(process, port, timeout_s, log)
            yield
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def _until_listening(process: subprocess.Popen[bytes], port: int, timeout_s: float, log: Path) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start: {log.read_text(errors='replace')[-2000:]}")
