"""The course of `football replay`: where events are published, until when, and what a person sees."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from app.cli.chosen import Wanted, chosen, latest
from app.cli.commentary import Commentary
from app.cli.output import say
from app.clock import system_clock
from app.config import Settings
from app.db.matches import MatchRow
from app.errors import NotFound
from app.ids import global_id
from app.ingest.inplay import InPlayFiles
from app.live.courses import RECORDED, courses
from app.live.replay import END_WITHIN_S, Sink, plan, tell
from app.live.service import Part
from app.live.sinks import LocalSink, kafka_sink
from app.services import open_services, open_store

PAUSE_S = 5.0
"""Between two matches of an endless replay."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """`speed` times as fast as it was, or (not `waiting`) as fast as the events are taken."""

    speed: float
    waiting: bool
    from_minute: int


@dataclass(frozen=True, slots=True)
class Replay:
    settings: Settings
    wanted: Wanted
    tempo: Tempo
    files: InPlayFiles | None

    async def once(self) -> None:
        async with open_sink(self.settings) as sink:
            await self._tell(await chosen(self.wanted), sink, brief=False)

    async def endlessly(self) -> None:
        """One match after the other; those of which the half-time score is known, if there are any."""
        async with open_sink(self.settings) as sink:
            while True:
                rows = await self.candidates()
                for row in [one for one in rows if one.half_time] or rows:
                    await self._tell([row], sink, brief=True)
                    await asyncio.sleep(PAUSE_S)

    async def candidates(self) -> list[MatchRow]:
        """What was asked for, or the latest."""
        named = self.wanted.named or self.wanted.day
        rows = await (chosen(self.wanted) if named else latest(self.wanted, self.files))
        if not rows:
            raise NotFound("no finished match is stored; `football collect all` fetches some")
        return rows

    async def _tell(self, rows: Sequence[MatchRow], sink: Sink, *, brief: bool) -> None:
        told = await courses(rows, self.files)
        made_up = sum(course.source != RECORDED for course in told)
        events = plan(told, self.tempo.speed, system_clock(), self.tempo.from_minute)
        say(_announcement(rows, len(events), made_up))
        commentary = Commentary({row.id: row for row in rows}, brief=brief)
        await tell(events, sink, system_clock, commentary, waiting=self.tempo.waiting)


def _announcement(rows: Sequence[MatchRow], events: int, made_up: int) -> str:
    what = f"{len(rows)} matches"
    if len(rows) == 1:
        what = f"{rows[0].home.name} – {rows[0].away.name} ({global_id('Match', rows[0].id)})"
    if made_up == 0:
        return f"replaying {what}: {events} recorded events"
    whose = "the" if made_up == len(rows) else f"those of {made_up} matches: the"
    return (
        f"replaying {what}: {events} events, {whose} minutes made up to fit the known scores"
        " (FOOTBALL_INPLAY_DATA names a folder with recorded ones)"
    )


@asynccontextmanager
async def open_sink(settings: Settings) -> AsyncIterator[Sink]:
    """The database opened, and where events go: Kafka, or a consumer in this process that writes to it."""
    if settings.kafka_bootstrap_servers:
        async with open_store(settings), kafka_sink(settings.kafka_bootstrap_servers) as sink:
            yield sink
        return
    async with open_services(settings, live_parts=frozenset(Part)) as services:
        local = LocalSink(services.live.source)
        try:
            yield local
        except asyncio.CancelledError:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(END_WITHIN_S):
                    await local.drained()
            raise
        await local.drained()


def run(work: Coroutine[Any, Any, None], *, with_stdin: bool = False) -> bool:
    """Whether the work came to its end; a signal, or the end of standard input, stops it before."""
    return asyncio.run(_until_stopped(work, with_stdin=with_stdin))


async def _until_stopped(work: Coroutine[Any, Any, None], *, with_stdin: bool) -> bool:
    loop = asyncio.get_running_loop()
    task = loop.create_task(work)
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, task.cancel)
    if with_stdin:
        loop.add_reader(sys.stdin.fileno(), _cancel_at_end, task)
    try:
        await task
    except asyncio.CancelledError:
        return False
    finally:
        if with_stdin:
            loop.remove_reader(sys.stdin.fileno())
    return True


def _cancel_at_end(task: "asyncio.Task[None]") -> None:
    """What started us holds the other end: when it is gone, however it went, so are we."""
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        task.cancel()
