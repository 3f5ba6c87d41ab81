"""`football models`: the registered versions and which of them answers."""

import asyncio
import os
from typing import Annotated

import typer

from app.cli.options import AsJson, ModelName
from app.cli.output import out, print_json, table
from app.clock import system_clock
from app.config import load_settings
from app.db import model_versions
from app.db import models as rows
from app.services import open_services, open_store

models = typer.Typer(help="The registered model versions.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(models, name="models")


@models.command("list")
def list_versions(*, model: ModelName = None, as_json: AsJson = False) -> None:
    """List the registered versions, the latest first."""
    found = asyncio.run(_list(model))
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    shown = table("model", "version", "", "features", "data until", "rows", "sha256", right=("rows",))
    for row in found:
        shown.add_row(
            row.name,
            row.version,
            "champion" if row.champion else "",
            row.feature_set,
            f"{row.data_cutoff:%Y-%m-%d}",
            f"{row.training_rows:,}",
            row.sha256[:16],
        )
    out.print(shown)


@models.command("promote")
def promote(
    *,
    name: Annotated[str, typer.Argument()],
    version: Annotated[str, typer.Argument()],
    as_json: AsJson = False,
) -> None:
    """Make a version the champion; running services follow within a second."""
    row = asyncio.run(_promote(name, version))
    if as_json:
        print_json(_as_json(row))
    else:
        out.print(f"{row.name} {row.version} is the champion")


async def _list(name: str | None) -> list[rows.ModelVersion]:
    # the services register what this installation ships
    async with open_services(load_settings(os.environ)):
        return list(await model_versions.versions(name))


async def _promote(name: str, version: str) -> rows.ModelVersion:
    async with open_store(load_settings(os.environ)):
        return await model_versions.promote(name, version, actor="cli", at=system_clock())


def _as_json(row: rows.ModelVersion) -> dict[str, object]:
    shown = (
        "name",
        "version",
        "sha256",
        "champion",
        "feature_set",
        "data_cutoff",
        "training_rows",
        "metrics",
    )
    return {name: getattr(row, name) for name in shown}
