"""Moving the database between versions with aerich, and refusing one that this program does not know."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tortoise.context import TortoiseContext

from app.db.connection import APP, connection, raw_connection, tortoise_config
from app.errors import Conflict

if TYPE_CHECKING:
    from aerich import Command

LOCATION = Path(__file__).resolve().parents[2] / "migrations"
LOCK_KEY = 0x466F6F74  # "Foot": one migration at a time, whoever starts it
MIGRATION_TIMEOUT_S = 600.0


class DatabaseIsNewer(Conflict):
    code = "DATABASE_IS_NEWER"


class DatabaseIsOlder(Conflict):
    code = "DATABASE_IS_OLDER"


def known_versions() -> tuple[str, ...]:
    """File names of this program's migrations, oldest first."""
    folder = LOCATION / APP
    names = (path.name for path in folder.glob("[0-9]*_*.py"))
    return tuple(sorted(names, key=lambda name: int(name.split("_", 1)[0])))


async def applied_versions() -> tuple[str, ...]:
    """File names of the migrations applied to the open database, oldest first; empty for a new one."""
    client = connection()
    found = await client.execute_query_dict("SELECT to_regclass('aerich') IS NOT NULL AS found")
    if not found[0]["found"]:
        return ()
    rows = await client.execute_query_dict("SELECT version FROM aerich WHERE app = $1 ORDER BY id", [APP])
    return tuple(row["version"] for row in rows)


async def check_schema() -> None:
    """Raise DatabaseIsNewer or DatabaseIsOlder unless the open database is at this program's version."""
    applied, known = await applied_versions(), known_versions()
    if unknown := [version for version in applied if version not in known]:
        raise DatabaseIsNewer(
            f"the database has migrations this program does not know ({', '.join(unknown)}); "
            "run the program that made them, or restore a backup of before"
        )
    if missing := [version for version in known if version not in applied]:
        raise DatabaseIsOlder(
            f"the database lacks {len(missing)} migration(s), first {missing[0]}; run `football migrate`"
        )


async def upgrade(url: str) -> list[str]:
    """Apply what is missing, each migration in one transaction; returns the applied file names."""
    async with _command(url) as command:
        applied, known = await applied_versions(), known_versions()
        if any(version not in known for version in applied):
            await check_schema()
        return list(await command.upgrade(run_in_transaction=True))


async def downgrade(url: str, *, to: int) -> list[str]:
    """Take back every migration with a number above `to` (-1 takes back all)."""
    async with _command(url) as command:
        return list(await command.downgrade(version=to + 1, delete=False))


@asynccontextmanager
async def _command(url: str) -> AsyncIterator["Command"]:
    """aerich's Command, connected, while no other process migrates this database."""
    from aerich import Command  # noqa: PLC0415  a serving process, which only checks the version, needs none

    config = tortoise_config(url, pool_size=2, timeout_s=MIGRATION_TIMEOUT_S)
    config["apps"][APP]["models"].append("aerich.models")
    async with raw_connection(url) as guard:
        await guard.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        # a context of our own, since aerich would take over whichever is current
        async with TortoiseContext() as context:
            await context.init(config=config)
            async with Command(config, app=APP, location=str(LOCATION)) as command:
                yield command
