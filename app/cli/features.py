"""`football features`: ratings and features of stored matches."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict
from itertools import product

import typer

from app.cli import feature_store
from app.cli.feature_store import Season, Sets, check_competitions, chosen_sets
from app.cli.options import AsJson, Competitions, From, To, codes, instant
from app.cli.output import out, print_json, progress_bar
from app.clock import system_clock
from app.config import load_settings
from app.db.fixtures import FixtureFilter
from app.football.features import FeatureSet
from app.prediction import ratings
from app.prediction.features import BackfillReport, FeatureService
from app.prediction.ratings import RefreshReport
from app.services import open_store

features = typer.Typer(help="Ratings and features of stored matches.", no_args_is_help=True)
feature_store.add_to(features)


def add_to(app: typer.Typer) -> None:
    app.add_typer(features, name="features")


@features.command("refresh")
def refresh(*, as_json: AsJson = False) -> None:
    """Bring the ratings up to date with the finished matches; collecting does it by itself."""
    report = asyncio.run(refresh_ratings())
    if as_json:
        print_json(asdict(report))
    else:
        out.print(f"{report.matches} matches folded into the ratings of {len(report.groups)} countries")


async def refresh_ratings() -> RefreshReport:
    async with open_store(load_settings(os.environ)) as url, progress_bar("rating teams") as advance:
        return await ratings.refresh(url, advance)


@features.command("backfill")
def backfill(
    *,
    sets: Sets = None,
    competitions: Competitions = None,
    season: Season = None,
    from_: From = None,
    to: To = None,
    as_json: AsJson = False,
) -> None:
    """Store the features, as of kickoff, of every match that has kicked off."""
    span = (instant("--from", from_), instant("--to", to))
    windows = [FixtureFilter(code, season, *span) for code in codes(competitions) or (None,)]
    report = asyncio.run(_backfill(windows, chosen_sets(sets)))
    if as_json:
        print_json(asdict(report))
    else:
        out.print(
            f"{report.added} rows added, {report.changed} changed, {report.unchanged} unchanged; "
            f"{report.insufficient} matches have too little before them"
        )


async def _backfill(windows: Sequence[FixtureFilter], sets: Sequence[FeatureSet]) -> BackfillReport:
    service = FeatureService(system_clock)
    report = BackfillReport()
    async with open_store(load_settings(os.environ)):
        await check_competitions(windows)
        for one, window in product(sets, windows):
            async with progress_bar(f"{one.name} of {window.competition or 'all'}") as advance:
                report += await service.backfill(window, advance, feature_set=one)
    return report
