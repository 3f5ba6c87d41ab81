"""Clients that ask too much, by every way in: refused, told when to come back, and nobody else is."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from app.clients.rates import RedisLender
from app.clients.redis import open_redis
from app.health.limits import rates_check
from app.health.report import HealthStatus
from app.http.asking import AuthenticationUnavailable
from app.security.rates import RateLimits
from app.security.viewer import Viewer
from tests.http.receptions import client_at, reception_app
from tests.http.serving import serving
from tests.http.test_websocket import opened, receive, subscribe
from tests.http.toy import Pitch
from tests.servers import redis_server

HELLO = {"query": "{ hello }"}
LIMIT = 10


@pytest.fixture
def rates() -> RateLimits:
    """Nothing comes back while a test runs, however long it takes."""
    return RateLimits(LIMIT, 2 * LIMIT, clock=lambda: 0.0)


@pytest.fixture
def pitch() -> Pitch:
    return Pitch()


@pytest.fixture
def app(rates: RateLimits, pitch: Pitch) -> Any:
    return reception_app(pitch, rates=lambda: rates)


@pytest.fixture
async def address(app: Any) -> AsyncIterator[str]:
    async with serving(app) as served:
        yield served


def refused(response: httpx.Response) -> bool:
    """Whether it is a refusal that says all it has to."""
    if response.status_code != 429:
        return False
    [error] = response.json()["errors"]
    seconds = error["extensions"].pop("retryAfter")
    assert error["extensions"] == {"code": "RATE_LIMITED"}
    assert f"try again in {seconds} s" in error["message"]
    assert response.headers["Retry-After"] == str(seconds)
    assert 1 <= seconds <= 60
    assert response.headers["RateLimit"].startswith('"')
    return True


async def test_a_flood_of_requests_is_refused_and_other_clients_are_not(app: Any, pitch: Pitch) -> None:
    async with client_at(app, "192.0.2.1") as flooding, client_at(app, "192.0.2.2") as other:
        answers = [await flooding.post("/graphql", json=HELLO) for _ in range(100)]
        assert [refused(one) for one in answers] == [False] * LIMIT + [True] * 90
        assert len(pitch.contexts) == LIMIT  # what is refused is not even read
        assert (await other.post("/graphql", json=HELLO)).json() == {"data": {"hello": "hello"}}


async def test_answers_tell_what_is_left(app: Any) -> None:
    async with client_at(app) as http:
        first = await http.post("/graphql", json=HELLO)
        second = await http.get("/graphql", params=HELLO)
        third = await http.post("/graphql", content=b"{", headers={"Content-Type": "application/json"})
    assert first.headers["RateLimit-Policy"] == '"address";q=10;w=60'
    told = [one.headers["RateLimit"] for one in (first, second, third)]
    assert told == ['"address";r=9;t=6', '"address";r=8;t=12', '"address";r=7;t=18']
    assert third.status_code == 400


async def test_a_key_has_a_bucket_of_its_own_wherever_it_asks_from(app: Any) -> None:
    counts = 0
    for number in range(3 * LIMIT):
        async with client_at(app, f"192.0.2.{number}", key="reader") as http:
            answer = await http.post("/graphql", json=HELLO)
            counts += not refused(answer)
            assert answer.headers["RateLimit-Policy"] == '"key";q=20;w=60'
    assert counts == 2 * LIMIT


async def test_one_who_has_an_ipv6_network_is_one_client(app: Any) -> None:
    allowed = 0
    for number in range(3 * LIMIT):
        async with client_at(app, f"2001:db8::{number:x}") as http:
            allowed += not refused(await http.post("/graphql", json=HELLO))
    assert allowed == LIMIT


async def test_guessing_keys_is_limited_by_address(app: Any) -> None:
    async with client_at(app, key="guess") as http:
        statuses = [(await http.post("/graphql", json=HELLO)).status_code for _ in range(3 * LIMIT)]
    assert statuses == [401] * LIMIT + [429] * 2 * LIMIT
    async with client_at(app, key="reader") as http:
        assert (await http.post("/graphql", json=HELLO)).status_code == 200


async def test_a_key_that_cannot_be_looked_up_is_no_guess() -> None:
    async def away(_key: str | None, _address: str) -> Viewer:
        raise AuthenticationUnavailable("the database is away")

    limits = RateLimits(2)
    unavailable = reception_app(rates=lambda: limits, authenticate=away)
    async with client_at(unavailable, key="reader") as http:
        for _ in range(5):
            answer = await http.post("/graphql", json={"query": "{ hello }"})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_event_streams_are_refused_like_other_requests(app: Any) -> None:
    body = {"query": "subscription { count(to: 1) }"}
    async with client_at(app) as http:
        answers = [
            await http.post("/graphql", json=body, headers={"Accept": "text/event-stream"})
            for _ in range(LIMIT + 1)
        ]
    assert [refused(one) for one in answers] == [False] * LIMIT + [True]
    assert answers[0].headers["RateLimit"] == '"address";r=9;t=6'


async def test_operations_on_a_socket_are_refused_one_by_one_and_the_socket_stays(address: str) -> None:
    async with opened(address) as socket:
        codes = []
        for number in range(LIMIT + 5):
            await subscribe(socket, "{ hello }", id_=str(number))
            while (message := await receive(socket))["type"] == "next":
                pass
            codes.append(message["payload"][0]["extensions"]["code"] if "payload" in message else None)
            if "payload" in message:
                assert 1 <= message["payload"][0]["extensions"]["retryAfter"] <= 60
        assert codes[-5:] == ["RATE_LIMITED"] * 5
        assert codes.count(None) == LIMIT - 1  # the handshake took one
        await socket.send(json.dumps({"type": "ping"}))
        assert await receive(socket) == {"type": "pong"}


async def test_a_flood_of_sockets_is_refused_before_it_is_accepted(address: str) -> None:
    for _ in range(LIMIT):
        async with opened(address, init=False):
            pass
    for _ in range(5):
        with pytest.raises(InvalidStatus) as denied:
            async with opened(address, init=False):
                pass
        assert denied.value.response.status_code == 429
        assert int(denied.value.response.headers["Retry-After"]) >= 1


async def test_pages_and_metrics_are_not_limited(app: Any) -> None:
    async with client_at(app) as http:
        for _ in range(LIMIT):
            await http.post("/graphql", json=HELLO)
        for path in ("/", "/metrics", "/playground/"):
            for _ in range(2 * LIMIT):
                assert (await http.get(path)).status_code != 429


async def test_refused_bodies_leave_a_kept_connection_usable(address: str) -> None:
    large = {"query": "{ hello }", "variables": {"text": "x" * 300_000}}
    async with httpx.AsyncClient(base_url=address) as http:
        statuses = [(await http.post("/graphql", json=large)).status_code for _ in range(LIMIT + 5)]
        assert statuses == [200] * LIMIT + [429] * 5
        assert (await http.get("/")).status_code == 200


async def test_while_redis_is_away_each_process_counts_alone_and_health_says_so(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        shared = open_redis(url, 0.25)
        redis = await shared.__aenter__()
        rates = RateLimits(LIMIT, lender=RedisLender(redis))
        app, check = reception_app(rates=lambda: rates), rates_check(rates)
        async with client_at(app) as http:
            assert (await http.post("/graphql", json=HELLO)).status_code == 200
        assert (await check.ping()).status is HealthStatus.PASS
    async with client_at(app, "192.0.2.2") as http:
        answers = [await http.post("/graphql", json=HELLO) for _ in range(2 * LIMIT)]
        assert [one.status_code for one in answers] == [200] * LIMIT + [429] * LIMIT
    finding = await check.ping()
    assert finding.status is HealthStatus.WARN
    assert "each process counts requests by itself" in finding.message
    await shared.__aexit__(None, None, None)
