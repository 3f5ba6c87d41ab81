"""Keys that are guessed, mistyped, revoked or expired: nobody gets in, nothing is told, nothing grows."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from websockets.exceptions import InvalidStatus

from app.clock import system_clock
from app.config import Settings
from app.db import api_keys as rows
from app.db.audit import Act
from app.main import create_app
from app.operations import api_keys
from app.operations.api_keys import KeyWish
from app.security.keyring import MAX_UNKNOWN, KeyRefused, KeyRing
from app.security.keys import checksum, mint, parse
from app.security.viewer import Role
from tests.conftest import copied_database
from tests.fakes import write_model
from tests.http.serving import Child, child_server, serving
from tests.http.test_websocket import closing, opened, receive, subscribe

VIEWER = "{ viewer { name role } }"
FOLLOW = "subscription { health { status } }"


@pytest.fixture(scope="module")
async def settings(
    postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Settings]:
    home = tmp_path_factory.mktemp("home")
    write_model(home / "models")
    async with copied_database(postgres_server, template_database) as url:
        yield Settings(database_url=SecretStr(url), home=home, models_dir=home / "models", rate_limit=0)


@pytest.fixture(scope="module")
async def address(settings: Settings) -> AsyncIterator[str]:
    async with serving(create_app(settings)) as served:
        yield served


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, timeout=30) as opened_client:
        yield opened_client


def by(act: str) -> Act:
    return Act("test", act, system_clock())


async def key(role: Role = Role.READER, expires_at: datetime | None = None) -> str:
    return (await api_keys.create(KeyWish("ada", role, expires_at), by("createApiKey"))).text


async def ask(http: httpx.AsyncClient, *authorization: str, query: str = VIEWER) -> httpx.Response:
    headers = [("Authorization", one) for one in authorization]
    return await http.post("/graphql", json={"query": query}, headers=headers)


def refused(response: httpx.Response) -> bool:
    """Whether it is the refusal of a key, with nothing of an answer."""
    if response.status_code != 401:
        return False
    assert response.headers["WWW-Authenticate"] == "Bearer"
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in response.json()
    return True


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "bearer nonsense",
        "Basic YWRtaW46YWRtaW4=",
        "Bearer null",
        "Bearer undefined",
        "Bearer fp_",
        "Bearer fp__",
        "Bearer fp_00000000_" + "0" * 49,
        "Bearer " + "A" * 30_000,
        "Bearer ' OR 1=1 --",
        "Bearer \xff\xfe",
        "fp_00000000_" + "0" * 49,
    ],
)
async def test_a_malformed_header_is_refused_and_never_anonymous(
    http: httpx.AsyncClient, header: str
) -> None:
    response = await http.post(
        "/graphql", json={"query": VIEWER}, headers=[(b"Authorization", header.encode("latin-1"))]
    )
    assert refused(response)
    assert (await ask(http)).json()["data"]["viewer"]["name"] == "anonymous"


async def test_two_headers_are_refused_though_one_of_them_is_good(http: httpx.AsyncClient) -> None:
    good = f"Bearer {await key()}"
    assert refused(await ask(http, good, "Bearer nonsense"))
    assert refused(await ask(http, good, good))
    assert (await ask(http, good)).json()["data"]["viewer"] == {"name": "ada", "role": "READER"}


async def test_a_known_prefix_with_a_guessed_secret_is_told_no_more_than_an_unknown_key(
    http: httpx.AsyncClient,
) -> None:
    good = await key(Role.ADMIN)
    body = good[:12] + mint().text[12:-6]
    guessed = body + checksum(body)
    assert parse(guessed) is not None
    answers = [await ask(http, f"Bearer {text}") for text in (guessed, mint().text)]
    assert all(refused(one) for one in answers)
    assert answers[0].json() == answers[1].json()


async def test_ten_thousand_bad_keys_grow_no_memory_and_a_good_one_works_meanwhile(
    http: httpx.AsyncClient,
) -> None:
    good = await key()
    assert not refused(await ask(http, f"Bearer {good}"))
    sizes = []
    async with KeyRing(rows, system_clock, Role.READER) as ring:
        for _ in range(5):
            for _ in range(2000):
                with pytest.raises(KeyRefused, match="nobody has this API key"):
                    await ring.authenticate(mint().text, "192.0.2.1")
            assert (await ring.authenticate(good, "192.0.2.1")).name == "ada"
            sizes.append(len(ring))
    assert sizes[0] == sizes[-1] <= MAX_UNKNOWN + 1


async def test_a_key_in_the_address_or_the_body_lets_nobody_in(http: httpx.AsyncClient) -> None:
    good = await key(Role.ADMIN)
    body = {"query": VIEWER, "extensions": {"authorization": f"Bearer {good}"}, "variables": {"key": good}}
    for response in (
        await http.post("/graphql", params={"authorization": good, "key": good}, json=body),
        await http.post("/graphql", json=body, headers={"X-Api-Key": good, "Cookie": f"key={good}"}),
    ):
        assert response.json()["data"]["viewer"] == {"name": "anonymous", "role": "READER"}


async def test_a_revoked_key_stops_working_within_a_second(http: httpx.AsyncClient) -> None:
    good = await key()
    assert not refused(await ask(http, f"Bearer {good}"))
    await api_keys.revoke(good[3:11], by("revokeApiKey"))
    await asyncio.sleep(0.9)
    response = await ask(http, f"Bearer {good}")
    assert refused(response)
    assert "was revoked" in response.json()["errors"][0]["message"]


async def test_open_sockets_of_a_revoked_key_are_closed_and_others_go_on(address: str) -> None:
    """The key may have come in the header or in the first message."""
    bad, good = await key(), await key()
    async with (
        opened(address, additional_headers={"Authorization": f"Bearer {bad}"}) as by_header,
        opened(address, init=False) as by_message,
        opened(address, additional_headers={"Authorization": f"Bearer {good}"}) as other,
        opened(address) as anonymous,
    ):
        await by_message.send(
            json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {bad}"}})
        )
        assert await receive(by_message) == {"type": "connection_ack"}
        for socket in (by_header, by_message, other, anonymous):
            await subscribe(socket, FOLLOW)
            assert (await receive(socket))["type"] == "next"
        await api_keys.revoke(bad[3:11], by("revokeApiKey"))
        async with asyncio.timeout(1.5):
            assert await closing(by_header) == await closing(by_message) == 4403
        for socket in (other, anonymous):
            await subscribe(socket, VIEWER, id_="2")
            assert (await receive(socket))["payload"]["data"]["viewer"]


async def test_an_open_stream_of_a_key_that_expires_ends_without_complete(
    address: str, http: httpx.AsyncClient
) -> None:
    short = await key(expires_at=datetime.now(UTC) + timedelta(seconds=0.5))
    headers = {"Authorization": f"Bearer {short}", "Accept": "text/event-stream"}
    async with (
        asyncio.timeout(5),
        http.stream("POST", f"{address}/graphql", json={"query": FOLLOW}, headers=headers) as stream,
    ):
        text = "".join([part async for part in stream.aiter_text()])
    assert "event: next" in text
    assert "event: complete" not in text
    assert refused(await ask(http, f"Bearer {short}"))


async def test_a_bad_key_opens_no_socket(address: str) -> None:
    with pytest.raises(InvalidStatus) as denied:
        async with opened(address, additional_headers={"Authorization": "Bearer nonsense"}):
            pass
    assert denied.value.response.status_code == 401
    async with opened(address, init=False) as socket:
        await socket.send(
            json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {mint().text}"}})
        )
        assert await closing(socket) == 4403


async def test_where_anonymous_may_do_nothing_a_key_is_needed_everywhere_but_for_health(
    address: str, settings: Settings, tmp_path: Path
) -> None:
    assert address
    good = await key()
    with another(settings, tmp_path / "server.log", FOOTBALL_ANONYMOUS="none") as closed:
        async with httpx.AsyncClient(base_url=closed.address) as http:
            assert refused(await ask(http))
            sse = {"Accept": "text/event-stream"}
            assert refused(await http.post("/graphql", json={"query": FOLLOW}, headers=sse))
            assert (await http.get("/health/liveness")).status_code == 200
            assert (await ask(http, f"Bearer {good}")).json()["data"]["viewer"]["role"] == "READER"
        async with opened(closed.address, init=False) as socket:
            await socket.send('{"type": "connection_init"}')
            assert await closing(socket) == 4401
        async with opened(closed.address, init=False) as socket:
            await socket.send(
                json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {good}"}})
            )
            assert await receive(socket) == {"type": "connection_ack"}


@contextmanager
def another(settings: Settings, log: Path, **changes: str) -> Iterator[Child]:
    """Another server on the same database."""
    assert settings.database_url is not None
    environment = {
        "FOOTBALL_DATABASE_URL": settings.database_url.get_secret_value(),
        "FOOTBALL_HOME": str(settings.home),
        "FOOTBALL_MODELS_DIR": str(settings.models_dir),
    }
    with child_server("app.main:create_app", log, **(environment | changes)) as server:
        yield server


@pytest.mark.parametrize("log_format", ["json", "console"])
async def test_no_secret_reaches_the_log(
    address: str, settings: Settings, tmp_path: Path, log_format: str
) -> None:
    assert address
    good, log = await key(Role.ADMIN), tmp_path / "server.log"
    with another(settings, log, FOOTBALL_LOG_FORMAT=log_format) as server:
        async with httpx.AsyncClient(base_url=server.address) as http:
            assert (await ask(http, f"Bearer {good}")).json()["data"]["viewer"]["role"] == "ADMIN"
            assert refused(await ask(http, f"Bearer {good}x"))
            await http.get(f"/{good}", params={"key": good})
            await ask(http, query=f'{{ team(id: "{good}") {{ name }} }}')
    lines = log.read_text()
    assert f"/fp_{good[3:11]}_***" in lines
    assert good.rpartition("_")[2] not in lines
