"""`football live status`: what is live, what waits, and what could not be used."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from app.cli.options import AsJson
from app.cli.output import out, print_json
from app.clients import kafka
from app.clients.kafka import KafkaUnavailable
from app.clock import system_clock
from app.config import load_settings
from app.db import dead_letters, live_matches, live_updates, outbox
from app.live.topics import CONSUMER_GROUP, MATCH_EVENTS
from app.services import open_store

WIDTH = 14


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """`events_waiting` is None without Kafka, or where it does not answer (`kafka` says so)."""

    live_matches: int
    updates: int
    outbox_messages: int
    outbox_age_s: float
    dead_letters: int
    events_waiting: int | None
    kafka: str


def status(*, as_json: AsJson = False) -> None:
    """Tell how many matches are live, what waits to be consumed or passed on, and how many dead letters."""
    found = asyncio.run(_status())
    if as_json:
        print_json(asdict(found))
        return
    for name, value in _lines(found):
        out.print(f"{name:<{WIDTH}}{value}", markup=False)


def _lines(found: LiveStatus) -> Iterator[tuple[str, str]]:
    yield "live matches", f"{found.live_matches:,}"
    yield "updates told", f"{found.updates:,}"
    waiting = found.events_waiting
    yield "Kafka", found.kafka if waiting is None else f"{waiting:,} events wait to be consumed"
    oldest = f", the oldest for {found.outbox_age_s:.1f} s" if found.outbox_messages else ""
    yield "outbox", f"{found.outbox_messages:,} messages wait to be passed on{oldest}"
    hint = " (`football live dead-letters list` shows them)" if found.dead_letters else ""
    yield "dead letters", f"{found.dead_letters:,}{hint}"


async def _status() -> LiveStatus:
    settings = load_settings(os.environ)
    now = system_clock()
    async with open_store(settings):
        backlog = await outbox.backlog(now)
        lag, told = await _lag(settings.kafka_bootstrap_servers)
        return LiveStatus(
            live_matches=len(await live_matches.running(None, now)),
            updates=await live_updates.position(None),
            outbox_messages=backlog.messages,
            outbox_age_s=backlog.age_s,
            dead_letters=await dead_letters.count_waiting(),
            events_waiting=lag,
            kafka=told,
        )


async def _lag(bootstrap_servers: str | None) -> tuple[int | None, str]:
    if bootstrap_servers is None:
        return None, "not configured"
    try:
        lag = await kafka.group_lag(
            bootstrap_servers, CONSUMER_GROUP, MATCH_EVENTS, client_id="football-status"
        )
    except KafkaUnavailable as away:
        return None, away.message
    return lag, "ok"
