"""Reading a request's body within limits of type, size and time."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.http.direct import direct_body_of
from app.http.negotiation import JSON
from app.http.refusals import (
    BodyTooLarge,
    BodyTooSlow,
    EncodingUnsupported,
    MediaTypeUnsupported,
    RequestRefused,
)

MAX_BODY_BYTES = 1_000_000
BODY_TIMEOUT_S = 10.0
LINGER_S = 1.0
_USUAL_TYPE = b"application/json"

TOO_LARGE = f"the request body exceeds {MAX_BODY_BYTES:,} bytes; send a smaller document or fewer variables"


async def read_json_body(request: Request, *, timeout_s: float = BODY_TIMEOUT_S) -> bytes:
    """The body of a JSON request. Raises a RequestRefused; reads no more than the limit.

    Only JSON is taken: a page of another site cannot send it without asking first (CORS preflight).
    """
    _require_readable(request.scope["headers"])
    direct = direct_body_of(request.scope)
    if direct is not None and (body := direct.take_body()) is not None:
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(TOO_LARGE)
        return body
    try:
        async with asyncio.timeout(timeout_s):
            return await _read(request)
    except TimeoutError:
        raise BodyTooSlow(f"the request body did not arrive within {timeout_s:g} s") from None


def _require_readable(headers: Iterable[tuple[bytes, bytes]]) -> None:
    content_type = None
    for name, value in headers:
        if name == b"content-type":
            if content_type is not None:
                raise MediaTypeUnsupported(f"Content-Type is sent twice; send {JSON}")
            content_type = value
        elif name == b"content-length":
            _require_small(value)
        elif name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
            # a few bytes may unfold to any number of them
            raise EncodingUnsupported("compressed bodies are not accepted; send JSON as it is")
    if content_type != _USUAL_TYPE:
        _require_json(None if content_type is None else content_type.decode("latin-1"))


def _require_json(content_type: str | None) -> None:
    if content_type is None:
        raise MediaTypeUnsupported(f"Content-Type is missing; send {JSON}")
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != JSON:
        raise MediaTypeUnsupported(f"Content-Type {media_type[:100]!r} is not accepted; send {JSON}")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise MediaTypeUnsupported(f"charset {value[:40]!r} is not accepted; send UTF-8")


def _require_small(content_length: bytes) -> None:
    if content_length.isdigit() and int(content_length[:20]) > MAX_BODY_BYTES:
        raise BodyTooLarge(TOO_LARGE)


async def _read(request: Request) -> bytes:
    body = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise RequestRefused("the client went away before the whole body arrived")
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(TOO_LARGE)
        if not message.get("more_body"):
            return bytes(body)


class LingeringResponse(Response):
    """Answers at once, then throws away what the client still sends, for a moment, before closing.

    Closing on unread bytes resets the connection, and the client would never see the answer.
    """

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_S):
                while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                    pass
        await send({"type": "http.response.body", "body": b"", "more_body": False})
