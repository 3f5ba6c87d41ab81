"""Live matches under load, through real Kafka, PostgreSQL and Redis on this machine.

Starts all of them with one serving process, sends events of many matches to Kafka at an even rate, and takes
the time from the producer's `send` to each subscriber's socket. Prints each round and the medians.

    python -m benchmarks.live                       # what docs/live.md quotes
    python -m benchmarks.live --seconds 10 --rounds 1
"""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.db import migrations
from benchmarks.live.figures import Round, cpu_seconds, judge, medians, timeline
from benchmarks.live.load import DOCUMENT, Helper, dealt, helper
from tests import stack
from tests.live_matches import scheduled

QUIET_S = 1.0
NEXT_TO_NOTHING = 0.005
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Stack:
    """What runs: the programs whose processor time is told, and where the others find them."""

    programs: Mapping[str, stack.Program]
    database_url: str
    kafka: str
    address: str


@contextmanager
def running(topology: str, folder: Path) -> Iterator[Stack]:
    """Everything started; `topology` says whether the server itself follows the matches."""
    folder.chmod(0o755)
    postgres, url = stack.postgres(folder / "postgres")
    redis, redis_port = stack.redis(folder)
    kafka = stack.kafka(folder)
    settings = {
        "FOOTBALL_DATABASE_URL": url,
        "FOOTBALL_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "FOOTBALL_KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
        "FOOTBALL_LIVE": topology,
        "FOOTBALL_LOG_FORMAT": "json",
    }
    with ExitStack() as opened:
        opened.enter_context(stack.started(postgres, redis, kafka.program))
        asyncio.run(migrations.upgrade(url))
        server, address = stack.server(folder, settings)
        programs = [server]
        if topology == "outside":
            programs.append(stack.live(folder, settings))
        opened.enter_context(stack.started(*programs))
        named = {one.name: one for one in (*programs, postgres, kafka.program, redis)}
        yield Stack(named, url, kafka.bootstrap, address)


async def measure(given: argparse.Namespace, run: Stack, matches: Sequence[str], number: int) -> Round:
    """One round: subscribe, produce, wait until all is heard, and judge."""
    async with AsyncExitStack() as opened:
        producer = await opened.enter_async_context(helper("benchmarks.live.producer"))
        crews = [
            await opened.enter_async_context(helper("benchmarks.live.subscribers"))
            for _ in range(given.subscriber_processes)
        ]
        order = {"do": "subscribe", "address": run.address, "document": DOCUMENT, "each": given.subscribers}
        for crew, share in zip(crews, dealt(matches, len(crews)), strict=True):
            crew.tell(order | {"matches": share})
        opened_sockets = sum([await crew.answer() for crew in crews])
        assert opened_sockets == len(matches) * given.subscribers
        pids = {name: one.pid for name, one in run.programs.items()}
        pids |= {"producer": producer.pid} | {f"subscribers {n}": crew.pid for n, crew in enumerate(crews)}
        before = {name: cpu_seconds(pid) for name, pid in pids.items()}
        sent = await producer.ask(
            {
                "kafka": run.kafka,
                "matches": list(matches),
                "rate": given.rate,
                "seconds": given.warmup + given.seconds,
                "seed": number,
                "prefix": f"r{number}",
            }
        )
        await until_quiet(crews)
        used = {name: (cpu_seconds(pid) - before[name]) / sent["took_s"] for name, pid in pids.items()}
        heard = [one for crew in crews for one in await crew.ask({"do": "report"})]
    print("  processor: " + ", ".join(f"{name} {share:.0%}" for name, share in used.items()))
    if given.timeline:
        for second, median, most in timeline(sent, heard):
            print(f"  sent in second {second}: median {median:.1f} ms, max {most:.0f}")
    return judge(sent, heard, given.subscribers, given.warmup * given.rate)


async def until_quiet(crews: Sequence[Helper]) -> None:
    """Until next to nothing arrives at the subscribers: the clock goes on telling them its minutes."""
    deadline = time.monotonic() + PATIENCE_S
    counted = -1
    while time.monotonic() < deadline:
        now = sum([await crew.ask({"do": "count"}) for crew in crews])
        if counted >= 0 and now - counted <= NEXT_TO_NOTHING * now:
            return
        counted = now
        await asyncio.sleep(QUIET_S)


def tell(name: str, one: Round) -> None:
    print(
        f"{name}: {one.rate:.0f} events/s, {one.delivered} messages, lost {one.lost}, "
        f"duplicated {one.duplicated}, wrong scores {one.wrong_scores}; "
        f"p50 {one.p50:.1f} ms, p95 {one.p95:.1f}, p99 {one.p99:.1f}, max {one.max:.0f}; "
        f"producer late p99 {one.producer_late_p99:.1f} ms",
        flush=True,
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--warmup", type=int, default=5, help="seconds of load that are not timed")
    parser.add_argument("--rate", type=int, default=1000, help="events a second, over all matches")
    parser.add_argument("--matches", type=int, default=100)
    parser.add_argument("--subscribers", type=int, default=10, help="of each match")
    parser.add_argument("--subscriber-processes", type=int, default=1)
    parser.add_argument("--topology", choices=("inside", "outside", "both"), default="both")
    parser.add_argument("--timeline", action="store_true", help="also print the times of each second")
    parser.add_argument("--keep", type=Path, help="folder for the servers' data and logs, kept")
    return parser.parse_args()


def bench(given: argparse.Namespace, topology: str) -> None:
    folder = given.keep / topology if given.keep else Path(tempfile.mkdtemp(prefix="football-live-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with running(topology, folder) as run:
            matches = asyncio.run(scheduled(run.database_url, given.matches * given.rounds))
            rounds = []
            for number in range(given.rounds):
                mine = matches[number * given.matches : (number + 1) * given.matches]
                rounds.append(asyncio.run(measure(given, run, mine, number)))
                tell(f"{topology} {number + 1}", rounds[-1])
            tell(f"{topology}, medians", medians(rounds))
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers are stopped
    for topology in ("inside", "outside") if given.topology == "both" else (given.topology,):
        print(f"consumer {topology} the server", flush=True)
        bench(given, topology)


if __name__ == "__main__":
    main()
