"""The commands put together, and what becomes of an error."""

import os
import sys

import typer

from app import garbage
from app.cli.commands import Commands
from app.config import load_settings
from app.errors import FootballError, SettingsInvalid, ValidationFailed
from app.log import configure_logging

FAILED = 1
USAGE = 2
SERVING = ("serve", "demo")

app = typer.Typer(
    name="football",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def begin(context: typer.Context) -> None:
    """Football match predictions: collect matches, train, predict, serve."""
    settings = load_settings(os.environ)
    # what a person typed answers by itself: its log speaks up only when something is wrong
    serving = context.invoked_subcommand in SERVING
    quiet = not serving and "log_level" not in settings.model_fields_set
    configure_logging(settings.log_format, "warning" if quiet else settings.log_level)
    if not serving:
        garbage.let_go()


def main() -> None:
    """Run the command of this process; a FootballError ends it with its message, not a traceback."""
    garbage.hold()
    try:
        app()
    except FootballError as error:
        from app.cli.output import complain  # noqa: PLC0415  a server prints nothing that needs rich

        complain(error)
        sys.exit(USAGE if isinstance(error, SettingsInvalid | ValidationFailed) else FAILED)
