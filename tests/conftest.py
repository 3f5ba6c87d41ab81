"""Real servers for the tests. PostgreSQL is always real: the embedded server, one database for each test.

A server that cannot be had here is a reported skip; with CI=true it is a failure.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from hypothesis import settings

from app.db import migrations
from app.db.connection import open_database
from app.db.embedded import embedded_postgres
from app.ingest.collector import Collector
from app.prediction import ratings
from tests.mlflow_server import mlflow_server as run_mlflow
from tests.program import served_by
from tests.servers import ServerMissing, kafka_broker, redis_server

# A busy machine is not a failure: properties have no deadline.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

TEMPLATE = "template_football"
_numbers = count(1)


def skip_or_fail(reason: str) -> NoReturn:
    """End this test: it lacks a server or a program. Skips locally, fails where CI=true promises it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def with_database(url: str, name: str) -> str:
    """The same server's URL with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a running embedded server; its data goes when the session ends."""
    home = Path(tempfile.mkdtemp(prefix="football-tests-"))
    home.chmod(0o755)
    try:
        with embedded_postgres(home, durable=False) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
async def template_database(postgres_server: str) -> str:
    """Name of a migrated, empty database, copied for each test."""
    await execute(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    await migrations.upgrade(with_database(postgres_server, TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def database_url(postgres_server: str, template_database: str) -> AsyncIterator[str]:
    """URL of a migrated database of this test's own."""
    async with copied_database(postgres_server, template_database) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """The same, with Tortoise opened on it."""
    async with open_database(database_url):
        yield database_url


@pytest.fixture(scope="session")
async def archive_template(postgres_server: str, template_database: str) -> str:
    """Name of a database with the 14,016 real Bundesliga matches 1963-2009, rated."""
    name = "template_archive"
    await execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    url = with_database(postgres_server, name)
    await Collector(url, "file:///nowhere").archive()
    await ratings.refresh(url)
    return name


@pytest.fixture
async def archive_url(postgres_server: str, archive_template: str) -> AsyncIterator[str]:
    """URL of a copy of the archive's database."""
    async with copied_database(postgres_server, archive_template) as url:
        yield url


@pytest.fixture(scope="session")
async def served(
    postgres_server: str, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """Address of the real server, as `football serve` runs it, on the archive's matches."""
    log = tmp_path_factory.mktemp("served") / "server.log"
    async with copied_database(postgres_server, archive_template) as url:
        with served_by(database_url=url, log=log) as (_, address):
            yield address


@asynccontextmanager
async def copied_database(server: str, template: str) -> AsyncIterator[str]:
    """A copy of a database, dropped at the end."""
    name = f"test_{next(_numbers)}"
    await execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield with_database(server, name)
    finally:
        await execute(server, f"DROP DATABASE {name} WITH (FORCE)")


async def execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a real Redis."""
    yield from _or_skip(redis_server(tmp_path_factory.mktemp("redis")))


@pytest.fixture(scope="session")
def kafka_bootstrap_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real Apache Kafka."""
    yield from _or_skip(kafka_broker(tmp_path_factory.mktemp("kafka")))


@pytest.fixture(scope="session")
def mlflow_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real MLflow; tests that share it use model names of their own."""
    yield from _or_skip(run_mlflow(tmp_path_factory.mktemp("mlflow")))


def _or_skip(server: AbstractContextManager[str]) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            address = stack.enter_context(server)
        except ServerMissing as missing:
            skip_or_fail(str(missing))
        yield address
