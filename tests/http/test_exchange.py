"""A whole answer is sent in one piece where the server takes it, and is the same where it does not."""

import httpx
import pytest
from starlette.applications import Starlette

from tests.http.serving import client, serving

ASKED = {"query": "{ hello }"}
OWN = ("date", "x-request-id")


def told(response: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [one for one in response.headers.multi_items() if one[0] not in OWN]
    return response.status_code, response.content, sorted(headers)


@pytest.mark.parametrize("query", ["{ hello }", "{ nope }", "{ missing }"])
async def test_what_is_sent_at_once_is_what_is_sent_by_messages(app: Starlette, query: str) -> None:
    async with client(app) as by_messages:
        expected = await by_messages.post("/graphql", json={"query": query})
    async with serving(app) as address, httpx.AsyncClient() as at_once:
        found = await at_once.post(f"{address}/graphql", json={"query": query})
        assert found.headers["date"]
        assert len(found.headers.get_list("x-request-id")) == 1
    assert told(found) == told(expected)


async def test_a_connection_that_is_not_kept_is_closed_after_its_answer(app: Starlette) -> None:
    async with serving(app) as address, httpx.AsyncClient() as http:
        found = await http.post(f"{address}/graphql", json=ASKED, headers={"Connection": "close"})
    assert found.json()["data"]
    assert found.headers["connection"] == "close"


async def test_a_connection_goes_on_after_an_answer_in_one_piece(address: str) -> None:
    async with httpx.AsyncClient() as http:
        ids = [(await http.post(f"{address}/graphql", json=ASKED)).headers["x-request-id"] for _ in range(3)]
    assert len(set(ids)) == 3
