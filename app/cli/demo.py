"""`football demo`: everything on this machine, from an empty folder to a served prediction.

The steps are this program's own commands, run as child processes: what they load leaves with them, and the
serving process stays small.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from pydantic import SecretStr

from app.cli.output import err, progress_bar, say
from app.config import Settings, load_settings
from app.db import matches
from app.db.matches import EVERY_MATCH, KICKOFF_DESC, MatchFilter, MatchRow
from app.db.paging import Slice
from app.errors import FootballError
from app.football.match import MatchStatus
from app.http.server import bind, is_local, run
from app.ingest.seasons import season_on, spanning
from app.prediction.ahead import predict_ahead
from app.prediction.predictor import MatchPrediction
from app.services import database_url, open_services, open_store

SEASONS_FROM_AFAR = 10
REPLAY_SPEED = 30
STOP_S = 10.0


def add_to(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    *,
    replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="Let a played match be live again, all the time.")
    ] = True,
) -> None:
    """Start a database, load matches, predict, and serve the API and its playground."""
    settings = load_settings(os.environ)
    bind(settings.host, settings.port).close()  # a taken port is told now, not after minutes of loading
    with database_url(settings) as url, ExitStack() as stack:
        # nobody but the person at this machine asks
        unlimited = {} if "rate_limit" in settings.model_fields_set else {"rate_limit": 0}
        role = {"anonymous": "admin"} if _is_own(settings) else {}
        opened = settings.model_copy(update={"database_url": SecretStr(url), **unlimited, **role})
        _football(url, "migrate")
        _load(opened, url)
        lines = asyncio.run(_predict(opened))

        def begin(address: str) -> None:
            _invite(address, lines, opened, live=replay)
            if replay:
                stack.enter_context(_always_live(url))

        run(opened, on_bound=begin)


@contextmanager
def _always_live(url: str) -> Iterator[None]:
    """Replays, one after the other, in a process that ends with us, however we end."""
    command = (*_command("replay"), "--endless", "--speed", str(REPLAY_SPEED), "--with-stdin")
    child = subprocess.Popen(command, env=_environment(url), stdin=subprocess.PIPE)  # noqa: S603  our own
    assert child.stdin is not None  # noqa: S101  a pipe was asked for
    try:
        yield
    finally:
        child.stdin.close()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _load(settings: Settings, url: str) -> None:
    """Collect what is new; a database that has matches is reused as it is unless a source is named."""
    known = asyncio.run(_count(settings))
    if known and "data_url" not in settings.model_fields_set:
        say(f"reusing {known:,} matches; `football collect all` looks for new ones")
        _football(url, "features", "refresh")  # ratings of another version of the program
        return
    seasons = () if settings.data_url.startswith("file:") else ("--seasons", _last_seasons())
    _football(url, "collect", "all", *seasons)


def _football(url: str, *arguments: str) -> None:
    """One of our commands in a process of its own, on this database."""
    done = subprocess.run(_command(*arguments), env=_environment(url), check=False)  # noqa: S603  our own
    if done.returncode != 0:
        raise typer.Exit(done.returncode)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "app.cli", *arguments]


def _environment(url: str) -> dict[str, str]:
    return os.environ | {"FOOTBALL_DATABASE_URL": url}


def _last_seasons() -> str:
    newest = season_on(datetime.now(UTC).date())
    return f"{spanning(newest.starts_in - SEASONS_FROM_AFAR).code}-{newest.code}"


async def _count(settings: Settings) -> int:
    async with open_store(settings):
        return await matches.count(EVERY_MATCH)


async def _predict(settings: Settings) -> list[str]:
    """Store a prediction of every match ahead, and show one of the last match that was played."""
    async with open_services(settings) as services:
        async with progress_bar("predicting") as advance:
            ahead = await predict_ahead(services.predictor, services.clock, on_progress=advance)
        known = await matches.count(EVERY_MATCH)
        lines = [f"{known:,} matches, {ahead.stored + ahead.unchanged:,} ahead and predicted"]
        played = MatchFilter(statuses=(MatchStatus.FINISHED,))
        for row in (await matches.page(played, Slice(KICKOFF_DESC, 1))).rows:
            [predicted] = await services.predictor.predict([row.fixture])
            lines.append(_line(row, predicted))
        return lines


def _line(row: MatchRow, predicted: MatchPrediction | FootballError) -> str:
    played = f"{row.home.name} – {row.away.name}, {row.kickoff:%d %B %Y}"
    if isinstance(predicted, FootballError):
        return f"{played}: {predicted.message}"
    chances = " / ".join(
        f"{p:.0%}" for p in (predicted.outcome.home, predicted.outcome.draw, predicted.outcome.away)
    )
    score = f", it ended {row.score.home}–{row.score.away}" if row.score else ""
    return f"{played}: {chances}{score}"


def _is_own(settings: Settings) -> bool:
    """Whether only this machine reaches the demo, and nobody has said what callers may do."""
    return is_local(settings.host) and "anonymous" not in settings.model_fields_set


def _invite(address: str, lines: list[str], settings: Settings, *, live: bool) -> None:
    err.print()
    for line in lines:
        err.print(f"  {line}", markup=False)
    err.print(
        f"\n  [bold]Open {address}/playground[/] and press the run button: the first tab predicts a match"
    )
    if live:
        err.print(
            f"  A match is always live (played before, now {REPLAY_SPEED} times as fast): "
            "the tab LiveMatches follows it"
        )
    if settings.anonymous == "admin":
        err.print("  Whoever reaches this address is ADMIN here: no API key is needed to change things")
    err.print(f"  {address}/ lists the rest; Ctrl-C stops everything\n")
