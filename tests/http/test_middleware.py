"""Around every request: an id, one log line, metrics, headers that protect browsers, and plain 500s."""

import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from app.http.application import Wiring, make_application
from tests.http.serving import client
from tests.http.toy import SECRET, Pitch, toy_schema


async def metric(http: httpx.AsyncClient, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", (await http.get("/metrics")).text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_a_well_formed_request_id_is_taken_over(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/graphql", json={"query": "{ requestId }"}, headers={"X-Request-Id": "abc-123.4:5_6"}
    )
    assert response.json()["data"]["requestId"] == response.headers["x-request-id"] == "abc-123.4:5_6"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\nb", "ä", "-leading", '"}', "<script>"])
async def test_any_other_request_id_is_replaced(http: httpx.AsyncClient, given: str) -> None:
    try:
        response = await http.get("/", headers=[(b"X-Request-Id", given.encode())])
    except httpx.LocalProtocolError:
        return
    assert re.fullmatch("[0-9a-f]{16}", response.headers["x-request-id"])


async def test_each_request_gets_an_id_of_its_own(http: httpx.AsyncClient) -> None:
    ids = {(await http.get("/")).headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


async def test_each_request_is_one_log_line_without_its_query(http: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        await http.get("/graphql", params={"query": "{ hello }"})
    assert len(lines) == 1
    line = lines[0]
    assert (line["event"], line["method"], line["path"], line["status"]) == (
        "request",
        "GET",
        "/graphql",
        200,
    )
    assert line["duration_ms"] > 0


async def test_every_response_protects_the_browser(http: httpx.AsyncClient) -> None:
    for path in ("/", "/graphql", "/health", "/nothing"):
        headers = (await http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/nothing", "/graphql/x", "/health/", "/graphql/", "/%00", "/a" * 500])
async def test_an_unknown_path_is_a_problem_in_json(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "NOT_FOUND"
    assert "/ lists what is" in response.json()["detail"]


async def test_a_method_a_page_does_not_have_is_a_problem_in_json(http: httpx.AsyncClient) -> None:
    response = await http.delete("/health")
    assert (response.status_code, response.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/health", "/health/liveness", "/metrics", "/api/v1/status"])
async def test_head_is_a_get_without_its_body(address: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=address) as http:
        response = await http.head(path)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 0


async def test_what_nobody_caught_is_a_500_that_names_the_request_and_nothing_else() -> None:
    async def broken(_: Request) -> Response:
        raise RuntimeError(SECRET)

    pitch = Pitch()
    app = make_application(Wiring(toy_schema(), pitch.make_context, routes=[Route("/broken", broken)]))
    with capture_logs() as lines:
        async with client(app) as http:
            response = await http.get("/broken", headers={"X-Request-Id": "r-1"})
    assert response.status_code == 500
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "code": "INTERNAL",
        "detail": "internal error; quote requestId",
        "requestId": "r-1",
    }
    assert [line["event"] for line in lines] == ["request failed", "request"]


async def test_requests_and_operations_are_counted_by_route_kind_and_outcome(http: httpx.AsyncClient) -> None:
    for query in ("{ hello }", "{ hello }", "{ missing }", "{ nope }", "mutation { add(number: 1) }"):
        await http.post("/graphql", json={"query": query})
    await http.get("/invented/by/a/client")
    requests = 'football_http_requests_total{method="%s",route="%s",status="%s"}'
    operations = 'football_graphql_operations_total{kind="%s",outcome="%s"}'
    assert await metric(http, requests % ("POST", "/graphql", 200)) == 5
    assert await metric(http, requests % ("GET", "unknown", 404)) == 1
    assert await metric(http, operations % ("query", "ok")) == 2
    assert await metric(http, operations % ("query", "error")) == 1
    assert await metric(http, operations % ("query", "refused")) == 1
    assert await metric(http, operations % ("mutation", "ok")) == 1
    assert await metric(http, "process_resident_memory_bytes") > 1e6


async def test_two_applications_in_one_process_count_apart(app: Starlette, http: httpx.AsyncClient) -> None:
    await http.get("/")
    pitch = Pitch()
    other: Any = make_application(Wiring(toy_schema(), pitch.make_context))
    async with client(other) as second:
        line = 'football_http_requests_total{method="GET",route="/",status="200"}'
        assert (await metric(http, line), await metric(second, line)) == (1, 0)
