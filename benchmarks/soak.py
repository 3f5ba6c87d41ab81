"""What a running service keeps: memory and open files after rounds of mixed requests and dropped sockets.

    football serve &
    python benchmarks/soak.py http://127.0.0.1:8000

The numbers must stop growing after the first rounds, and the open files must come back to where they began.
"""

import argparse
import asyncio
import json

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

METRICS = "{ systemMetrics { residentBytes openFiles databaseConnections } }"
MATCHES = """{ matches(first: 20, orderBy: KICKOFF_DESC) { nodes { id home { name } away { name }
  prediction { ... on Prediction { outcome { home draw away } } } } } }"""
SUBSCRIPTION = "subscription { health { status } }"
AT_ONCE = 20


async def request(http: httpx.AsyncClient, number: int) -> None:
    """One of six: a list, one match, a refused document, a broken body, health, a client that gives up."""
    match number % 6:
        case 0:
            await http.post("/graphql", json={"query": MATCHES})
        case 1:
            await http.post("/graphql", json={"query": f"query Q{number % 3000} {METRICS}"})
        case 2:
            await http.post("/graphql", json={"query": f"{{ unknown{number} }}"})
        case 3:
            await http.post("/graphql", content=b'{"query": broken')
        case 4:
            await http.get("/health")
        case _:
            try:
                await http.post("/graphql", json={"query": MATCHES}, timeout=0.005)
            except httpx.TimeoutException:
                return


async def socket(address: str, number: int) -> None:
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


async def soak(address: str, rounds: int, requests: int, sockets: int) -> None:
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=address, timeout=30, limits=limits) as http:
        print("requests  sockets  resident MB  open files  connections")
        for done in range(rounds + 1):
            kept = (await http.post("/graphql", json={"query": METRICS})).json()["data"]["systemMetrics"]
            megabytes = kept["residentBytes"] / 1e6
            print(
                f"{done * requests:8}  {done * sockets:7}  {megabytes:11.0f}  "
                f"{kept['openFiles']:10}  {kept['databaseConnections']:11}"
            )
            if done == rounds:
                return
            for start in range(0, requests, AT_ONCE):
                await asyncio.gather(*(request(http, start + one) for one in range(AT_ONCE)))
            for start in range(0, sockets, AT_ONCE):
                await asyncio.gather(*(socket(address, start + one) for one in range(AT_ONCE)))
            await asyncio.sleep(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--requests", type=int, default=2000, help="in each round")
    parser.add_argument("--sockets", type=int, default=200, help="in each round")
    given = parser.parse_args()
    asyncio.run(soak(given.address, given.rounds, given.requests, given.sockets))


if __name__ == "__main__":
    main()
