"""What a running service keeps after a million mixed requests and 20,000 sockets and event streams.

    FOOTBALL_RATE_LIMIT=0 football serve &
    python -m benchmarks.soak http://127.0.0.1:8000

Good requests, bad ones and hostile ones; half of the sockets leave without a word. After each round and a
moment of rest: memory, open files, tasks, and connections to the database. They must stop growing after the
first rounds; exit status 1 if they do not, or if an answer was not the right one for its request.
"""

import argparse
import asyncio
import re
import sys
import time
from dataclasses import astuple, dataclass
from statistics import median

import httpx

from benchmarks.soak_traffic import Line, Seen, churn, shots, stream

METRICS = "{ systemMetrics { residentBytes openFiles databaseConnections } }"
GAUGES = ("football_tasks", "football_websockets_open", "football_event_streams_open")
AT_ONCE = 16
REST_S = 3.0
GROWTH = 1.05
"""How much more memory than after the first quarter of the rounds is still called flat."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the service holds at rest."""

    resident_mb: float
    open_files: int
    connections: int
    tasks: int
    sockets: int
    streams: int


async def kept(http: httpx.AsyncClient) -> Kept:
    answer = await http.post("/graphql", json={"query": METRICS})
    told = answer.json()["data"]["systemMetrics"]
    text = (await http.get("/metrics")).text
    tasks, sockets, streams = (int(float(_value(text, name))) for name in GAUGES)
    megabytes = told["residentBytes"] / 1e6
    return Kept(megabytes, told["openFiles"], told["databaseConnections"], tasks, sockets, streams)


def _value(exposition: str, name: str) -> str:
    found = re.search(rf"^{name} (\S+)$", exposition, re.MULTILINE)
    if found is None:
        raise LookupError(f"/metrics does not tell {name}")
    return found[1]


async def fire(address: str, requests: int, seen: Seen, traffic: "Traffic") -> None:
    """So many requests over as many connections as are open at once."""

    async def one_line(share: int) -> None:
        line = Line(address, seen)
        for _ in range(share):
            await line.fire(next(traffic.shots))
        line.close()

    await asyncio.gather(*(one_line(requests // AT_ONCE) for _ in range(AT_ONCE)))


class Traffic:
    def __init__(self) -> None:
        self.shots = shots()


async def churns(address: str, sockets: int) -> None:
    for start in range(0, sockets, AT_ONCE):
        await asyncio.gather(*(churn(address, start + one) for one in range(AT_ONCE)), stream(address))


async def soak(address: str, rounds: int, requests: int, sockets: int) -> int:
    seen, traffic, found = Seen(), Traffic(), list[Kept]()
    async with httpx.AsyncClient(base_url=address, timeout=30) as http:
        print("requests  sockets  seconds  resident MB  open files  connections  tasks  sockets  streams")
        began = time.monotonic()
        for done in range(rounds + 1):
            if done:
                await fire(address, requests // rounds, seen, traffic)
                await churns(address, sockets // rounds)
                await asyncio.sleep(REST_S)
            found.append(await kept(http))
            spent = time.monotonic() - began
            at_rest = "  ".join(f"{value:7.0f}" for value in astuple(found[-1]))
            print(f"{done * requests // rounds:9}  {done * sockets // rounds:7}  {spent:7.0f}  {at_rest}")
            sys.stdout.flush()
    return verdict(found, seen)


def verdict(found: list[Kept], seen: Seen) -> int:
    """Say what came back and what grew."""
    for (kind, status), times in sorted(seen.answers.items()):
        print(f"{times:9} x {status} {kind}{'  WRONG' if seen.wrong[kind, status] else ''}")
    print(f"{seen.lost:9} connections ended by the service")
    quarter = max(1, len(found) // 4)
    early, late = found[quarter : 2 * quarter] or found[-1:], found[-quarter:]
    grown = []
    for name in Kept.__slots__:
        before, after = (median(getattr(one, name) for one in part) for part in (early, late))
        slack = before * GROWTH if name == "resident_mb" else before + 2
        print(f"{name}: {before:.0f} in the second quarter, {after:.0f} in the last")
        grown += [name] if after > slack else []
    if grown:
        print(f"grew: {', '.join(grown)}")
    return 1 if grown or seen.wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--requests", type=int, default=1_000_000, help="in all rounds together")
    parser.add_argument("--sockets", type=int, default=20_000, help="in all rounds together")
    given = parser.parse_args()
    return asyncio.run(soak(given.address, given.rounds, given.requests, given.sockets))


if __name__ == "__main__":
    sys.exit(main())
