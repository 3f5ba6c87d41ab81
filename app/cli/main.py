"""The commands put together, and what becomes of an error."""

import sys

import typer

from app.cli import collect, configuration, database, demo, features, health, models, predict, serve, train
from app.cli.output import complain
from app.errors import FootballError, SettingsInvalid, ValidationFailed

FAILED = 1
USAGE = 2

app = typer.Typer(
    name="football",
    help="Football match predictions: collect matches, train, predict, serve.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (demo, serve, collect, predict, features, models, train, database, health, configuration):
    module.add_to(app)


def main() -> None:
    """Run the command of this process; a FootballError ends it with its message, not a traceback."""
    try:
        app()
    except FootballError as error:
        complain(error)
        sys.exit(USAGE if isinstance(error, SettingsInvalid | ValidationFailed) else FAILED)
