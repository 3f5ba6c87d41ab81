"""The embedded PostgreSQL: one server for many processes, whatever kills them."""

import asyncio
import os
import signal
import subprocess
import sys
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
