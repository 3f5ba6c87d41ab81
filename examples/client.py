"""Ask and follow the service from Python with httpx and websockets: `python client.py http://127.0.0.1:8000`."""
# ruff: noqa: T201, INP001  an example that prints, not a package

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

FORM = "query ($name: String!) { team(name: $name) { name form(last: 5) { letters } } }"
FOLLOW = """subscription ($matchId: ID, $after: Int, $replay: MatchReplay) {
  matchPrediction(matchId: $matchId, after: $after, replay: $replay) {
    ... on MatchUpdate { ...Told }
    ... on Gap { from to snapshot { ...Told } }
  }
}
fragment Told on MatchUpdate {
  sequence
  state { clock { time } score { home away } }
  prediction { ... on Prediction { outcome { home draw away } } ... on Error { code message } }
}"""
KEY = os.environ.get("FOOTBALL_KEY")
"""An API key, if one is needed."""


class OperationFailed(Exception):
    """What the service says; branch on `code`, show the message."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(error["message"] for error in errors))
        self.code: str = errors[0]["extensions"]["code"]


async def ask(http: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    """The data of a query or mutation. Raises OperationFailed."""
    response = await http.post("/graphql", json={"query": query, "variables": variables})
    body = response.json()
    if "errors" in body:
        raise OperationFailed(body["errors"])
    data: dict[str, Any] = body["data"]
    return data


async def subscribe(address: str, query: str, **variables: Any) -> AsyncIterator[dict[str, Any]]:
    """The results of a subscription until it is complete. Raises OperationFailed or ConnectionClosed."""
    url = address.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        shown = {"authorization": f"Bearer {KEY}"} if KEY else {}
        await socket.send(json.dumps({"type": "connection_init", "payload": shown}))
        asked = {"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables}}
        while True:
            match json.loads(await socket.recv()):
                case {"type": "connection_ack"}:
                    await socket.send(json.dumps(asked))
                case {"type": "next", "payload": {"errors": errors}} | {"type": "error", "payload": errors}:
                    raise OperationFailed(errors)
                case {"type": "next", "payload": {"data": data}}:
                    yield data
                case {"type": "complete"}:
                    return


async def follow(address: str, **variables: Any) -> AsyncIterator[dict[str, Any]]:
    """Every update of a match until it ends, each once, whatever becomes of the connection."""
    after = None
    while True:
        try:
            async for data in subscribe(address, FOLLOW, after=after, **variables):
                told = data["matchPrediction"]
                update = told.get("snapshot") or told
                after = update["sequence"]
                yield update
        except (ConnectionClosed, OSError):
            await asyncio.sleep(1)
        except OperationFailed as failed:
            if failed.code not in ("UNAVAILABLE", "RATE_LIMITED"):
                raise
            await asyncio.sleep(5)
        else:
            return


async def main(address: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}"} if KEY else {}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=15) as http:
        print(await ask(http, FORM, name="Dortmund"))
        try:
            await ask(http, FORM, name="Nobody")
        except OperationFailed as failed:
            print(failed.code, failed)
    async for update in follow(address, replay={"speed": 3600}):
        print(update["sequence"], update["state"], update["prediction"])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
