"""Other programs find the schemas of our messages where they are told to."""

import json

import httpx
from starlette.applications import Starlette

from app.live.schema_files import schema_routes


async def test_each_schema_is_at_its_own_address() -> None:
    transport = httpx.ASGITransport(Starlette(routes=schema_routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        for name in ("match-event.v1.json", "prediction.v1.json"):
            answer = await client.get(f"/schemas/{name}")
            assert answer.headers["content-type"] == "application/schema+json"
            assert json.loads(answer.content)["$id"] == f"/schemas/{name}"
        assert (await client.get("/schemas/nothing.json")).status_code == 404
