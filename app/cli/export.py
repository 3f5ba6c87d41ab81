"""`football export`: what is stored, as files."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import AsJson, Competitions, From, To, codes, instant
from app.cli.output import out, print_json, progress_bar, say, table
from app.config import load_settings
from app.db.export import ExportFilter
from app.errors import ValidationFailed
from app.export.service import Columns, ExportReport, ExportRequest, What, export
from app.export.tables import Format
from app.football.features import MATCH, feature_set
from app.ingest.seasons import parse_seasons
from app.services import open_store

MOST_SHOWN = 20
"""Files shown; --json names them all."""

Seasons = Annotated[
    list[str] | None,
    typer.Option("--seasons", "--season", help="Codes and ranges such as 2425, 1516-2425 or 2024."),
]


def add_to(app: typer.Typer) -> None:
    app.command("export")(command)


def command(
    *,
    what: Annotated[
        list[str], typer.Argument(help="matches, features, odds, predictions, ratings; any of them, or all.")
    ],
    to_folder: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    format_: Annotated[
        Format, typer.Option("--format", help="parquet and arrow need the `export` extra.")
    ] = Format.CSV,
    columns: Annotated[
        Columns,
        typer.Option(help="football-data: season files mmz4281/SSSS/DIV.csv, of matches and their odds."),
    ] = Columns.OURS,
    competitions: Competitions = None,
    seasons: Seasons = None,
    from_: From = None,
    to: To = None,
    features: Annotated[
        str, typer.Option("--feature-set", help="The feature set whose rows are written.")
    ] = MATCH.name,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write matches, features, odds, predictions or ratings as CSV, Parquet or Arrow files."""
    request = ExportRequest(
        what=_subjects(what),
        out=to_folder,
        format=format_,
        columns=columns,
        where=ExportFilter(
            competitions=codes(competitions) or None,
            seasons=_seasons(seasons),
            kickoff_from=instant("--from", from_),
            kickoff_to=instant("--to", to),
        ),
        feature_set=feature_set(features),
        force=force,
    )
    report = asyncio.run(_export(request))
    if as_json:
        files = [{"path": str(file.path), "rows": file.rows} for file in report.files]
        print_json({"files": files, "left_out": report.left_out})
    else:
        _show(report)


def _subjects(named: list[str]) -> tuple[What, ...]:
    """Each once, in the order of What."""
    if named == ["all"]:
        return tuple(What)
    if unknown := sorted(set(named) - set(What)):
        raise ValidationFailed(
            "WHAT", f"there is no {', '.join(unknown)}; choose from {', '.join(What)}, or all"
        )
    return tuple(one for one in What if one in named)


def _seasons(named: list[str] | None) -> tuple[str, ...] | None:
    """The codes; a range stands for the two-year seasons in it."""
    today = datetime.now(UTC).date()
    found = [
        code for text in codes(named) for code in (parse_seasons(text, today) if "-" in text else (text,))
    ]
    return tuple(dict.fromkeys(found)) or None


async def _export(request: ExportRequest) -> ExportReport:
    async with open_store(load_settings(os.environ)) as url, progress_bar("exporting") as advance:
        return await export(url, request, advance)


def _show(report: ExportReport) -> None:
    rows = table("file", "rows", right=("rows",))
    for file in report.files[:MOST_SHOWN]:
        rows.add_row(str(file.path), f"{file.rows:,}")
    out.print(rows)
    if len(report.files) > MOST_SHOWN:
        total = sum(file.rows for file in report.files)
        out.print(f"… {len(report.files)} files with {total:,} rows in all")
    if any(file.path.stem == What.FEATURES and not file.rows for file in report.files):
        say("no features are stored of these matches: `football features backfill` stores them")
    if report.left_out:
        say(f"prices left out, as football-data.co.uk's files have no column for them: {report.left_out:,}")
