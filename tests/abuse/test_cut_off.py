"""Mutations that are cut off: whatever ends them, they change nothing and are in the audit trail."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from app.config import Settings
from app.main import create_app
from tests.conftest import copied_database
from tests.fakes import write_model
from tests.http.serving import serving
from tests.http.test_websocket import opened, subscribe

CREATE = 'mutation { createApiKey(input: { name: "late", role: READER }) { result { __typename } } }'
TRAIL = "SELECT result FROM audit_entry WHERE action = 'createApiKey'"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


@pytest.fixture
async def settings(postgres_server: str, template_database: str, tmp_path: Path) -> AsyncIterator[Settings]:
    write_model(tmp_path / "models")
    async with copied_database(postgres_server, template_database) as url:
        yield Settings(
            database_url=SecretStr(url),
            home=tmp_path,
            models_dir=tmp_path / "models",
            rate_limit=0,
            anonymous="admin",
            operation_timeout_s=1.0,
        )


@asynccontextmanager
async def locked_keys(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """No key can be written meanwhile."""
    assert settings.database_url is not None
    other = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE api_key IN EXCLUSIVE MODE")
            yield other
    finally:
        await other.close()


async def until_waiting(other: asyncpg.Connection) -> None:
    async with asyncio.timeout(10):
        while not await other.fetchval(WAITING):  # noqa: ASYNC110  a table offers no event
            await asyncio.sleep(0.01)


async def left(settings: Settings) -> tuple[list[str], int]:
    """The trail once it has an entry, and how many keys there are."""
    assert settings.database_url is not None
    other = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        async with asyncio.timeout(10):
            while not (found := await other.fetch(TRAIL)):  # noqa: ASYNC110  as above
                await asyncio.sleep(0.01)
        return [row["result"] for row in found], await other.fetchval("SELECT count(*) FROM api_key")
    finally:
        await other.close()


@pytest.mark.parametrize("way", ["complete", "leave"])
async def test_on_a_socket(settings: Settings, way: str) -> None:
    async with serving(create_app(settings)) as address:
        async with locked_keys(settings) as other, opened(address) as socket:
            await subscribe(socket, CREATE, "1")
            await until_waiting(other)
            if way == "complete":
                await socket.send(json.dumps({"id": "1", "type": "complete"}))
            else:
                await socket.close()
            async with asyncio.timeout(10):
                while await other.fetchval(WAITING):  # noqa: ASYNC110  as above
                    await asyncio.sleep(0.01)
        assert await left(settings) == (["CANCELLED"], 0)


async def test_by_the_time_out(settings: Settings) -> None:
    async with serving(create_app(settings)) as address, httpx.AsyncClient(base_url=address) as http:
        async with locked_keys(settings):
            answer = await http.post("/graphql", json={"query": CREATE}, timeout=30)
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == "TIMEOUT"
        assert await left(settings) == (["CANCELLED"], 0)


async def test_a_client_that_leaves_cuts_nothing_off_over_http(settings: Settings) -> None:
    async with serving(create_app(settings)) as address:
        async with locked_keys(settings) as other:
            http = httpx.AsyncClient(base_url=address)
            asking = asyncio.create_task(http.post("/graphql", json={"query": CREATE}))
            await until_waiting(other)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await http.aclose()
        assert await left(settings) == (["DONE"], 1)
