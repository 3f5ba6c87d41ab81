"""`football live`: following live matches beside the serving processes, how it goes, and its dead letters."""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
import uvloop

from app import garbage
from app.cli.live_status import status
from app.cli.options import AsJson
from app.cli.output import out, print_json, say, table
from app.clock import system_clock, written
from app.config import Settings, load_settings
from app.db import dead_letters as rows
from app.db.dead_letters import DeadLetter
from app.errors import NotFound, ValidationFailed
from app.live.dead_letters import Fate, Retried, retry_here, retry_through_kafka
from app.live.service import Part
from app.log import configure_logging, get_logger
from app.services import open_services, open_store

PAGE = 500
SHOWN_BYTES = 60

live = typer.Typer(help="Live matches: following them, how it goes, and dead letters.", no_args_is_help=True)
dead_letters = typer.Typer(help="Messages of a feed that could not be used.", no_args_is_help=True)
live.add_typer(dead_letters, name="dead-letters")

log = get_logger(__name__)


def add_to(app: typer.Typer) -> None:
    live.command("status")(status)
    app.add_typer(live, name="live")


@live.command("run")
def run(
    *,
    part: Annotated[
        list[Part] | None, typer.Option("--part", help="Only this part (repeatable); by default all.")
    ] = None,
) -> None:
    """Follow live matches until stopped, for services that run with FOOTBALL_LIVE=outside.

    The consumer gives events their effect, the relay passes on what they lead to, the clock moves the
    probabilities between events. Each may run as often as you like: they share the work, or stand by.
    """
    settings = load_settings(os.environ)
    configure_logging(settings.log_format, settings.log_level)
    uvloop.run(_run(settings, frozenset(part or Part)))


async def _run(settings: Settings, parts: frozenset[Part]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    if Part.CONSUMER in parts and settings.kafka_bootstrap_servers is None:
        say("note: without FOOTBALL_KAFKA_BOOTSTRAP_SERVERS no events come in from other programs")
    async with open_services(settings, live_parts=parts):
        garbage.settle()
        log.info("live_running", parts=sorted(parts))
        await stopped.wait()
        log.info("live_stops")


Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the newest first.")]


@dead_letters.command("list")
def list_letters(
    *,
    limit: Limit = 50,
    replayed: Annotated[bool, typer.Option("--replayed", help="Those that were replayed, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the messages that could not be used, and why."""
    found = asyncio.run(_list(limit, replayed=replayed))
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    if not found:
        say("no dead letters")
        return
    shown = table("id", "received", "code", "reason", "where", "payload", right=("id",))
    for one in found:
        place = f"{one.topic}/{one.partition}/{one.offset}"
        mark = " (replayed)" if one.replayed_at else ""
        shown.add_row(
            str(one.id), written(one.received_at), one.code + mark, one.reason, place, _start(one.payload)
        )
    out.print(shown)


@dead_letters.command("replay")
def replay(
    *,
    ids: Annotated[list[int] | None, typer.Argument(help="Ids from the list.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were not replayed yet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try dead letters once more: through Kafka where it is set, else here; tells what became of each."""
    if bool(ids) == everything:
        raise ValidationFailed("ID", "name dead letters by their ids, or give --all")
    tried = asyncio.run(_replay(load_settings(os.environ), ids))
    if as_json:
        print_json([_fate_as_json(one) for one in tried])
    else:
        for one in tried:
            out.print(f"{one.letter.id}  {one.fate}  {one.reason or ''}".rstrip(), markup=False)
        say(f"{sum(one.fate is Fate.APPLIED for one in tried)} of {len(tried)} had their effect")
    if any(one.fate in {Fate.REFUSED, Fate.SENT} for one in tried):
        raise typer.Exit(1)


async def _list(limit: int, *, replayed: bool) -> list[DeadLetter]:
    async with open_store(load_settings(os.environ)):
        return await rows.newest(limit, replayed=replayed)


async def _replay(settings: Settings, ids: Sequence[int] | None) -> list[Retried]:
    kafka = settings.kafka_bootstrap_servers
    if kafka is not None:
        async with open_store(settings):
            return [
                one
                async for letters in _pages(ids)
                for one in await retry_through_kafka(letters, kafka, system_clock)
            ]
    async with open_services(settings) as services:
        processor = services.live.processor
        return [
            one
            async for letters in _pages(ids)
            for one in await retry_here(letters, processor, services.clock)
        ]


async def _pages(ids: Sequence[int] | None) -> Any:
    """The letters in the order they came, some at a time. Raises NotFound."""
    if ids is not None:
        found = await rows.by_id(ids)
        if missing := sorted(set(ids) - {one.id for one in found}):
            raise NotFound(f"no dead letter {missing[0]}; `football live dead-letters list` shows them")
        yield found
        return
    last = 0
    while found := await rows.waiting(last, PAGE):
        last = found[-1].id
        yield found


def _start(payload: bytes) -> str:
    text = payload[:SHOWN_BYTES].decode(errors="replace")
    return text + ("…" if len(payload) > SHOWN_BYTES else "")


def _as_json(one: DeadLetter) -> dict[str, Any]:
    told = asdict(one) | {
        "key": None if one.key is None else one.key.decode(errors="replace"),
        "payload": _start(one.payload),
        "bytes": len(one.payload),
    }
    return {name: written(value) if name.endswith("_at") and value else value for name, value in told.items()}


def _fate_as_json(one: Retried) -> dict[str, Any]:
    return {"id": one.letter.id, "fate": one.fate, "code": one.code, "reason": one.reason}
