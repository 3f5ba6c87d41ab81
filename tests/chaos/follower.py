"""A subscriber as a real client is one: it reconnects, and says which update it knows."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

DOCUMENT = """
subscription ($match: ID!, $after: Int) {
  matchPrediction(matchId: $match, after: $after) {
    __typename
    ... on MatchUpdate { ...told }
    ... on Gap { from to snapshot { ...told } }
  }
}
fragment told on MatchUpdate {
  sequence
  cause
  event { eventId }
  state { phase score { home away } home { yellowCards } away { yellowCards } }
  prediction { __typename ... on Prediction { outcome { home draw away } } }
}
"""
AGAIN_AFTER_S = 0.1

Told = dict[str, Any]


@dataclass
class Follower:
    """Of one match, from the first connection until it is stopped.

    `wrong` lists what no client may ever see: a number told twice, left out without a Gap, an error that is
    no reason to come back.
    """

    address: str
    match: str
    first: int | None = None
    """The number of the state that it was told when it came."""
    last: int | None = None
    state: Told = field(default_factory=dict)
    arrived: dict[str, float] = field(default_factory=dict)
    """Of each event: when its update came (s of the monotonic clock)."""
    heard: int = 0
    gaps: int = 0
    connections: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def follow(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self._connection()
            except (OSError, WebSocketException, TimeoutError) as lost:
                self.refused.append(type(lost).__name__)
            await asyncio.sleep(AGAIN_AFTER_S)

    async def _connection(self) -> None:
        url = self.address.replace("http", "ws", 1) + "/graphql"
        protocols = [Subprotocol("graphql-transport-ws")]
        async with connect(url, subprotocols=protocols, open_timeout=10, close_timeout=1) as socket:
            self.connections += 1
            await socket.send('{"type": "connection_init"}')
            variables = {"match": self.match, "after": self.last}
            payload = {"query": DOCUMENT, "variables": variables}
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
            await self._listen(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = json.loads(text)
            match message["type"]:
                case "next":
                    self._next(message["payload"])
                case "error" | "complete":
                    self.refused.append(str(message.get("payload", "complete"))[:200])
                    return
                case "connection_ack":
                    pass
                case other:
                    self.wrong.append(f"a message of type {other}")

    def _next(self, payload: Told) -> None:
        if payload.get("errors"):
            self.refused.append(str(payload["errors"])[:200])
            return
        told = payload["data"]["matchPrediction"]
        if told["__typename"] == "Gap":
            self._gap(told)
        else:
            self._update(told)

    def _gap(self, told: Told) -> None:
        self.gaps += 1
        if self.last is not None and told["from"] != self.last + 1:
            self.wrong.append(f"a gap from {told['from']} after {self.last}")
        self.last = told["to"]
        self.state = told["snapshot"]

    def _update(self, told: Told) -> None:
        self.heard += 1
        sequence = told["sequence"]
        if self.last is not None and sequence != self.last + 1:
            self.wrong.append(f"{sequence} after {self.last} on connection {self.connections}")
        self.first = self.first or sequence
        self.last = sequence
        self.state = told
        if told["event"] is not None:
            event = told["event"]["eventId"]
            if event in self.arrived:
                self.wrong.append(f"event {event} twice")
            self.arrived.setdefault(event, time.monotonic())
