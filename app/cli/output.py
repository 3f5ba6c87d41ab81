"""What a command prints: results on stdout, everything else on stderr."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app.errors import FootballError
from app.progress import OnProgress

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    print(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode())  # noqa: T201  stdout is the result


def complain(error: FootballError) -> None:
    err.print(f"[bold red]{error.code}[/]", end=" ")
    err.print(error.message, markup=False)


def say(text: str) -> None:
    """A line about what goes on."""
    err.print(text)


def table(*columns: str, right: tuple[str, ...] = ()) -> Table:
    """A plain table; the columns named in `right` hold numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left")
    return made


@asynccontextmanager
async def progress_bar(title: str) -> AsyncIterator[OnProgress]:
    """A bar on stderr that follows OnProgress; on something else than a terminal, only its last state."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(title, total=None)

        async def advance(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        yield advance
