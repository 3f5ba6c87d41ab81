"""`football migrate`: bring the database to this program's version."""

import asyncio
import os
from typing import Annotated

import typer

from app.cli.options import AsJson
from app.cli.output import out, print_json
from app.config import load_settings
from app.db import migrations
from app.services import database_url


def add_to(app: typer.Typer) -> None:
    app.command("migrate")(migrate)


def migrate(
    *,
    down_to: Annotated[
        int | None,
        typer.Option(min=-1, help="Take back every migration with a higher number; -1 takes back all."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Apply the migrations the database lacks, each in one transaction."""
    with database_url(load_settings(os.environ)) as url:
        work = migrations.upgrade(url) if down_to is None else migrations.downgrade(url, to=down_to)
        moved = asyncio.run(work)
    if as_json:
        print_json({"applied" if down_to is None else "taken_back": moved})
    elif moved:
        out.print(f"{'applied' if down_to is None else 'took back'}: {', '.join(moved)}")
    else:
        out.print("nothing to do: the database is at this program's version")
