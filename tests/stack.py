"""The whole service as real processes that can be killed, frozen and started again on the same data.

PostgreSQL keeps its durable settings, Kafka and Redis run as operators run them; each listens on the same
port for life, so that what comes back is found again.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from app.db.embedded import EmbeddedPostgres
from tests.program import ROOT, command, environment
from tests.servers import KAFKA_LIBS, ServerMissing, free_port

START_TIMEOUT_S = 120.0
LOOK_EVERY_S = 0.02
AGAIN_AFTER_S = 0.1
MOST_LAUNCHES = 30
"""A PostgreSQL that was killed starts once its last child has ended; other programs start at once."""

KAFKA = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=DIRECT://127.0.0.1:{direct},SERVICE://127.0.0.1:{behind},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=DIRECT://127.0.0.1:{direct},SERVICE://127.0.0.1:{advertised}
listener.security.protocol.map=DIRECT:PLAINTEXT,SERVICE:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=DIRECT
controller.listener.names=CONTROLLER
log.dirs={data}
message.max.bytes=8000000
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""


@dataclass
class Program:
    """One process. `answers` says whether it can be used yet."""

    name: str
    command: Sequence[str]
    log: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str] | None = None
    cwd: Path = ROOT
    user: tuple[int, int] | None = None
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _launched_at: int = field(default=0, init=False)

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was not started"
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        """What it has written since it was started last."""
        if not self.log.exists():
            return ""
        return self.log.read_bytes()[self._launched_at :].decode(errors="replace")

    def start(self) -> float:
        """Start and wait until it answers; a start that its own remains prevent is tried again.

        Returns the seconds it took.
        """
        began, launched = time.monotonic(), 0
        while time.monotonic() - began < START_TIMEOUT_S and launched <= MOST_LAUNCHES:
            if not self.running:
                time.sleep(AGAIN_AFTER_S if launched else 0)
                self._launch()
                launched += 1
            if self.answers():
                return time.monotonic() - began
            time.sleep(LOOK_EVERY_S)
        raise RuntimeError(f"{self.name} does not answer: {self.said()[-3000:]}")

    def kill(self) -> None:
        """End it without a word of warning."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self.process is None or not self.running:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def freeze(self) -> None:
        """Stop it and all its children where they are."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in (self.pid, *children_of(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _launch(self) -> None:
        with self.log.open("ab") as output:
            self._launched_at = output.tell()
            self.process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if self.environment is None else dict(self.environment),
                cwd=self.cwd,
                start_new_session=True,
                user=self.user and self.user[0],
                group=self.user and self.user[1],
                extra_groups=[] if self.user else None,
            )


@contextmanager
def started(*programs: Program) -> Iterator[None]:
    """Started in this order, stopped in the opposite one."""
    with contextlib.ExitStack() as stack:
        for program in programs:
            stack.callback(program.stop)
            program.start()
        yield


def postgres(home: Path) -> tuple[Program, str]:
    """A PostgreSQL with its data under `home`, and its URL. Its settings are the durable ones."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o755)
    embedded = EmbeddedPostgres(home)
    with embedded.use():  # makes the cluster
        url = embedded.url
    port, account = embedded._port(), embedded._account
    at = [str(embedded._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres"]
    server = Program(
        "postgresql",
        [
            *(str(embedded._bin / "postgres"), "-D", str(embedded._cluster), "-p", str(port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
            *("-c", "max_wal_size=2GB", "-c", "shared_buffers=128MB", "-c", "jit=off"),
        ],
        home / "postgres.log",
        lambda: subprocess.run(at, check=False, timeout=10).returncode == 0,
        environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        cwd=embedded._base,
        user=None if account is None else (account.uid, account.gid),
    )
    return server, url


def redis(folder: Path) -> tuple[Program, int]:
    """A Redis without persistence, and its port."""
    program = shutil.which("redis-server")
    if program is None:
        raise ServerMissing("no redis-server here: run .ci/install-servers")
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder))
    return Program("redis", [program, *options], folder / "redis.log", lambda: listens(port)), port


@dataclass(frozen=True)
class Kafka:
    """One KRaft node. Clients of the `service` port are told to come back at `advertised`."""

    program: Program
    direct: int
    service: int
    advertised: int

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.direct}"


def kafka(folder: Path, advertised: int | None = None) -> Kafka:
    """A broker that takes messages of up to 8 MB and keeps its log under `folder`."""
    java = shutil.which("java")
    if java is None or not KAFKA_LIBS.is_dir():
        raise ServerMissing("no Apache Kafka here: run .ci/install-servers")
    direct, behind, controller = free_port(), free_port(), free_port()
    properties = folder / "server.properties"
    properties.write_text(
        KAFKA.format(
            direct=direct,
            behind=behind,
            advertised=advertised or behind,
            controller=controller,
            data=folder / "kafka-data",
        )
    )
    run = [java, "-Xmx512m", "-cp", f"{KAFKA_LIBS}/*"]
    storage = ["kafka.tools.StorageTool", "format", "-t", "Zm9vdGJhbGwtdGVzdHMtMg", "-c", str(properties)]
    subprocess.run([*run, *storage], check=True, capture_output=True)
    program = Program(
        "kafka",
        [*run, "kafka.Kafka", str(properties)],
        folder / "kafka.log",
        lambda: listens(direct) and listens(behind),
        cwd=folder,
    )
    return Kafka(program, direct, behind, advertised or behind)


def server(folder: Path, settings: Mapping[str, str], port: int | None = None) -> tuple[Program, str]:
    """`football serve` and its address, which stays the same."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    program = Program(
        "server",
        command("serve", "--port", str(port)),
        folder / "server.log",
        lambda: answers(f"{address}/health/liveness"),
        environment=environment(None, settings),
        cwd=folder,
    )
    return program, address


def live(folder: Path, settings: Mapping[str, str], *parts: str) -> Program:
    """`football live run` with some of its parts, or all."""
    name = "-".join(("live", *parts))
    chosen = [word for part in parts for word in ("--part", part)]
    program = Program(
        name,
        command("live", "run", *chosen),
        folder / f"{name}.log",
        lambda: "live_running" in program.said(),
        environment=environment(None, settings),
        cwd=folder,
    )
    return program


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url, timeout=2).status_code == 200
    return False


def children_of(pid: int) -> list[int]:
    """All living descendants of a process."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found: list[int] = []
    wanted = {pid}
    while wanted:
        wanted = {child for child, parent in parents.items() if parent in wanted}
        found += wanted
    return found
