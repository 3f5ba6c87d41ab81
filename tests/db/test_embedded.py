"""The embedded PostgreSQL: one server for many processes, whatever kills them."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from app.db.connection import open_database
from app.db.embedded import EmbeddedPostgres, embedded_postgres
from app.errors import Unavailable
from tests.conftest import execute

HOLDER = """
import sys, time
from pathlib import Path
from app.db.embedded import embedded_postgres
with embedded_postgres(Path(sys.argv[1]), durable=True) as url:
    print(url, flush=True)
    time.sleep(600)
"""


AS_NOBODY = """
import os, pwd, sys
from pathlib import Path
from app.db.embedded import embedded_postgres
nobody = pwd.getpwnam("nobody")
os.setgroups([])
os.setgid(nobody.pw_gid)
os.setuid(nobody.pw_uid)
with embedded_postgres(Path(sys.argv[1]), durable=False) as url:
    print(url)
"""
"""Gives up root's rights by itself: root's interpreter may be where nobody else can start it."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@contextmanager
def holder(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that uses the server under `home`."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(home)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def answers(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=5)
    except (OSError, asyncpg.PostgresError):
        return False
    await connection.close()
    return True


async def test_the_server_starts_keeps_its_rows_and_stops_with_its_last_user(home: Path) -> None:
    with embedded_postgres(home) as url:
        await execute(url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    assert not await answers(url)
    with embedded_postgres(home) as again:
        connection = await asyncpg.connect(again)
        assert await connection.fetchval("SELECT n FROM kept") == 7
        await connection.close()


async def test_a_killed_user_leaves_a_server_that_the_next_one_takes_over(home: Path) -> None:
    with holder(home) as (process, url):
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert await answers(url)
    with embedded_postgres(home) as taken_over:
        assert taken_over == url
    assert not await answers(url)


async def test_a_killed_server_recovers(home: Path) -> None:
    with embedded_postgres(home) as url:
        await execute(url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
        os.kill(_postmaster(home), signal.SIGKILL)
        await _until_dead(url)
    with embedded_postgres(home) as again:
        connection = await asyncpg.connect(again)
        assert await connection.fetchval("SELECT n FROM kept") == 7
        await connection.close()


async def test_a_server_killed_with_its_user_serves_the_next_one_that_comes_at_once(home: Path) -> None:
    """Its remains look like a running server for a moment."""
    with holder(home) as (process, _):
        process.kill()
        os.kill(_postmaster(home), signal.SIGKILL)
        with embedded_postgres(home) as url:
            assert await answers(url)


async def test_two_users_share_one_server_and_the_first_to_leave_does_not_stop_it(home: Path) -> None:
    with holder(home) as (_, theirs):
        with embedded_postgres(home) as ours:
            assert ours == theirs
        assert await answers(theirs)
    with embedded_postgres(home):
        pass


def test_an_interrupted_creation_leaves_nothing_in_the_way(home: Path) -> None:
    with embedded_postgres(home):
        pass
    half = _base(home)
    (half / "cluster").rename(half / "cluster.new")
    (half / "cluster.new" / "PG_VERSION").unlink()
    (half / "database").unlink()
    with embedded_postgres(home) as url:
        assert asyncio.run(answers(url))


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home that anybody may create, in a folder that every account reaches."""
    folder = Path(tempfile.mkdtemp(prefix="football-tests-"))
    folder.chmod(0o777)
    yield folder / "home"
    shutil.rmtree(folder)


def run_as_nobody(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(home)], capture_output=True, text=True, check=False, timeout=120
    )


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


@needs_root
def test_a_normal_user_has_a_server_of_their_own_and_root_can_use_it_too(open_home: Path) -> None:
    first = run_as_nobody(open_home)
    assert first.stdout.startswith("postgres://football:"), first.stderr
    nobody = pwd.getpwnam("nobody").pw_uid
    assert (open_home / "postgres" / "cluster").stat().st_uid == nobody
    with embedded_postgres(open_home) as url:
        assert asyncio.run(answers(url))
    assert (open_home / "postgres" / "cluster").stat().st_uid == nobody
    assert run_as_nobody(open_home).returncode == 0


@needs_root
def test_a_home_that_belongs_to_somebody_else_is_told_with_what_to_do(open_home: Path) -> None:
    with embedded_postgres(open_home):
        pass
    refused = run_as_nobody(open_home)
    assert refused.returncode == 1
    assert "Unavailable: the embedded PostgreSQL cannot keep its data under" in refused.stderr
    assert "FOOTBALL_HOME" in refused.stderr


def test_a_home_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    told = pytest.raises(Unavailable, match="FOOTBALL_HOME name a folder that this user may write to")
    with told, embedded_postgres(tmp_path / "taken" / "home"):
        pass


async def test_a_server_that_does_not_answer_is_an_error_without_the_password() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1/football does not answer") as refused:
        async with open_database("postgres://me:secret@127.0.0.1:1/football"):
            pass
    assert "secret" not in str(refused.value)


def _base(home: Path) -> Path:
    """Where the server keeps its data: elsewhere than `home` when its account cannot reach that."""
    return EmbeddedPostgres(home)._base


def _postmaster(home: Path) -> int:
    return int((_base(home) / "cluster" / "postmaster.pid").read_text().splitlines()[0])


async def _until_dead(url: str) -> None:
    for _ in range(100):
        if not await answers(url):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the killed server still answers")
