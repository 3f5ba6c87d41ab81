"""An operation that takes too long, or that nobody waits for, ends: its statement in PostgreSQL too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import pytest
import strawberry
from starlette.applications import Starlette
from strawberry.dataloader import DataLoader

from app.db.connection import open_database
from app.db.sql import records
from app.http.application import Wiring, make_application
from tests.http.serving import serving
from tests.pool import pool_is_whole

POOL = 2
NAP = "SELECT pg_sleep(30) AS nap"


async def load(keys: list[int]) -> list[int]:
    await records(NAP)
    return keys


@strawberry.type
class Query:
    @strawberry.field
    async def nap(self) -> int:
        await records(NAP)
        return 1

    @strawberry.field
    async def loaded(self) -> int:
        return await DataLoader(load).load(1)

    @strawberry.field
    def quick(self) -> int:
        return 1


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def nap(self) -> int:
        await records(NAP)
        return 1


@asynccontextmanager
async def napping(database_url: str, timeout_s: float) -> AsyncIterator[str]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_database(database_url, pool_size=POOL, timeout_s=60):
            yield

    wiring = Wiring(
        schema=strawberry.Schema(Query, Mutation),
        context_factory=lambda _: None,
        lifespan=lifespan,
        timeout_s=timeout_s,
    )
    async with serving(make_application(wiring)) as address:
        yield address


async def napping_statements(url: str) -> int:
    raw = await asyncpg.connect(url)
    try:
        return int(
            await raw.fetchval(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND state = 'active' AND query = $1",
                NAP,
            )
        )
    finally:
        await raw.close()


async def until_napping(url: str, count: int) -> None:
    async with asyncio.timeout(10):
        while await napping_statements(url) != count:  # noqa: ASYNC110  only the server knows
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("query", ["{ nap }", "{ loaded }", "mutation { nap }", "{ a: nap b: loaded quick }"])
async def test_what_takes_too_long_ends_with_its_statement(database_url: str, query: str) -> None:
    async with napping(database_url, timeout_s=0.3) as address, httpx.AsyncClient(timeout=20) as client:
        response = await client.post(f"{address}/graphql", json={"query": query})
        [error] = response.json()["errors"]
        assert error["extensions"]["code"] == "TIMEOUT"
        assert "after 0.3 s" in error["message"]
        assert response.status_code == 200
        await until_napping(database_url, 0)
        assert await pool_is_whole(POOL)
        quick = await client.post(f"{address}/graphql", json={"query": "{ quick }"})
        assert quick.json()["data"] == {"quick": 1}


async def test_what_a_mutation_may_have_done_is_said(database_url: str) -> None:
    async with napping(database_url, timeout_s=0.1) as address, httpx.AsyncClient(timeout=20) as client:
        response = await client.post(f"{address}/graphql", json={"query": "mutation { nap }"})
        assert "look before you repeat it" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("query", ["{ nap }", "{ loaded }"])
async def test_a_query_whose_client_leaves_ends_with_its_statement(database_url: str, query: str) -> None:
    async with napping(database_url, timeout_s=60) as address:
        async with httpx.AsyncClient(timeout=60) as client:
            asked = asyncio.create_task(client.post(f"{address}/graphql", json={"query": query}))
            await until_napping(database_url, 1)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
        await until_napping(database_url, 0)
        assert await pool_is_whole(POOL)


async def test_a_mutation_goes_on_without_its_client(database_url: str) -> None:
    async with napping(database_url, timeout_s=60) as address:
        async with httpx.AsyncClient(timeout=60) as client:
            asked = asyncio.create_task(client.post(f"{address}/graphql", json={"query": "mutation { nap }"}))
            await until_napping(database_url, 1)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
        await asyncio.sleep(0.2)
        assert await napping_statements(database_url) == 1
        await records(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = $1 AND state = 'active'", NAP
        )


async def test_those_who_ask_meanwhile_are_answered(database_url: str) -> None:
    async with napping(database_url, timeout_s=0.5) as address, httpx.AsyncClient(timeout=20) as client:
        naps = [
            asyncio.create_task(client.post(f"{address}/graphql", json={"query": "{ nap }"}))
            for _ in range(5)
        ]
        await until_napping(database_url, POOL)
        quick = await client.post(f"{address}/graphql", json={"query": "{ quick }"})
        assert quick.json()["data"] == {"quick": 1}
        codes = {(await nap).json()["errors"][0]["extensions"]["code"] for nap in naps}
        assert codes == {"TIMEOUT"}
        await until_napping(database_url, 0)
        assert await pool_is_whole(POOL)
