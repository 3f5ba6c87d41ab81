"""`football models`: the registered versions, which of them answers, and changing that."""

import asyncio
import os
from dataclasses import asdict
from typing import Annotated, Any

import typer

from app.cli.model_card import card, print_card
from app.cli.options import AsJson, From, ModelName, To, instant
from app.cli.output import err, out, print_json, say, table
from app.config import load_settings
from app.db import model_versions
from app.db import models as rows
from app.db.audit import Act
from app.errors import ValidationFailed
from app.prediction.promotion import Changed, WindowWish
from app.services import Services, open_services

ACTOR = "cli"

models = typer.Typer(help="The registered model versions.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The model's name, such as match.")]
Version = Annotated[str, typer.Argument(help="The version, such as 1.0.0.")]
Reason = Annotated[str | None, typer.Option("--reason", help="Why; kept in the audit trail.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(models, name="models")


@models.command("list")
def list_versions(*, model: ModelName = None, as_json: AsJson = False) -> None:
    """List the registered versions, the latest first."""
    found = asyncio.run(_list(model))
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    if not found:
        say("no version is registered: FOOTBALL_MODELS_DIR names the folder of NAME/VERSION/model.onnx")
    shown = table("model", "version", "", "features", "data until", "rows", "sha256", right=("rows",))
    for row in found:
        shown.add_row(
            row.name,
            row.version,
            "champion" if row.champion else "challenger" if row.challenger else "",
            row.feature_set,
            f"{row.data_cutoff:%Y-%m-%d}",
            f"{row.training_rows:,}",
            row.sha256[:16],
        )
    out.print(shown)


@models.command("show")
def show(*, name: Name, version: Version, as_json: AsJson = False) -> None:
    """Show a version: its facts and figures, who promoted it when and why, how it has done since."""
    found = asyncio.run(card(name, version))
    if as_json:
        print_json(found.as_json())
    else:
        print_card(found)


@models.command("promote")
def promote(
    *,
    name: Name,
    version: Version,
    from_: From = None,
    to: To = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="Promote it even if it is not better, for this reason.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a version the champion if it is better than the present one; running services follow in a second.

    Both are compared on the finished matches from --from until before --to; by default on those of the last
    365 days that neither has learned from.
    """
    window = WindowWish(instant("--from", from_), instant("--to", to))
    _report(asyncio.run(_promote(name, version, window, reason)), as_json=as_json)


@models.command("rollback")
def rollback(*, name: Name, reason: Reason = None, as_json: AsJson = False) -> None:
    """Make the champion before the present one the champion again; running services follow in a second."""
    _report(asyncio.run(_rollback(name, reason)), as_json=as_json)


@models.command("challenger")
def challenger(
    *,
    name: Name,
    version: Annotated[str | None, typer.Argument(help="The version, such as 1.1.0.")] = None,
    none: Annotated[bool, typer.Option("--none", help="No challenger any more.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let a version predict in the shadow whatever the champion predicts; nobody sees it, it is scored."""
    if (version is None) != none:
        raise ValidationFailed("VERSION", "name the version that is to run in the shadow, or give --none")
    before = asyncio.run(_challenge(name, version))
    if as_json:
        print_json({"name": name, "challenger": version, "before": before})
    else:
        out.print(f"{name} {version} is the challenger" if version else f"{name} has no challenger")


def _report(changed: Changed, *, as_json: bool) -> None:
    if changed.warning:
        err.print(f"[yellow]warning[/] {changed.warning}")
    if as_json:
        print_json(asdict(changed.row) | {"warning": changed.warning})
        return
    row = changed.row
    out.print(
        f"{row.name} {row.version} is the champion" + (f", before {row.previous}" if row.previous else "")
    )
    if changed.comparison is not None:
        out.print(str(changed.comparison), markup=False)


async def _list(name: str | None) -> list[rows.ModelVersion]:
    # the services register what this installation ships
    async with open_services(load_settings(os.environ)):
        return list(await model_versions.versions(name))


async def _promote(name: str, version: str, window: WindowWish, reason: str | None) -> Changed:
    async with open_services(load_settings(os.environ)) as services:
        return await services.promotions.promote(
            name, version, act=_act(services, "promoteModelVersion"), window=window, override_reason=reason
        )


async def _rollback(name: str, reason: str | None) -> Changed:
    async with open_services(load_settings(os.environ)) as services:
        return await services.promotions.rollback(name, act=_act(services, "rollbackModel"), reason=reason)


async def _challenge(name: str, version: str | None) -> str | None:
    async with open_services(load_settings(os.environ)) as services:
        return await services.promotions.challenge(name, version, act=_act(services, "setChallenger"))


def _act(services: Services, action: str) -> Act:
    return Act(ACTOR, action, services.clock())


def _as_json(row: rows.ModelVersion) -> dict[str, Any]:
    shown = (
        *("name", "version", "sha256", "champion", "challenger", "feature_set", "data_cutoff"),
        *("training_rows", "metrics"),
    )
    return {name: getattr(row, name) for name in shown}
