"""Documents that requests name instead of sending: trusted ones, and automatic persisted queries."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.redis import open_redis
from app.clients.texts import PREFIX, RedisTexts
from app.http.documents import DocumentRefused
from app.http.operation import Operation
from app.http.persisted import ENTRY_CHARACTERS, MAX_CHARACTERS, PersistedDocuments
from app.http.trusted import TrustedDocument, digest
from app.security.viewer import Role, Viewer
from tests.http.receptions import client_at, reception_app
from tests.http.serving import serving
from tests.http.test_websocket import opened, receive
from tests.http.toy import Pitch
from tests.servers import redis_server

HELLO, ADD = "query Hello { hello }", "mutation Add { add(number: 1) }"
COUNT = "subscription Count($to: Int!) { count(to: $to) }"
ECHO = "query Echo($text: String!) { echo(text: $text) } query Other { hello }"
TRUSTED = {digest(text): TrustedDocument(text.split()[1], text) for text in (HELLO, ADD, COUNT, ECHO)}
GRAPHQL = {"Accept": "application/graphql-response+json"}
FREE = "query Free { hello }"


def by_id(text: str, **more: Any) -> dict[str, Any]:
    return {"documentId": f"sha256:{digest(text)}", **more}


def by_digest(text: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}, **more}


def as_parameters(request: dict[str, Any]) -> dict[str, str]:
    return {name: one if isinstance(one, str) else json.dumps(one) for name, one in request.items()}


def code(answer: httpx.Response) -> str:
    [error] = answer.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


@pytest.fixture
def app() -> Any:
    return reception_app(trusted=TRUSTED)


@pytest.fixture
def strict() -> Any:
    """Nothing but trusted documents."""
    return reception_app(trusted=TRUSTED, trusted_only=True)


async def test_a_trusted_document_runs_by_its_id(app: Any) -> None:
    request = by_id(ECHO, variables={"text": "ü"}, operationName="Echo")
    async with client_at(app) as http:
        posted = await http.post("/graphql", json=request)
        got = await http.get("/graphql", params=as_parameters(request))
    assert posted.json() == got.json() == {"data": {"echo": "ü"}}


async def test_a_browser_that_names_a_document_is_not_sent_to_the_playground(app: Any) -> None:
    headers = {"Accept": "text/html,application/json;q=0.8"}
    async with client_at(app) as http:
        answer = await http.get("/graphql", params=as_parameters(by_id(HELLO)), headers=headers)
    assert answer.json() == {"data": {"hello": "hello"}}


async def test_an_unknown_id_is_one_coded_error(app: Any) -> None:
    async with client_at(app) as http:
        for wrong in (
            by_id(FREE),
            {"documentId": digest(HELLO)},
            {"documentId": ""},
            {"documentId": "x" * 999},
        ):
            answer = await http.post("/graphql", json=wrong, headers=GRAPHQL)
            assert answer.status_code == 400
            assert code(answer) == "PERSISTED_DOCUMENT_NOT_FOUND"
            assert len(answer.json()["errors"][0]["message"]) < 300
        plain = await http.post("/graphql", json=by_id(FREE))
        assert plain.status_code == 200


@pytest.mark.parametrize(
    "request_",
    [
        by_id(HELLO, query=HELLO),
        by_id(HELLO, **by_digest(FREE)),
        by_id(HELLO, **by_digest(HELLO)),
        {"documentId": 5},
        {"documentId": ["sha256:"]},
        {"query": None},
        {},
        {"query": HELLO, "extensions": {"persistedQuery": "x"}},
        {"query": HELLO, "extensions": {"persistedQuery": {"version": 2, "sha256Hash": digest(HELLO)}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(HELLO).upper()}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 63}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"query": HELLO, **by_digest(FREE)},
    ],
)
async def test_a_malformed_or_untrue_request_is_a_400(app: Any, request_: dict[str, Any]) -> None:
    async with client_at(app) as http:
        answer = await http.post("/graphql", json=request_)
        assert answer.status_code == 400
        assert code(answer) == "BAD_REQUEST"
        # and nothing was kept under a digest that is not its own
        assert code(await http.post("/graphql", json=by_digest(FREE))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_trusted_mutation_needs_post_too(app: Any) -> None:
    async with client_at(app) as http:
        assert (await http.get("/graphql", params=by_id(ADD))).status_code == 405
        assert (await http.post("/graphql", json=by_id(ADD))).json() == {"data": {"add": 1}}


class Late:
    """Texts that another process tells of between two looks."""

    def __init__(self, text: str) -> None:
        self._told: list[str | None] = [None, text]

    async def get(self, _sha256: str, /) -> str | None:
        return self._told.pop(0)

    async def put(self, _sha256: str, _text: str, /) -> None:
        pass


async def test_no_mutation_runs_by_get_that_becomes_known_meanwhile() -> None:
    pitch, text = Pitch(), "mutation Late { add(number: 1) }"
    late = Late(text)
    app = reception_app(pitch, trusted=TRUSTED, texts=lambda: late)
    async with client_at(app) as http:
        streams = {"Accept": "text/event-stream"}
        first = await http.get("/graphql", params=as_parameters(by_digest(text)), headers=streams)
        assert "PERSISTED_QUERY_NOT_FOUND" in first.text
        assert first.headers["content-type"].startswith("text/event-stream")
        second = await http.get("/graphql", params=as_parameters(by_digest(text)), headers=streams)
        assert second.status_code == 405
    assert pitch.total == 0


async def test_no_document_is_kept_under_a_digest_that_is_not_its_own() -> None:
    documents = PersistedDocuments()
    await documents.keep(Operation(HELLO, document_id="sha256:x", sha256=digest(FREE)))
    with pytest.raises(DocumentRefused):
        await documents.find(Operation("", sha256=digest(FREE)), Viewer("anonymous", Role.READER))


async def test_sockets_and_event_streams_take_ids_too(app: Any) -> None:
    async with serving(app) as address, opened(address) as socket:
        for number, request in enumerate([by_id(COUNT, variables={"to": 1}), by_id(HELLO), by_digest(HELLO)]):
            await socket.send(json.dumps({"id": str(number), "type": "subscribe", "payload": request}))
            assert (await receive(socket))["type"] == "next"
            assert (await receive(socket))["type"] == "complete"
        await socket.send(json.dumps({"id": "9", "type": "subscribe", "payload": by_id(FREE)}))
        refused = await receive(socket)
        assert refused["type"] == "error"
        assert refused["payload"][0]["extensions"]["code"] == "PERSISTED_DOCUMENT_NOT_FOUND"
    async with client_at(app) as http:
        streams = {"Accept": "text/event-stream"}
        told = await http.post("/graphql", json=by_id(COUNT, variables={"to": 2}), headers=streams)
        assert told.text.count("event: next") == 2
        unknown = await http.post("/graphql", json=by_id(FREE), headers=streams)
        assert unknown.status_code == 200
        assert "PERSISTED_DOCUMENT_NOT_FOUND" in unknown.text


async def test_a_digest_is_enough_once_its_document_was_run(app: Any) -> None:
    async with client_at(app) as http:
        first = await http.get("/graphql", params=as_parameters(by_digest(FREE)))
        # what Apollo's clients look for
        assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert code(first) == "PERSISTED_QUERY_NOT_FOUND"
        both = await http.post("/graphql", json=by_digest(FREE, query=FREE))
        again = await http.get("/graphql", params=as_parameters(by_digest(FREE)))
        assert both.json() == again.json() == {"data": {"hello": "hello"}}


async def test_over_a_socket_a_document_is_kept_too(app: Any) -> None:
    async with serving(app) as address, opened(address) as socket:
        for request in (by_digest(FREE, query=FREE), by_digest(FREE)):
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": request}))
            assert (await receive(socket))["payload"] == {"data": {"hello": "hello"}}
            assert (await receive(socket))["type"] == "complete"


async def test_a_document_that_does_not_run_is_not_kept(app: Any) -> None:
    async with client_at(app) as http:
        for text in ("{ nothing }", "{ hello", "query Q { hello " + "#" * MAX_CHARACTERS + "\n}"):
            await http.post("/graphql", json=by_digest(text, query=text))
            assert code(await http.post("/graphql", json=by_digest(text))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_only_trusted_documents_run_where_that_is_set(strict: Any) -> None:
    async with client_at(strict) as http, client_at(strict, key="reader") as reader:
        for client in (http, reader):
            answer = await client.post("/graphql", json={"query": FREE}, headers=GRAPHQL)
            assert answer.status_code == 400
            assert code(answer) == "TRUSTED_DOCUMENTS_ONLY"
            assert "send the `documentId` of one, or the key of an ADMIN" in answer.text
            assert (
                code(await client.post("/graphql", json=by_digest(FREE, query=FREE)))
                == "TRUSTED_DOCUMENTS_ONLY"
            )
            assert (
                code(await client.post("/graphql", json=by_digest(FREE))) == "PERSISTED_QUERY_NOT_SUPPORTED"
            )
            assert code(await client.get("/graphql", params={"query": "{ __schema { description } }"}))
            for allowed in (by_id(HELLO), by_digest(HELLO), {"query": HELLO}):
                assert (await client.post("/graphql", json=allowed)).json() == {"data": {"hello": "hello"}}


async def test_an_admin_may_send_any_document_where_others_may_not(strict: Any) -> None:
    async with client_at(strict, key="admin") as http:
        introspected = await http.post("/graphql", json={"query": "{ __schema { queryType { name } } }"})
        assert introspected.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
        await http.post("/graphql", json=by_digest(FREE, query=FREE))
        # but it does not become everybody's
        assert code(await http.post("/graphql", json=by_digest(FREE))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_only_trusted_documents_run_on_sockets_either(strict: Any) -> None:
    async with serving(strict) as address, opened(address) as socket:
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": FREE}}))
        message = await receive(socket)
        assert message["payload"][0]["extensions"]["code"] == "TRUSTED_DOCUMENTS_ONLY"


async def test_processes_share_documents_in_redis_and_believe_no_wrong_one(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        async with open_redis(url, 2.0) as redis:
            one, another = (
                reception_app(Pitch(), trusted=TRUSTED, texts=lambda: RedisTexts(redis)) for _ in range(2)
            )
            async with client_at(one) as first, client_at(another) as second:
                await first.post("/graphql", json=by_digest(FREE, query=FREE))
                found = await second.post("/graphql", json=by_digest(FREE))
                assert found.json() == {"data": {"hello": "hello"}}
                await redis.set(PREFIX + digest("{ hello }"), ADD)
                wrong = await second.post("/graphql", json=by_digest("{ hello }"))
                assert code(wrong) == "PERSISTED_QUERY_NOT_FOUND"


@given(texts=st.lists(st.text(min_size=1, max_size=300), max_size=60), most=st.integers(500, 9_000))
async def test_kept_documents_are_bounded_and_never_another_ones(texts: list[str], most: int) -> None:
    documents = PersistedDocuments(max_kept_characters=most)
    viewer = Viewer("anonymous", Role.READER)
    for text in texts:
        await documents.keep(Operation(text, sha256=digest(text)))
    found = []
    for text in set(texts):
        try:
            found.append((text, (await documents.find(Operation("", sha256=digest(text)), viewer)).query))
        except DocumentRefused:
            continue
    assert all(text == query for text, query in found)
    assert sum(ENTRY_CHARACTERS + len(text) for text, _ in found) <= most
    if texts and ENTRY_CHARACTERS + len(texts[-1]) <= most:
        assert texts[-1] in {text for text, _ in found}
