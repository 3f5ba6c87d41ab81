"""`football config`: every setting, its value and where it came from."""

import os

import typer

from app.cli.options import AsJson
from app.cli.output import out, print_json, table
from app.config import describe_settings


def add_to(app: typer.Typer) -> None:
    app.command("config")(show)


def show(*, as_json: AsJson = False) -> None:
    """Show every setting with its value and source; secrets are masked."""
    settings = describe_settings(os.environ)
    if as_json:
        print_json({setting.name: {"value": setting.value, "source": setting.source} for setting in settings})
        return
    rows = table("setting", "value", "source")
    for setting in settings:
        rows.add_row(setting.name, setting.value, setting.source)
    out.print(rows)
