"""GraphQL over HTTP: what is answered how, and that nothing hostile gets further than a 4xx."""

import asyncio
import json
import select
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from app.http.application import Wiring, make_application
from app.http.body import MAX_BODY_BYTES
from tests.http.serving import client, raw_connection
from tests.http.toy import SECRET, Pitch, toy_app, toy_schema

GRAPHQL_JSON = "application/graphql-response+json"
JSON = {"Content-Type": "application/json"}


def code(response: httpx.Response) -> str:
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


async def ask(http: httpx.AsyncClient, query: str, accept: str = GRAPHQL_JSON, **more: Any) -> httpx.Response:
    return await http.post("/graphql", json={"query": query, **more}, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, application/json;q=0.9", GRAPHQL_JSON),
        (f"application/json;q=0.5, {GRAPHQL_JSON}", GRAPHQL_JSON),
    ],
)
async def test_a_query_is_answered_in_the_media_type_the_client_likes_best(
    http: httpx.AsyncClient, accept: str | None, expected: str
) -> None:
    if accept is None:
        del http.headers["accept"]
    else:
        http.headers["accept"] = accept
    response = await http.post("/graphql", json={"query": "{ hello }"})
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{expected}; charset=utf-8"
    assert response.json() == {"data": {"hello": "hello"}}


async def test_a_get_runs_queries_with_variables_from_the_url(http: httpx.AsyncClient) -> None:
    parameters = {"query": "query Q($t: String!) { echo(text: $t) }", "variables": '{"t": "ü"}'}
    response = await http.get("/graphql", params={**parameters, "operationName": "Q"})
    assert response.json() == {"data": {"echo": "ü"}}


async def test_a_head_is_answered_like_a_get_without_a_body(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        response = await http.head(
            "/graphql", params={"query": "{ hello }"}, headers={"Accept": "application/json"}
        )
    assert (response.status_code, response.content) == (200, b"")


async def test_a_mutation_by_get_is_refused_and_changes_nothing(
    http: httpx.AsyncClient, pitch: Pitch
) -> None:
    response = await http.get("/graphql", params={"query": "mutation { add(number: 1) }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert code(response) == "METHOD_NOT_ALLOWED"
    assert pitch.total == 0


async def test_a_mutation_by_post_runs(http: httpx.AsyncClient, pitch: Pitch) -> None:
    assert (await ask(http, "mutation { add(number: 2) }")).json() == {"data": {"add": 2}}
    assert pitch.total == 2


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused_in_graphql(http: httpx.AsyncClient, method: str) -> None:
    response = await http.request(method, "/graphql")
    assert response.status_code == 405
    assert "POST" in response.headers["allow"]
    assert code(response) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json; charset=utf-16",
        None,
    ],
)
async def test_what_another_sites_page_could_send_unasked_is_refused(
    http: httpx.AsyncClient, pitch: Pitch, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    body = b'{"query": "mutation { add(number: 1) }"}'
    response = await http.post("/graphql", content=body, headers=headers)
    assert response.status_code == 415
    assert code(response) == "UNSUPPORTED_MEDIA_TYPE"
    assert pitch.total == 0


HOSTILE = {
    "null": b"null",
    "number": b"1",
    "text": b'"x"',
    "batch": b'[{"query": "{ hello }"}]',
    "nothing": b"",
    "not UTF-8": b'{"query": "\xff\xfe"}',
    "NUL byte": b'{"query": "{ hello }"}\0',
    "escaped NUL": b'{"query": "{ hello }", "variables": {"t": "a\\u0000b"}}',
    "NUL in a key": b'{"query": "{ hello }", "variables": {"a\\u0000b": 1}}',
    "lone surrogate": b'{"query": "\\ud800"}',
    "5,000 digits": b'{"query": "{ hello }", "variables": {"n": ' + b"1" * 5000 + b"}}",
    "5,000 digits alone": b"1" * 5000,
    "NaN": b'{"query": "{ hello }", "variables": {"n": NaN}}',
    "infinity": b'{"query": "{ hello }", "variables": {"n": 1e999}}',
    "deep arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep variables": b'{"query": "{ hello }", "variables": {"a": ' + b"[" * 500 + b"]" * 500 + b"}}",
    "cut off": b'{"query": "{ hel',
    "byte order mark": b'\xef\xbb\xbf{"query": "{ hello }"}',
    "query is null": b'{"query": null}',
    "query is a number": b'{"query": 1}',
    "query is missing": b"{}",
    "variables is a list": b'{"query": "{ hello }", "variables": []}',
    "name is a number": b'{"query": "{ hello }", "operationName": 1}',
    "extensions is a text": b'{"query": "{ hello }", "extensions": "x"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_body_is_a_bad_request_with_a_code(http: httpx.AsyncClient, body: bytes) -> None:
    response = await http.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert code(response) == "BAD_REQUEST"
    assert "data" not in response.json()


@given(
    body=st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["query", "variables"]), inner)
        ),
    ).map(lambda value: json.dumps(value).encode())
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_body_whatever_is_a_server_error(body: bytes) -> None:
    async with client(toy_app(Pitch())) as http:
        response = await http.post("/graphql", content=body, headers=JSON)
    assert response.status_code in (200, 400)
    assert response.json()["errors"]


@given(query=st.text(max_size=60), variables=st.text(max_size=20), name=st.text(max_size=10))
@settings(max_examples=150, deadline=None)
async def test_no_query_string_whatever_is_a_server_error(query: str, variables: str, name: str) -> None:
    parameters = {"query": query, "variables": variables, "operationName": name}
    async with client(toy_app(Pitch())) as http:
        response = await http.get("/graphql", params=parameters)
    assert response.status_code in (200, 400)
    assert response.json()["errors"]


async def test_a_declared_large_body_is_refused_before_it_is_sent(address: str) -> None:
    with raw_connection(address) as raw:
        raw.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1)
        )
        answer = await asyncio.to_thread(_read_all, raw)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"BODY_TOO_LARGE" in answer


async def test_an_endless_body_is_answered_early_and_then_cut_off(address: str) -> None:
    answer, sent = await asyncio.to_thread(_send_until_answered, address, 50 * MAX_BODY_BYTES)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert sent < 20 * MAX_BODY_BYTES


async def test_a_body_of_just_the_limit_is_read(http: httpx.AsyncClient) -> None:
    body = b'{"query": "{ hello }"}'.ljust(MAX_BODY_BYTES)
    response = await http.post("/graphql", content=body, headers=JSON)
    assert response.json() == {"data": {"hello": "hello"}}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("query Q($t: String!) { echo(text: $t) }", "VALIDATION_FAILED"),
        ('{ echo(text: "a\\u0000b") }', "GRAPHQL_PARSE_FAILED"),
        ("{ a" * 900, "GRAPHQL_PARSE_FAILED"),
        ("{ " + "hello " * 5000 + "}", "GRAPHQL_PARSE_FAILED"),
    ],
)
async def test_an_operation_that_cannot_run_is_a_400_or_for_plain_json_a_200(
    http: httpx.AsyncClient, query: str, expected: str
) -> None:
    strict, plain = await ask(http, query), await ask(http, query, accept="application/json")
    assert (strict.status_code, plain.status_code) == (400, 200)
    assert code(strict) == code(plain) == expected
    assert "data" not in strict.json()


async def test_an_unknown_operation_name_is_refused(http: httpx.AsyncClient) -> None:
    response = await ask(http, "query A { hello }", operationName="B")
    assert (response.status_code, code(response)) == (400, "GRAPHQL_VALIDATION_FAILED")


async def test_a_field_that_fails_leaves_the_rest_of_the_data(http: httpx.AsyncClient) -> None:
    response = await ask(http, "{ hello missing }")
    assert response.status_code == 200
    assert response.json()["data"] == {"hello": "hello", "missing": None}
    error = response.json()["errors"][0]
    assert error["path"] == ["missing"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "`matches` lists" in error["message"]


async def test_what_nobody_foresaw_is_masked_and_names_the_request(http: httpx.AsyncClient) -> None:
    response = await http.post("/graphql", json={"query": "{ broken }"}, headers={"X-Request-Id": "r-17"})
    assert response.status_code == 200
    assert code(response) == "INTERNAL"
    assert SECRET not in response.text
    assert "r-17" in response.json()["errors"][0]["message"]


async def test_an_operation_that_we_fail_to_start_is_a_masked_500() -> None:
    def unlucky(_: object) -> object:
        raise RuntimeError(SECRET)

    async with client(make_application(Wiring(toy_schema(), unlucky))) as http:
        response = await ask(http, "{ hello }", accept="application/json")
    assert (response.status_code, code(response)) == (500, "INTERNAL")
    assert SECRET not in response.text


async def test_a_subscription_needs_an_event_stream(http: httpx.AsyncClient) -> None:
    response = await ask(http, "subscription { count(to: 1) }")
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


async def test_an_unacceptable_media_type_is_a_406(http: httpx.AsyncClient) -> None:
    response = await ask(http, "{ hello }", accept="image/png")
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


async def test_a_browser_without_a_query_is_shown_the_playground(http: httpx.AsyncClient) -> None:
    response = await http.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (response.status_code, response.headers["location"]) == (303, "/playground")


async def test_each_operation_has_a_context_of_its_own(http: httpx.AsyncClient, pitch: Pitch) -> None:
    for number in range(3):
        await http.post("/graphql", json={"query": "{ hello }"}, headers={"X-Request-Id": f"r{number}"})
    assert pitch.contexts == ["r0", "r1", "r2"]


async def test_many_at_once_are_answered_side_by_side(app: Starlette) -> None:
    async with client(app) as http, asyncio.timeout(3):
        answers = await asyncio.gather(*(ask(http, "{ slow(seconds: 0.2) }") for _ in range(50)))
    assert {answer.text for answer in answers} == {'{"data":{"slow":0.2}}'}


def _send_until_answered(address: str, most: int) -> tuple[bytes, int]:
    chunk = b"%x\r\n%s\r\n" % (50_000, b" " * 50_000)
    with raw_connection(address) as raw:
        raw.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        sent = 0
        while sent < most and not select.select([raw], [], [], 0.005)[0]:
            raw.sendall(chunk)
            sent += len(chunk)
        return raw.recv(65536), sent


def _read_all(raw: Any) -> bytes:
    answer = b""
    while chunk := raw.recv(65536):
        answer += chunk
    return answer
