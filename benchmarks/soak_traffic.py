"""The soak's traffic: requests as clients send them, good, bad and hostile, over few kept connections."""

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote, urlsplit

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app.http.trusted import built_in

LIST = """{ matches(first: 20, orderBy: KICKOFF_DESC) { nodes { id home { name } away { name }
  prediction { ... on Prediction { outcome { home draw away } } } } } }"""
ONE = "{ matches(first: 1) { nodes { id kickoff home { name } away { name } competition { name } } } }"
SUBSCRIPTION = "subscription { health { status } }"
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
OK, BAD = frozenset({200, 304}), frozenset({200, 400})


@dataclass(frozen=True, slots=True)
class Shot:
    """One request, the statuses that are right for it, and whether its client leaves without the answer."""

    kind: str
    raw: bytes
    right: frozenset[int] = OK
    leaves: bool = False


@dataclass
class Seen:
    """What came back, by kind and status; `wrong` are those that should not have."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, int]] = field(default_factory=Counter)
    lost: int = 0

    def note(self, shot: Shot, status: int) -> None:
        self.answers[shot.kind, status] += 1
        if status not in shot.right:
            self.wrong[shot.kind, status] += 1


class Line:
    """One kept connection of a client, opened again whenever it is lost."""

    def __init__(self, address: str, seen: Seen) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._seen = seen
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def fire(self, shot: Shot) -> None:
        reader, writer = self._streams = self._streams or await asyncio.open_connection(
            self._host, self._port
        )
        try:
            writer.write(shot.raw)
            if shot.leaves:
                await asyncio.sleep(0.002)
                self.close()
                return
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
        except (OSError, EOFError):
            self._seen.lost += 1
            self.close()
            return
        self._seen.note(shot, int(head[9:12]))
        if b"connection: close" in head.lower():
            self.close()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


def post(body: object, *headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    if not any(one.startswith("Content-Type") for one in headers):
        headers = ("Content-Type: application/json", *headers)
    more = "".join(f"{one}\r\n" for one in headers)
    head = f"POST /graphql HTTP/1.1\r\nHost: soak\r\n{more}Content-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def get(path: str, *headers: str) -> bytes:
    more = "".join(f"{one}\r\n" for one in ("Accept: application/json", *headers))
    return f"GET {path} HTTP/1.1\r\nHost: soak\r\n{more}\r\n".encode()


def persisted(text: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(text.encode()).hexdigest()}}


def shots() -> Iterator[Shot]:
    """Endless traffic, the same each time: of 20 requests 12 are good ones."""
    documents = [one for one in built_in().values() if "\nquery " in f"\n{one.text}"]
    queries = [Shot(f"trusted {one.name}", post({"documentId": one.id})) for one in documents]
    for number in count():
        for make in MIX:
            yield make(number)
        if number % 50 == 0:
            yield queries[number // 50 % len(queries)]
        if number % 500 == 0:
            yield Shot("large", post(b'{"query": "' + b"x" * 1_000_001), frozenset({413}))


Make = Callable[[int], Shot]
PREDICTION = next(one.id for one in built_in().values() if one.name == "MatchPrediction")
MIX: tuple[Make, ...] = (
    lambda _: Shot("list", post({"query": LIST})),
    lambda _: Shot("one", post({"query": ONE})),
    lambda _: Shot("one", post({"query": ONE})),
    lambda _: Shot("name", post({"query": "{ __typename }"})),
    lambda _: Shot("name", post({"query": "{ __typename }"})),
    lambda _: Shot("trusted MatchPrediction", post({"documentId": PREDICTION})),
    lambda _: Shot("digest", post({"query": ONE, "extensions": persisted(ONE)})),
    lambda _: Shot("digest", post({"extensions": persisted(ONE)})),
    lambda _: Shot("get", get(f"/graphql?query={quote(ONE)}")),
    lambda _: Shot("get", get(f"/graphql?documentId={quote(PREDICTION)}", 'If-None-Match: "other"')),
    lambda _: Shot("liveness", get("/health/liveness")),
    lambda number: Shot("new document", post({"query": f"query Q{number} {ONE}"})),
    lambda number: Shot("unknown field", post({"query": f"{{ unknown{number} }}"}), BAD),
    lambda number: Shot("unknown digest", post({"extensions": persisted(str(number))}), BAD),
    lambda number: Shot("unknown id", post({"documentId": f"sha256:{number:064x}"}), BAD),
    lambda _: Shot("broken JSON", post(b'{"query": broken'), BAD),
    lambda _: Shot("wrong type", post(b"query=1", "Content-Type: text/plain"), frozenset({415})),
    lambda number: Shot("aliases", post({"query": _aliases(number)}), BAD),
    lambda number: Shot("deep", post({"query": "{ a" * 50 + str(number) + " }" * 50}), BAD),
    lambda number: Shot("leaves", post({"query": LIST}), leaves=True) if number % 5 == 0 else _id(number),
)


def _aliases(number: int) -> str:
    return "{ " + " ".join(f"a{number}x{one}: __typename" for one in range(100)) + " }"


def _id(number: int) -> Shot:
    query = "query($id: ID!) { match(id: $id) { id } }"
    return Shot("hostile variable", post({"query": query, "variables": {"id": number * 10**12}}), BAD)


async def churn(address: str, number: int) -> None:
    """Subscribe twice, hear once, and leave: every other time without a word."""
    url = address.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as opened:
        await opened.send('{"type": "connection_init"}')
        await opened.recv()
        for id_ in ("1", "2"):
            start = {"id": id_, "type": "subscribe", "payload": {"query": SUBSCRIPTION}}
            await opened.send(json.dumps(start))
        await opened.recv()
        if number % 2:
            opened.transport.abort()


async def stream(address: str) -> None:
    """Begin an event stream, hear once, and go."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(post({"query": SUBSCRIPTION}, "Accept: text/event-stream"))
    with suppress(asyncio.IncompleteReadError):
        await reader.readuntil(b"event: next")
    writer.transport.abort()
