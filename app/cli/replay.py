"""`football replay`: played matches told again as a live feed."""

import asyncio
import os
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from app.cli.chosen import Wanted, chosen
from app.cli.options import AsJson, Competitions, codes
from app.cli.output import out, print_json, say, table
from app.cli.replaying import Replay, Tempo, run
from app.clock import system_clock, written
from app.config import load_settings
from app.db.matches import MatchRow
from app.errors import ValidationFailed
from app.ids import global_id
from app.ingest.inplay import InPlayFiles
from app.live.courses import courses
from app.live.replay import FASTEST, Course, plan
from app.live.wire import encode_event
from app.services import open_store


def add_to(app: typer.Typer) -> None:
    app.command("replay")(replay)


def replay(
    *,
    match: Annotated[
        list[str] | None, typer.Option("--match", help='Id, or "Home - Away": their last one (repeatable).')
    ] = None,
    on: Annotated[
        str | None, typer.Option("--date", help="Every match of this day, such as 2019-05-12.")
    ] = None,
    competitions: Competitions = None,
    speed: Annotated[
        str, typer.Option(help="Times faster than it was, 1 to 3600; max: as fast as they are taken.")
    ] = "60",
    from_minute: Annotated[
        int, typer.Option(min=0, max=90, help="Begin at this minute; what was before is told at once.")
    ] = 0,
    endless: Annotated[
        bool, typer.Option("--endless", help="One of the latest matches after the other, until stopped.")
    ] = False,
    as_list: Annotated[
        bool, typer.Option("--list", help="List what can be replayed, and where its events come from.")
    ] = False,
    as_lines: Annotated[
        bool, typer.Option("--print", help="Print the events as JSON lines at once; publish nothing.")
    ] = False,
    with_stdin: Annotated[bool, typer.Option("--with-stdin", hidden=True)] = False,
    as_json: AsJson = False,
) -> None:
    """Tell played matches again as a live feed: into Kafka, or without it as live matches of the database.

    Their events come from the files of FOOTBALL_INPLAY_DATA; those of other matches are made up to fit the
    half-time and final scores.
    """
    settings = load_settings(os.environ)
    files = InPlayFiles(settings.inplay_data) if settings.inplay_data else None
    wanted = Wanted(tuple(match or ()), _day(on), codes(competitions))
    it = Replay(settings, wanted, _tempo(speed, from_minute), files)
    if as_list:
        asyncio.run(_list(it, as_json=as_json))
    elif endless:
        run(it.endlessly(), with_stdin=with_stdin)
    elif not (wanted.named or wanted.day):
        raise ValidationFailed("--match", "name a match or a day (--date), or list some with --list")
    elif as_lines:
        asyncio.run(_print(it))
    elif not run(it.once(), with_stdin=with_stdin):
        say("stopped: what was not over is abandoned")
        raise typer.Exit(1)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ValidationFailed("--date", f"{text!r} is no day; write 2019-05-12") from None


def _tempo(text: str, from_minute: int) -> Tempo:
    if text == "max":
        return Tempo(FASTEST, False, from_minute)
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 1 <= speed <= FASTEST:
        raise ValidationFailed("--speed", f"{text!r} is neither max nor a number from 1 to {FASTEST:.0f}")
    return Tempo(speed, True, from_minute)


async def _print(it: Replay) -> None:
    async with open_store(it.settings):
        told = await courses(await chosen(it.wanted), it.files)
    for event in plan(told, it.tempo.speed, system_clock(), it.tempo.from_minute):
        print(encode_event(event).decode())  # noqa: T201  stdout is the result


async def _list(it: Replay, *, as_json: bool) -> None:
    async with open_store(it.settings):
        rows = await it.candidates()
        told = await courses(rows, it.files)
    if as_json:
        print_json([_as_json(row, course) for row, course in zip(rows, told, strict=True)])
        return
    _show(rows, told)


def _show(rows: Sequence[MatchRow], told: Sequence[Course]) -> None:
    shown = table("id", "day", "", "match", "score", "events", right=("score",))
    for row, course in zip(rows, told, strict=True):
        score = f"{row.score.home}–{row.score.away}" if row.score else ""
        shown.add_row(
            global_id("Match", row.id),
            f"{row.kickoff:%Y-%m-%d}",
            row.competition.code,
            f"{row.home.name} – {row.away.name}",
            score,
            course.source,
        )
    out.print(shown)


def _as_json(row: MatchRow, course: Course) -> dict[str, object]:
    return {
        "id": global_id("Match", row.id),
        "kickoff": written(row.kickoff),
        "competition": row.competition.code,
        "home": row.home.name,
        "away": row.away.name,
        "events": course.source,
    }
