"""The servers that benchmarks/broadcast.py compares: one of them, with a port that says when to tell.

Run as `python -m benchmarks.broadcast_server ours|stock|raw`: prints its two ports. On the second one a line
`tick` tells all subscribers one update and answers when that was (ns of the monotonic clock), `stats` answers
the process's CPU time and memory.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import strawberry
import uvicorn
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from app.config import LogFormat, Settings
from app.football.inplay.state import MatchPhase, MatchState
from app.football.match import Score
from app.http.application import Wiring, make_application
from app.http.server import bind
from app.http.shared import Shared
from app.http.worker import configuration
from app.live.feed import Feed
from app.live.told import Gap, Snapshot, Told
from app.live.updates import LiveUpdate, UpdateCause
from app.log import configure_logging

MATCH = 1


def update(sequence: int) -> LiveUpdate:
    state = MatchState(MatchPhase.SECOND_HALF, Score(sequence % 7, 1), minute=46 + sequence % 40)
    return LiveUpdate(
        match_id=MATCH,
        competition="E0",
        sequence=sequence,
        position=sequence,
        competition_position=sequence,
        run=None,
        cause=UpdateCause.EVENT,
        event=None,
        state=state,
        made_at=datetime.now(UTC),
        prediction=None,
    )


class Reads:
    """What a database would say: the updates told so far."""

    def __init__(self) -> None:
        self.told = [update(1)]

    async def latest(self, _: Collection[int]) -> Mapping[int, LiveUpdate]:
        return {MATCH: self.told[-1]}

    async def after(self, _: int, sequence: int, limit: int) -> list[LiveUpdate]:
        return self.told[sequence:][:limit]

    async def since(self, position: int, limit: int) -> list[LiveUpdate]:
        return await self.after(MATCH, position, limit)

    async def of_competition_since(self, _: str, position: int, limit: int) -> list[LiveUpdate]:
        return await self.after(MATCH, position, limit)

    async def running(self, _: str | None) -> list[int]:
        return [MATCH]

    async def position(self, _: str | None) -> int:
        return len(self.told)


reads = Reads()
feed = Feed(reads)


@strawberry.type
class Sides:
    home: float
    away: float


@strawberry.type
class Outcome:
    home: float
    draw: float
    away: float


@strawberry.type
class Update:
    """About what a subscriber of a match asks for."""

    sequence: int
    minute: int
    phase: str
    score: Sides
    expected_goals: Sides
    outcome: Outcome
    made_at: str

    @strawberry.field
    def likely(self, most: int = 5) -> list[Outcome]:
        return [Outcome(home=n / 16, draw=n / 32, away=n / 64) for n in range(most)]


def view(told: Told) -> Update:
    if isinstance(told, Gap):
        told = told.snapshot
    last = told.updates[-1] if isinstance(told, Snapshot) else told.update
    share = last.sequence % 64 / 128
    return Update(
        sequence=last.sequence,
        minute=last.state.minute,
        phase=last.state.phase,
        score=Sides(home=last.state.score.home, away=last.state.score.away),
        expected_goals=Sides(home=1 + share, away=1.25),
        outcome=Outcome(home=share, draw=0.25, away=0.75 - share),
        made_at=last.made_at.isoformat(),
    )


@strawberry.type
class Query:
    hello: str = "hello"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def match_prediction(self, match: int, after: int | None = None) -> AsyncIterable[Update]:
        return Shared(feed.match(match, after), view)


schema = strawberry.Schema(Query, subscription=Subscription)
sockets: dict[Any, str] = {}


async def raw(scope: Any, receive: Any, send: Any) -> None:
    """Bytes encoded before, sent by ASGI one subscriber after another: what no executing server undercuts."""
    if scope["type"] == "http":
        head = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        sockets[send] = "sse"
        await send({"type": "http.response.body", "body": raw_event(), "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass
        del sockets[send]
        return
    await receive()
    await send({"type": "websocket.accept", "subprotocol": "graphql-transport-ws"})
    while (message := await receive())["type"] == "websocket.receive":
        if "connection_init" in message["text"]:
            await send({"type": "websocket.send", "text": '{"type":"connection_ack"}'})
        else:
            sockets[send] = "ws"
            await send({"type": "websocket.send", "text": raw_text()})
    sockets.pop(send, None)


def raw_payload() -> dict[str, Any]:
    shown = strawberry.asdict(view(Snapshot(len(reads.told), (reads.told[-1],))))
    likely = [{"home": n / 16, "draw": n / 32, "away": n / 64} for n in range(5)]
    return {"data": {"matchPrediction": {**shown, "likely": likely}}}


def raw_text() -> str:
    return orjson.dumps({"id": "1", "type": "next", "payload": raw_payload()}).decode()


def raw_event() -> bytes:
    return b"event: next\ndata: %b\n\n" % orjson.dumps(raw_payload())


async def raw_tell() -> None:
    text, body = raw_text(), raw_event()
    for send, kind in list(sockets.items()):
        if kind == "ws":
            await send({"type": "websocket.send", "text": text})
        else:
            await send({"type": "http.response.body", "body": body, "more_body": True})


def application(which: str) -> tuple[Any, bool]:
    """The application, and whether our own protocols serve it."""
    if which == "ours":
        return make_application(Wiring(schema, lambda _: None)), True
    if which == "stock":
        return GraphQL(schema, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL]), False
    return raw, False


async def control(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    telling = set()
    while line := await reader.readline():
        if line == b"tick\n":
            at = time.monotonic_ns()
            reads.told.append(update(len(reads.told) + 1))
            feed.announce(reads.told[-1:])
            if sockets:
                telling.add(asyncio.create_task(raw_tell()))
            writer.write(b"%d\n" % at)
        else:
            writer.write(orjson.dumps({"cpu_s": time.process_time()} | memory()) + b"\n")
    writer.close()


def memory() -> dict[str, int]:
    fields = dict(line.split(":", 1) for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    return {"rss_kib": int(fields["Rss"].split()[0]), "pss_kib": int(fields["Pss"].split()[0])}


async def serve(which: str) -> None:
    configure_logging(LogFormat.JSON, "warning")
    app, own = application(which)
    bound = bind("127.0.0.1", 0)
    bound.listen(4096)
    config = configuration(app, Settings())
    if not own:
        config = uvicorn.Config(
            app, loop="uvloop", http="httptools", ws="websockets-sansio", lifespan="off", log_config=None,
            access_log=False, server_header=False, ws_per_message_deflate=False,
        )  # fmt: skip
    config.backlog = 4096
    server = uvicorn.Server(config)
    commands = await asyncio.start_server(control, "127.0.0.1", 0)
    print(bound.getsockname()[1], commands.sockets[0].getsockname()[1], flush=True)
    await server._serve([bound])  # noqa: SLF001  `serve` would take the signals


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(sys.argv[1]))
