"""`football features materialize` and `status`: the feature sets in Feast."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsJson, Competitions, From, To, codes, instant
from app.cli.output import out, print_json, progress_bar, table
from app.clients.feast import online_store
from app.clock import system_clock
from app.config import Settings, load_settings
from app.db import competitions as competition_rows
from app.db.fixtures import FixtureFilter
from app.errors import SettingsInvalid, Unavailable, ValidationFailed
from app.football.features import FEATURE_SETS, FeatureSet, feature_set
from app.services import open_store

if TYPE_CHECKING:
    from app.feature_store.materialize import SetReport
    from app.feature_store.status import SetStatus

Season = Annotated[str | None, typer.Option("--season", help="Code of the season, such as 2425.")]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--feature-set",
        help=f"Feature sets (repeatable or comma-separated); unset: {', '.join(FEATURE_SETS)}.",
    ),
]
Repo = Annotated[
    Path | None, typer.Option("--repo", help="Folder of the Feast repository; unset: FOOTBALL_FEAST_REPO.")
]


def add_to(features: typer.Typer) -> None:
    features.command("materialize")(materialize)
    features.command("status")(status)


def materialize(
    *,
    sets: Sets = None,
    competitions: Competitions = None,
    season: Season = None,
    from_: From = None,
    to: To = None,
    repo: Repo = None,
    as_json: AsJson = False,
) -> None:
    """Store the features of matches played (as of kickoff) and to come (as of now), and hand them to Feast.

    Writes what is new or changed only; may be killed and run again at any time.
    """
    settings = load_settings(os.environ)
    folder = repo or settings.feast_repo
    if folder is None:
        raise SettingsInvalid("FOOTBALL_FEAST_REPO: name the folder of the Feast repository, or give --repo")
    span = (instant("--from", from_), instant("--to", to))
    windows = [FixtureFilter(code, season, *span) for code in codes(competitions) or (None,)]
    reports = asyncio.run(_materialize(settings, folder, windows, chosen_sets(sets)))
    if as_json:
        print_json([asdict(one) for one in reports])
        return
    for one in reports:
        stored, offline, online = one.stored, one.offline, one.online
        out.print(f"[bold]{one.feature_set}[/]")
        out.print(
            f"  stored  {stored.added:,} added, {stored.changed:,} changed, {stored.unchanged:,} unchanged; "
            f"of {stored.insufficient:,} matches too little is known"
        )
        out.print(
            f"  files   {offline.files_written:,} of {offline.files:,} written, {offline.rows:,} rows in all"
        )
        out.print(f"  online  {online.written:,} written, {online.unchanged:,} unchanged")


def status(*, sets: Sets = None, repo: Repo = None, as_json: AsJson = False) -> None:
    """How far the stored rows, the Parquet files and the online store have got."""
    settings = load_settings(os.environ)
    folder = repo or settings.feast_repo
    found = asyncio.run(_status(settings.model_copy(update={"feast_repo": folder}), chosen_sets(sets)))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    shown = table("set", *_COLUMNS, right=_COLUMNS)
    for one in found:
        numbers = (one.matches, one.stored, one.due, one.rows, one.offline_outdated, one.online)
        shown.add_row(one.feature_set, *("-" if number is None else f"{number:,}" for number in numbers))
    out.print(shown)


_COLUMNS = ("matches", "stored", "to compute", "in files", "files outdated", "online")


def chosen_sets(names: list[str] | None) -> list[FeatureSet]:
    """Raises ValidationFailed for a set that is not computed here."""
    return [feature_set(name) for name in codes(names) or FEATURE_SETS]


async def check_competitions(windows: Sequence[FixtureFilter]) -> None:
    """Raises ValidationFailed for a competition of which nothing is stored."""
    named = dict.fromkeys(window.competition for window in windows if window.competition)
    missing = [code for code in named if await competition_rows.by_code(code) is None]
    if missing:
        raise ValidationFailed(
            "--competitions",
            f"there is no {' or '.join(missing)}; collect it first, or ask `football collect --help`",
        )


async def _materialize(
    settings: Settings, folder: Path, windows: Sequence[FixtureFilter], sets: Sequence[FeatureSet]
) -> "list[SetReport]":
    materializer = _loaded("materialize").Materializer(folder, settings, system_clock, progress_bar, windows)
    async with open_store(settings) as url:
        await check_competitions(windows)
        reports: list[SetReport] = await materializer.run(url, sets)
        return reports


async def _status(settings: Settings, sets: Sequence[FeatureSet]) -> "list[SetStatus]":
    module = _loaded("status")
    async with open_store(settings), online_store(settings) as online:
        found: list[SetStatus] = await module.status(sets, system_clock(), settings.feast_repo, online)
        return found


def _loaded(name: str) -> ModuleType:
    """A module of the feature store. Raises Unavailable where its libraries are missing."""
    try:
        return import_module(f"app.feature_store.{name}")
    except ModuleNotFoundError as missing:
        raise Unavailable(
            f"the feature store needs the `feast` extra ({missing.name} is missing); run `make .venv/.dev`"
        ) from missing
