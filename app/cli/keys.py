"""`football keys`: API keys, created, listed and revoked."""

import asyncio
import os
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from app.cli.options import AsJson, instant
from app.cli.output import out, print_json, say, table
from app.clock import system_clock
from app.config import load_settings
from app.db import api_keys
from app.db.api_keys import ApiKeyRow
from app.db.audit import Act
from app.db.paging import MOST, Slice
from app.errors import ValidationFailed
from app.operations import api_keys as operations
from app.operations.api_keys import CLI, CREATE, REVOKE, CreatedKey, KeyWish
from app.security.viewer import Role
from app.services import open_store

keys = typer.Typer(help="API keys: who may ask for more than anonymous callers may.", no_args_is_help=True)
_DAYS = re.compile(r"(\d{1,5})d")


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who will use it; its name in the audit trail.")],
    *,
    role: Annotated[str, typer.Option("--role", help="reader, operator or admin.")] = "reader",
    expires: Annotated[
        str | None,
        typer.Option("--expires", help="When it stops to work: 90d, or a day or instant such as 2027-01-01."),
    ] = None,
    rate_limit: Annotated[
        int | None, typer.Option("--rate-limit", help="Requests a minute, 0: no limit; unset: as all keys.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create an API key. It is printed this once, on standard output; nobody can tell it again."""
    wish = KeyWish(name, _role(role), _expiry(expires), rate_limit)
    made = asyncio.run(_create(wish))
    if as_json:
        print_json({"key": made.text, **_as_json(made.row)})
        return
    say(f"{made.row.name} is {made.row.role} with this key, which is shown this once:")
    out.print(made.text, markup=False)


@keys.command("list")
def list_keys(*, as_json: AsJson = False) -> None:
    """List the API keys, the latest first, without their secrets."""
    found = asyncio.run(_list())
    if as_json:
        print_json([_as_json(row) for row in found])
        return
    if not found:
        say("there is no API key; `football keys create NAME --role admin` creates one")
        return
    shown = table("prefix", "name", "role", "created (UTC)", "expires", "last used", "state")
    now = system_clock()
    for row in found:
        times = (row.created_at, row.expires_at, row.last_used_at)
        shown.add_row(row.prefix, row.name, row.role, *map(_shown, times), _state(row, now))
    out.print(shown, markup=False)


@keys.command("revoke")
def revoke(
    prefix: Annotated[str, typer.Argument(help="The 8 letters and digits behind fp_.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Revoke an API key: running services refuse it within a second."""
    row = asyncio.run(_revoke(prefix))
    if as_json:
        print_json(_as_json(row))
    else:
        out.print(f"{row.prefix} ({row.name}) is revoked since {_shown(row.revoked_at)} UTC", markup=False)


async def _create(wish: KeyWish) -> CreatedKey:
    async with open_store(load_settings(os.environ)):
        return await operations.create(wish, Act(CLI, CREATE, system_clock()))


async def _list() -> list[ApiKeyRow]:
    async with open_store(load_settings(os.environ)):
        found: list[ApiKeyRow] = []
        part = Slice(api_keys.LATEST_FIRST, MOST)
        while True:
            page = await api_keys.page(part)
            found += page.rows
            if not page.has_next:
                return found
            part = Slice(api_keys.LATEST_FIRST, MOST, (found[-1].created_at, found[-1].id))


async def _revoke(prefix: str) -> ApiKeyRow:
    async with open_store(load_settings(os.environ)):
        return await operations.revoke(prefix, Act(CLI, REVOKE, system_clock()))


def _role(text: str) -> Role:
    try:
        return Role(text.upper())
    except ValueError:
        raise ValidationFailed("--role", f"{text[:40]!r} is none of reader, operator, admin") from None


def _expiry(text: str | None) -> datetime | None:
    """Raises ValidationFailed."""
    days = None if text is None else _DAYS.fullmatch(text)
    return system_clock() + timedelta(days=int(days[1])) if days else instant("--expires", text)


def _state(row: ApiKeyRow, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "works"


def _shown(instant: datetime | None) -> str:
    return "–" if instant is None else f"{instant.astimezone(UTC):%Y-%m-%d %H:%M}"


def _as_json(row: ApiKeyRow) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name != "id"}
