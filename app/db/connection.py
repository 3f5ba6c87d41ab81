"""Opening PostgreSQL for Tortoise, and raw asyncpg connections for bulk work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, cast
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError

from app.db.postgres import PostgresClient, is_absence, unavailable
from app.errors import SettingsInvalid, Unavailable

RawConnection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
APP = "football"
APPLICATION_NAME = "football"
ENGINE = "app.db.postgres"
CLOSE_TIMEOUT_S = 5.0
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def tortoise_config(url: str, *, pool_size: int = 10, timeout_s: float = 5.0) -> dict[str, Any]:
    """Tortoise's configuration for a postgres URL; `timeout_s` bounds connecting, the wait for a connection
    of the pool, and each statement."""
    return {
        "connections": {
            "default": {
                "engine": ENGINE,
                "credentials": {
                    **_address(url),
                    "minsize": 0,  # asyncpg would log a traceback for each it cannot restore
                    "maxsize": pool_size,
                    "timeout": timeout_s,
                    "command_timeout": timeout_s,
                    "acquire_timeout_s": timeout_s,
                    "server_settings": {"application_name": APPLICATION_NAME, "jit": "off"},
                },
            }
        },
        "apps": {APP: {"models": ["app.db.models"], "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def open_database(url: str, *, pool_size: int = 10, timeout_s: float = 5.0) -> AsyncIterator[None]:
    """Connect Tortoise's models to the database for the life of the process.

    The context is only the global fallback, so requests and tasks, whose contextvars are others, find it.
    """
    context = TortoiseContext()
    try:
        with context:
            await context.init(
                config=tortoise_config(url, pool_size=pool_size, timeout_s=timeout_s),
                _enable_global_fallback=True,
            )
        await connection().execute_query("SELECT 1")
    except (OSError, Unavailable, DBConnectionError, asyncpg.PostgresError) as error:
        await context.close_connections()
        cause = error.__cause__ if isinstance(error, Unavailable) else error
        raise Unavailable(
            f"PostgreSQL at {redacted(url)} does not answer ({type(cause).__name__}); "
            "check FOOTBALL_DATABASE_URL and that the server runs"
        ) from error
    try:
        yield
    finally:
        await context.close_connections()


def connection() -> PostgresClient:
    """The open Tortoise client."""
    return cast(PostgresClient, Tortoise.get_connection("default"))


@asynccontextmanager
async def raw_connection(url: str) -> AsyncIterator[RawConnection]:
    """One asyncpg connection of its own, for COPY and long transactions.

    Raises Unavailable, also where the server goes away during the block.
    """
    _address(url)
    try:
        opened = await asyncpg.connect(url, timeout=10, server_settings={"jit": "off"})
    except (OSError, asyncpg.PostgresError) as error:
        raise Unavailable(
            f"PostgreSQL at {redacted(url)} does not answer ({type(error).__name__})"
        ) from error
    try:
        yield opened
    except Exception as error:
        # files and sockets of the block fail with OSError, too: ours has lost its connection then
        if is_absence(error) and (opened.is_closed() or not isinstance(error, OSError)):
            raise unavailable(error) from error
        raise
    finally:
        await _close(opened)


async def _close(opened: RawConnection) -> None:
    try:
        await opened.close(timeout=CLOSE_TIMEOUT_S)
    except Exception as error:
        # asyncpg has cut it, and what was asked on it is answered or told already
        if not is_absence(error):
            raise


def redacted(url: str) -> str:
    """The URL without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"


def _address(url: str) -> dict[str, Any]:
    """What the URL says. Raises SettingsInvalid where it cannot be meant."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise SettingsInvalid("FOOTBALL_DATABASE_URL: its port is not a number from 1 to 65535") from None
    sslmode = parse_qs(parts.query).get("sslmode", ["prefer"])[-1]
    if sslmode not in SSL_MODES:
        raise SettingsInvalid(f"FOOTBALL_DATABASE_URL: sslmode must be one of {', '.join(SSL_MODES)}")
    return {
        "ssl": sslmode,
        "host": parts.hostname or "127.0.0.1",
        "port": port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""),
        "database": parts.path.lstrip("/") or "postgres",
    }
