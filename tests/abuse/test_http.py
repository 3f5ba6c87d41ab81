"""Hostile HTTP is refused with a status and a code, while others are served."""

import asyncio
import gzip
import json
import socket
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from app.http.body import MAX_BODY_BYTES
from app.http.guard import MAX_HEADER_BYTES, MAX_HEADERS, MAX_PIPELINED, GuardedProtocol
from tests.abuse.attacked import FRIEND
from tests.http.serving import raw_connection, serving
from tests.http.toy import Pitch, toy_app

JSON = {"Content-Type": "application/json"}
HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
HELLO = b'{"query": "{ hello }"}'
ANSWER = b'{"data":{"hello":"hello"}}'


@pytest.fixture
async def http(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address) as opened:
        yield opened


def talk(address: str, *sent: bytes) -> bytes:
    """All that the server says to these bytes until it closes the connection."""
    with raw_connection(address) as raw:
        for piece in sent:
            raw.sendall(piece)
        answer = b""
        try:
            while piece := raw.recv(65_536):
                answer += piece
        except (ConnectionResetError, TimeoutError):
            pass
        return answer


def code_of(response: httpx.Response) -> str:
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


BODIES = [
    *(
        b"null",
        b"1",
        b'"x"',
        b"true",
        b"[]",
        b"[{}]",
        b"",
        b" ",
        b"{",
        b"{]",
        b"{}",
        b"\x00",
        b"\xff\xfe{}",
    ),
    *(b"\xef\xbb\xbf{}", b'{"query": "\xff"}', b'{"query": "{ hello }\x00"}', b'{"query": "\\u0000"}'),
    *(b'{"query": NaN}', b'{"query": "{ hello }", "variables": {"a": Infinity}}', b"NaN", b"-Infinity"),
    b'{"query": "{ hello }", "variables": {"a": ' + b"1" * 5_000 + b"}}",
    b'{"query": "{ hello }", "variables": {"a": -' + b"9" * 400 + b".5e999}}",
    b'{"query": "{ hello }", "variables": {"a": "\\ud800"}}',
    b'{"query": "\\ud800"}',
    b'{"query": "{ hello }", "variables": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
    b'{"query": "{ hello }", "variables": {"a": ' + b"[" * 100 + b"]" * 100 + b"}}",
    b"[" * 500_000,
    b'{"query": "{ hello }", "query": "mutation { add(number: 1) }"}',
    b'{"query": "{ hello }", "qu\\u0065ry": "mutation { add(number: 1) }"}',
    b'{"query": "{ hello }", "variables": []}',
    b'{"query": "{ hello }", "variables": "{}"}',
    b'{"query": "{ hello }", "operationName": 1}',
    b'{"query": "{ hello }", "extensions": []}',
    b'{"query": ["{ hello }"]}',
    b'[{"query": "{ hello }"}, {"query": "{ hello }"}]',
]


async def test_a_body_that_is_no_operation_is_a_400_with_a_code(http: httpx.AsyncClient) -> None:
    for body in BODIES:
        response = await http.post("/graphql", content=body, headers=JSON)
        assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST"), body[:80]


async def test_huge_variables_within_the_body_are_no_reason_to_fail(http: httpx.AsyncClient) -> None:
    variables = {f"name{number}": number for number in range(50_000)}
    body = json.dumps({"query": "{ hello }", "variables": variables}).encode()
    assert len(body) < MAX_BODY_BYTES
    assert (await http.post("/graphql", content=body, headers=JSON)).json() == {"data": {"hello": "hello"}}


def deflated(data: bytes) -> bytes:
    return zlib.compress(data, 9)


FOLDED = [
    ("gzip", gzip.compress(HELLO)),
    ("gzip", gzip.compress(b" " * 50_000_000)),
    ("x-gzip", gzip.compress(HELLO)),
    ("deflate", deflated(b" " * 50_000_000)),
    ("br", b"\x0b\x02\x80"),
    ("zstd", b"(\xb5/\xfd"),
    ("gzip, gzip", gzip.compress(gzip.compress(b" " * 1_000_000))),
    ("identity, gzip", HELLO),
]


async def test_a_compressed_body_is_never_unfolded(http: httpx.AsyncClient) -> None:
    for encoding, body in FOLDED:
        response = await http.post("/graphql", content=body, headers=JSON | {"Content-Encoding": encoding})
        assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE"), encoding


SIMPLE = [
    *(
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain;",
    ),
    *("text/plain; application/json", "application/json, text/plain", "application/jsonp", ""),
]
"""Types that a browser sends to another origin without a preflight, or that no one means."""


async def test_what_a_form_of_another_site_can_post_is_refused(http: httpx.AsyncClient) -> None:
    body = b'{"query": "mutation { add(number: 1) }"}'
    for content_type in SIMPLE:
        response = await http.post("/graphql", content=body, headers={"Content-Type": content_type})
        assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE"), content_type


THEIRS = [
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Accept": "application/json"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Origin": "https://evil.example"},
    {"Origin": "https://evil.example", "Accept": "application/json"},
    {"Origin": "null", "Accept": "application/json"},
    {"Origin": "https://friend.example.evil.example", "Accept": "application/json"},
    {"Accept": "*/*"},
    {"Accept": "image/avif,image/webp,*/*"},
    {"Sec-Fetch-Mode": "no-cors", "Accept": "application/json"},
]

NOT_THEIRS = [
    {"X-Football-Client": "mine"},
    {"Apollo-Require-Preflight": "1", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"},
    {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Mode": "cors"},
    {"Accept": "application/json"},
    {"Accept": "application/graphql-response+json; charset=utf-8"},
    {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"},
]


class TestOtherSites:
    """Pages of other sites make their visitors' browsers ask."""

    async def test_a_get_that_may_be_theirs_is_refused(self, http: httpx.AsyncClient) -> None:
        for sent in THEIRS:
            get = await http.get("/graphql", params={"query": "{ hello }"}, headers=sent)
            assert (get.status_code, code_of(get)) == (403, "CROSS_SITE_REQUEST"), sent
            head = await http.head("/graphql", params={"query": "{ hello }"}, headers=sent)
            assert head.status_code == 403, sent

    async def test_a_get_that_cannot_be_theirs_is_answered(self, http: httpx.AsyncClient) -> None:
        for sent in NOT_THEIRS:
            response = await http.get("/graphql", params={"query": "{ hello }"}, headers=sent)
            assert (response.status_code, response.json()) == (200, {"data": {"hello": "hello"}}), sent

    async def test_a_page_of_this_server_is_answered(self, http: httpx.AsyncClient, address: str) -> None:
        response = await http.get("/graphql", params={"query": "{ hello }"}, headers={"Origin": address})
        assert response.status_code == 200

    async def test_only_pages_of_allowed_origins_may_read_and_ask(self, http: httpx.AsyncClient) -> None:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        friend = await http.options("/graphql", headers={"Origin": FRIEND, **asked})
        assert friend.status_code == 204
        assert friend.headers["access-control-allow-origin"] == FRIEND
        assert "Content-Type" in friend.headers["access-control-allow-headers"]
        evil = await http.options("/graphql", headers={"Origin": "https://evil.example", **asked})
        assert evil.status_code == 405
        for response in (friend, evil, await http.post("/graphql", content=HELLO, headers=JSON)):
            assert response.headers["vary"] == "Origin"
        assert not [name for name in evil.headers if name.startswith("access-control")]


MALFORMED = [
    (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * (MAX_HEADERS + 1) + b"\r\n", b"431"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"b" * MAX_HEADER_BYTES + b"\r\n\r\n", b"431"),
    (b"GET /" + b"a" * MAX_HEADER_BYTES + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"431"),
    (b"GET /" + b"a" * 300_000, b"431"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX-A" + b"A" * 300_000, b"431"),
    (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", b"400"),
    (HEAD + b"Content-Length: -1\r\n\r\n", b"400"),
    (HEAD + b"Content-Length: 1_0\r\n\r\n", b"400"),
    (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
    (HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX A: b\r\n\r\n", b"400"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\x00\r\n\r\n", b"400"),
    (HEAD + b"Content-Length: %d\r\n\r\n" % (MAX_BODY_BYTES + 1), b"413"),
    (HEAD + b"Content-Length: %s\r\n\r\n" % (b"9" * 18), b"413"),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"186a0\r\n%s\r\n" % (b" " * 100_000) * 11, b"413"),
]


async def test_a_request_that_is_too_large_or_means_two_things_is_refused(address: str) -> None:
    talks = [asyncio.to_thread(talk, address, sent) for sent, _ in MALFORMED]
    for (sent, status), answer in zip(MALFORMED, await asyncio.gather(*talks), strict=True):
        assert answer.startswith(b"HTTP/1.1 " + status), sent[-60:]
        assert answer.count(b"HTTP/1.1 ") == 1, sent[-60:]


async def test_a_body_in_chunks_is_read(address: str) -> None:
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in HELLO)
    close = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert (await asyncio.to_thread(talk, address, HEAD + close + chunks + b"0\r\n\r\n")).endswith(ANSWER)


async def test_requests_sent_ahead_are_answered_in_order_up_to_a_number(address: str) -> None:
    one = HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(HELLO), HELLO)
    last = one.replace(b"Host: x", b"Host: x\r\nConnection: close")
    few = await asyncio.to_thread(talk, address, one * (MAX_PIPELINED - 1) + last)
    assert few.count(ANSWER) == MAX_PIPELINED
    many = await asyncio.to_thread(talk, address, one * 5_000 + last)
    assert many.count(ANSWER) <= MAX_PIPELINED + 1


async def test_a_head_has_no_body(address: str) -> None:
    head = b"HEAD /graphql?query=%7Bhello%7D HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
    answer = await asyncio.to_thread(talk, address, head + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "path", ["/graphql?query=%ff", "/graphql?query=%00", "/graphql?variables=%7B", "/graphql?" + "a&" * 9_000]
)
async def test_no_query_string_is_an_error_of_the_server(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path, headers={"Accept": "application/json"})
    assert response.status_code in (200, 400)
    assert code_of(response)


async def test_a_parameter_that_comes_twice_is_refused(http: httpx.AsyncClient) -> None:
    path = "/graphql?query=%7Bhello%7D&query=%7Bbroken%7D"
    response = await http.get(path, headers={"Accept": "application/json"})
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


async def test_every_answer_protects_browsers(http: httpx.AsyncClient) -> None:
    answers: list[Any] = [
        await http.post("/graphql", content=HELLO, headers=JSON),
        await http.post("/graphql", content=b"1", headers=JSON),
        await http.post("/graphql", content=HELLO),
        await http.get("/graphql", params={"query": "{hello}"}),
        await http.options("/graphql"),
        await http.get("/nothing"),
        await http.get("/health/liveness"),
    ]
    for response in answers:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert "server" not in response.headers


class Impatient(GuardedProtocol):
    header_timeout_s = 0.3
    body_timeout_s = 0.3
    reader_timeout_s = 0.3


class TestSlowClients:
    """Each holds a connection, and is cut; times are shorter here."""

    @pytest.fixture
    async def slow(self) -> AsyncIterator[str]:
        app: Starlette = toy_app(Pitch())
        async with serving(app, Impatient) as address:
            yield address

    async def attack(self, address: str, begun: bytes, trickle: bytes) -> bytes:
        """Sends a byte every 50 ms until the connection ends; another client is served meanwhile."""
        reader, writer = await asyncio.open_connection(*address.removeprefix("http://").split(":"))
        writer.write(begun)

        async def drip() -> None:
            for byte in trickle * 1_000:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.05)

        dripping = asyncio.create_task(drip())
        async with httpx.AsyncClient(base_url=address) as http:
            assert (await http.post("/graphql", content=HELLO, headers=JSON)).content == ANSWER
        async with asyncio.timeout(5):
            answer = await reader.read()
        dripping.cancel()
        writer.close()
        return answer

    async def test_headers_that_drip_are_a_408(self, slow: str) -> None:
        assert (await self.attack(slow, b"GET / HTTP/1.1\r\nX-A: ", b"a")).startswith(b"HTTP/1.1 408 ")

    async def test_a_body_that_drips_is_a_408(self, slow: str) -> None:
        begun = HEAD + b"Content-Length: 1000\r\n\r\n"
        assert (await self.attack(slow, begun, b" ")).startswith(b"HTTP/1.1 408 ")

    async def test_chunks_that_drip_are_a_408(self, slow: str) -> None:
        begun = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        assert (await self.attack(slow, begun, b"1\r\n \r\n")).startswith(b"HTTP/1.1 408 ")

    async def test_a_body_that_nobody_reads_holds_no_connection(self, slow: str) -> None:
        begun = b"POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
        answer = await self.attack(slow, begun, b" ")
        assert answer.startswith(b"HTTP/1.1 405 ")
        assert answer.count(b"HTTP/1.1 ") == 1

    async def test_who_reads_nothing_is_cut(self, slow: str) -> None:
        body = json.dumps(
            {"query": "query ($t: String!) { echo(text: $t) }", "variables": {"t": "x" * 900_000}}
        )
        one = HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(body), body.encode())
        with raw_connection(slow) as raw:
            raw.setblocking(False)
            with pytest.raises((ConnectionResetError, BrokenPipeError)):
                await send_without_end(raw, one)


async def send_without_end(raw: socket.socket, data: bytes) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(10):
        while True:
            await loop.sock_sendall(raw, data)
