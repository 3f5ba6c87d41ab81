"""Where anybody may change things, no site's name that leads to this machine is one to ask by."""

from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.config import Settings
from app.http.application import Wiring, make_application
from app.http.hosts import cannot_be_pointed_here
from app.main import create_app
from tests.http.serving import serving
from tests.http.toy import Pitch, toy_schema

QUERY = {"query": "{ hello }"}


@pytest.fixture
async def guarded() -> AsyncIterator[str]:
    allowed = frozenset({"https://scores.example"})
    wiring = Wiring(toy_schema(), Pitch().make_context, allowed_origins=allowed, own_hosts_only=True)
    async with serving(make_application(wiring)) as address:
        yield address


async def asked_as(address: str, host: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(f"{address}/graphql", json=QUERY, headers={"Host": host})


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000",
        "localhost",
        "LOCALHOST:8000",
        "[::1]:8000",
        "192.0.2.7",
        "mybox:8000",
        "scores.example",
    ],
)
async def test_an_address_localhost_and_allowed_hosts_are_answered(guarded: str, host: str) -> None:
    assert (await asked_as(guarded, host)).json() == {"data": {"hello": "hello"}}


@pytest.mark.parametrize(
    "host",
    ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "localhost.", "1.2.3", ""],
)
async def test_any_other_name_is_refused_with_what_to_do(guarded: str, host: str) -> None:
    answer = await asked_as(guarded, host)
    [error] = answer.json()["errors"]
    assert answer.status_code == 403
    assert error["extensions"]["code"] == "HOST_REFUSED"
    assert "ask 127.0.0.1 or localhost" in error["message"]


async def test_who_shows_a_key_may_ask_by_any_name(guarded: str) -> None:
    async with httpx.AsyncClient(headers={"Host": "evil.example", "Authorization": "Bearer key"}) as client:
        assert (await client.post(f"{guarded}/graphql", json=QUERY)).status_code == 200


async def test_a_socket_is_refused_by_such_a_name_too(guarded: str) -> None:
    url, headers = guarded.replace("http", "ws"), {"Host": "evil.example", "Origin": "http://evil.example"}
    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"{url}/graphql", additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403


async def test_probes_and_pages_are_answered_by_any_name(guarded: str) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{guarded}/", headers={"Host": "a.name.of.the.cluster"})).status_code == 200


@pytest.mark.parametrize(
    ("anonymous", "host", "guards"),
    [("admin", "127.0.0.1", True), ("operator", "localhost", True), ("reader", "127.0.0.1", False)],
)
async def test_only_a_local_service_where_anybody_may_change_things_is_guarded(
    anonymous: str, host: str, guards: bool
) -> None:
    app = create_app(Settings.model_validate({"anonymous": anonymous, "host": host}))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://evil.example") as client:
        # refused before the service is needed, which is not open here
        answer = await client.options("/graphql", headers={"Accept": "text/plain"})
    assert (answer.status_code == 403) is guards


@given(st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,20}){0,3}\.[a-z]{2,10}", fullmatch=True))
def test_no_domain_is_taken_for_an_address(name: str) -> None:
    assert cannot_be_pointed_here(name) is name.endswith(".localhost")


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_every_address_is_one_with_any_port(address: object, port: int) -> None:
    shown = f"[{address}]" if ":" in str(address) else str(address)
    assert cannot_be_pointed_here(f"{shown}:{port}")
    assert cannot_be_pointed_here(shown)
