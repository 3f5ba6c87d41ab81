"""What is followed starts with how things stand, and reads again for each update."""

import asyncio
from contextlib import aclosing
from typing import Any

from schema.context import Context
from tests.askers import asker
from tests.schema.conftest import PATIENCE_S, SCHEMA, Api


async def _stream(api: Api, query: str) -> Any:
    context = Context(api.services, asker("request-3"))
    return await SCHEMA.subscribe(query, context_value=context)


async def test_health_is_told_at_once_and_when_it_changes(api: Api) -> None:
    async with (
        asyncio.timeout(PATIENCE_S),
        aclosing(
            await _stream(api, "subscription { health(probe: READINESS) { status message } }")
        ) as updates,
    ):
        first = await anext(updates)
        assert first.data["health"]["status"] == "PASS"
        api.services.health.drain()
        try:
            second = await anext(updates)
        finally:
            api.services.health.draining = False
        assert second.data["health"]["status"] == "FAIL"
        assert "stops" in second.data["health"]["message"]


async def test_following_a_job_that_is_not_there_is_a_coded_error(api: Api) -> None:
    async with aclosing(await _stream(api, "subscription { jobProgress { id } }")) as updates:
        only = await anext(updates)
    assert only.errors[0].extensions["code"] == "NOT_FOUND"
    assert "backfillFeatures" in only.errors[0].message


def test_renewing_forgets_what_was_loaded(api: Api) -> None:
    context = Context(api.services, asker("request-4"))
    loaders = context.loaders
    context.renew()
    assert context.loaders is not loaders
