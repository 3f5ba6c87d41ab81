"""A body is read within its type, size and time."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from app.http.body import MAX_BODY_BYTES, read_json_body
from app.http.refusals import BodyTooLarge, BodyTooSlow, MediaTypeUnsupported, RequestRefused


def request(
    messages: Iterable[Message], content_type: bytes = b"application/json", **headers: bytes
) -> Request:
    """A request whose body arrives as these messages, and then no further."""
    pending = iter(messages)
    sent = [(b"content-type", content_type), *((name.encode(), value) for name, value in headers.items())]

    async def receive() -> Message:
        for message in pending:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    return Request({"type": "http", "method": "POST", "headers": sent}, receive)


def part(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_in_parts_is_put_together() -> None:
    body = await read_json_body(request([part(b'{"a'), part(b'":'), part(b"1}", more=False)]))
    assert body == b'{"a":1}'


async def test_a_body_that_stops_coming_is_given_up() -> None:
    with pytest.raises(BodyTooSlow, match=r"within 0\.05 s"):
        await read_json_body(request([part(b"{")]), timeout_s=0.05)


async def test_a_client_that_goes_away_is_no_failure_of_ours() -> None:
    with pytest.raises(RequestRefused, match="went away"):
        await read_json_body(request([part(b"{"), {"type": "http.disconnect"}]))


async def test_parts_beyond_the_limit_are_not_read() -> None:
    parts = [part(b" " * (MAX_BODY_BYTES // 2)) for _ in range(10)]
    unread = iter(parts)
    with pytest.raises(BodyTooLarge):
        await read_json_body(request(unread))
    assert len(list(unread)) == 7


@pytest.mark.parametrize("charset", [b"utf-8", b"UTF-8", b'"utf-8"', b"utf8"])
async def test_utf_8_is_accepted_however_it_is_spelled(charset: bytes) -> None:
    given = request([part(b"{}", more=False)], b"Application/JSON; charset=" + charset)
    assert await read_json_body(given) == b"{}"


@pytest.mark.parametrize(
    "content_type", [b"", b"application/jsonp", b"text/json", b"application/json; charset=latin-1"]
)
async def test_any_other_type_is_refused(content_type: bytes) -> None:
    with pytest.raises(MediaTypeUnsupported):
        await read_json_body(request([], content_type))
