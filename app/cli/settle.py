"""`football settle`: score the predictions of matches that have ended."""

import asyncio
import os
from dataclasses import asdict

import typer

from app.cli.options import AsJson, Competitions, codes
from app.cli.output import out, print_json, progress_bar
from app.clock import system_clock
from app.config import load_settings
from app.prediction.settlement import SettlementReport, settle
from app.services import open_store


def add_to(app: typer.Typer) -> None:
    app.command("settle")(command)


def command(*, competitions: Competitions = None, as_json: AsJson = False) -> None:
    """Score the predictions of matches that have ended; collecting does it by itself."""
    report = asyncio.run(_settle(codes(competitions) or None))
    if as_json:
        print_json(asdict(report))
    else:
        out.print(f"{report.predictions:,} predictions of {report.matches:,} matches scored")


async def _settle(competitions: tuple[str, ...] | None) -> SettlementReport:
    async with open_store(load_settings(os.environ)) as url, progress_bar("settling") as advance:
        return await settle(url, system_clock, competitions, advance)
