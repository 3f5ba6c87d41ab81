"""What is sent in answer to one request: by the application, and with the headers that all answers have."""

import re
import time
from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from app.http.direct import direct_body_of
from app.http.negotiation import GRAPHQL_JSON, JSON
from app.http.problems import problem
from app.http.request_id import HEADER, assign_request_id

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Headers = Sequence[tuple[bytes, bytes]]

_SECURITY = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items())
_SECURITY_NAMES = frozenset(name for name, _ in _SECURITY)
_SECURITY_LINES = b"".join(b"%b: %b\r\n" % header for header in _SECURITY)
_REQUEST_ID = HEADER.lower().encode()
_UNUSUAL = _SECURITY_NAMES | {_REQUEST_ID, b"connection", b"transfer-encoding"}
_UNSAFE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


class Exchange:
    """Sends as ASGI does, and knows how far the answer has come; `status` is 0 until it begins."""

    __slots__ = ("_scope", "_send", "request_id", "started", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        self.started = time.perf_counter()
        self.request_id = assign_request_id(scope)
        self.status = 0
        self._scope = scope
        self._send = send

    async def __call__(self, message: Message) -> None:
        kind = message["type"]
        if kind in ("http.response.start", "websocket.http.response.start"):
            self.status = message["status"]
            message["headers"] = self._tagged(message.get("headers", ()), secured=True)
        elif kind == "websocket.accept":
            self.status = 101
            message["headers"] = self._tagged(message.get("headers", ()), secured=False)
        await self._send(message)

    def at_once(self, response: Response) -> bool:
        """Send a whole response that is a success; False, and nothing is sent, where that is not possible."""
        direct = direct_body_of(self._scope)
        if direct is None or response.status_code != 200 or response.background is not None:
            return False
        headers, sized = response.raw_headers, False
        for name, value in headers:
            if name in _UNUSUAL or _UNSAFE.search(value):
                return False
            sized = sized or name == b"content-length"
        if not sized:
            return False
        lines = [b"%b: %b\r\n" % header for header in headers]
        lines += (_SECURITY_LINES, b"x-request-id: ", self.request_id.encode(), b"\r\n\r\n")
        if not direct.respond(200, b"".join(lines), bytes(response.body)):
            return False
        self.status = 200
        return True

    async def fail(self, status: int, code: str, detail: str, receive: Receive) -> None:
        """Answer with a problem, where nothing was answered yet."""
        if self._scope["type"] == "http" and not self.status:
            await problem(status, code, detail, self.request_id)(self._scope, receive, self)

    def _tagged(self, headers: Headers, *, secured: bool) -> list[tuple[bytes, bytes]]:
        own = {name for name, _ in headers}
        tagged = [*headers] if _REQUEST_ID not in own else [one for one in headers if one[0] != _REQUEST_ID]
        if secured:
            tagged += [one for one in _SECURITY if one[0] not in own]
        tagged.append((_REQUEST_ID, self.request_id.encode()))
        return tagged


class Reply(Response):
    """A success in JSON that nobody keeps, without what Starlette's responses cost."""

    def __init__(self, body: bytes, media_type: str) -> None:
        self.status_code = 200
        self.background = None
        self.body = body
        self.raw_headers = [
            (b"content-type", _TYPES[media_type]),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]


_TYPES = {name: f"{name}; charset=utf-8".encode() for name in (JSON, GRAPHQL_JSON)}
_PLAIN = (Reply, Response)


def header_of(scope: Scope, wanted: bytes) -> str | None:
    """The first header of this name, in lower case."""
    for name, value in scope["headers"]:
        if name == wanted:
            told: bytes = value
            return told.decode("latin-1")
    return None


async def deliver(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a response: a plain one at once, where the connection takes it."""
    if type(response) not in _PLAIN or type(send) is not Exchange or not send.at_once(response):
        await response(scope, receive, send)
