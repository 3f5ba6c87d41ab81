"""The messages of the graphql-transport-ws protocol, checked one by one."""

from dataclasses import dataclass
from typing import Any

from app.http.operation import Operation, load_json
from app.http.refusals import RequestRefused

PROTOCOL = "graphql-transport-ws"
MAX_MESSAGE_BYTES = 65_536
MAX_ID_CHARACTERS = 128
MAX_REASON_BYTES = 123
"""Of a close frame (RFC 6455, 5.5)."""


class CloseCode:
    """Why we close a socket; 44xx are the protocol's own."""

    GOING_AWAY = 1001
    TOO_BIG = 1009
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INIT_TIMEOUT = 4408
    DUPLICATE_ID = 4409
    TOO_MANY_INITS = 4429
    INTERNAL_ERROR = 4500


class SocketRefused(Exception):
    """The client broke the protocol; the socket is closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = cut_reason(reason)


@dataclass(frozen=True, slots=True)
class ConnectionInit:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Ping:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Subscribe:
    id: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Complete:
    id: str


Message = ConnectionInit | Ping | Pong | Subscribe | Complete


def decode(text: str | None) -> Message:
    """The message in a text frame (None stands for another frame, or other bytes). Raises SocketRefused."""
    if text is None:
        raise SocketRefused(CloseCode.BAD_REQUEST, "a message must be a text frame in UTF-8")
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > MAX_MESSAGE_BYTES:
        raise SocketRefused(CloseCode.TOO_BIG, f"a message may have {MAX_MESSAGE_BYTES} bytes")
    try:
        value = load_json(encoded, "the message")
        return _message(value)
    except RequestRefused as refused:
        raise SocketRefused(CloseCode.BAD_REQUEST, f"Invalid message: {refused.message}") from None


def _message(value: object) -> Message:
    if not isinstance(value, dict):
        raise RequestRefused("it must be a JSON object")
    match value.get("type"):
        case "connection_init":
            return ConnectionInit(_payload(value))
        case "ping":
            return Ping(_payload(value))
        case "pong":
            return Pong(_payload(value))
        case "subscribe":
            return Subscribe(_id(value), Operation.from_value(value.get("payload")))
        case "complete":
            return Complete(_id(value))
        case _:
            raise RequestRefused("its type is not one a client sends")


def _id(value: dict[str, Any]) -> str:
    found = value.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= MAX_ID_CHARACTERS:
        raise RequestRefused(f"its id must be a text of 1 to {MAX_ID_CHARACTERS} characters")
    return found


def cut_reason(reason: str) -> str:
    return reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore")


def _payload(value: dict[str, Any]) -> dict[str, Any] | None:
    payload = value.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise RequestRefused("its payload must be an object")
    return payload
