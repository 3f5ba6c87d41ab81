"""`football serve`: the API, until it is told to stop."""

import os
from typing import Annotated

import typer

from app.config import Settings, load_settings
from app.http.server import is_local, run
from app.log import get_logger

log = get_logger(__name__)


def add_to(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Overrides FOOTBALL_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Overrides FOOTBALL_PORT; 0 takes a free one.")
    ] = None,
) -> None:
    """Serve GraphQL, the playground and health on FOOTBALL_HOST:FOOTBALL_PORT."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(os.environ).model_copy(update=given)
    _warn(settings)
    run(settings, on_bound=lambda url: typer.echo(f"listening on {url}", err=True))


def _warn(settings: Settings) -> None:
    """Say so where everybody who reaches this address may change things."""
    if settings.anonymous in ("operator", "admin") and not is_local(settings.host):
        log.warning(
            "anybody_may_change_things",
            anonymous=settings.anonymous,
            host=settings.host,
            advice="set FOOTBALL_ANONYMOUS=reader and create keys: `football keys create`",
        )
