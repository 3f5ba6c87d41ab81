"""Opening PostgreSQL for Tortoise, and raw asyncpg connections for bulk work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, cast
from urllib.parse import unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError

from app.errors import Unavailable

RawConnection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
APP = "football"
APPLICATION_NAME = "football"


def tortoise_config(url: str, *, pool_size: int = 10, timeout_s: float = 5.0) -> dict[str, Any]:
    """Tortoise's configuration for a postgres URL; `timeout_s` bounds connecting and each statement."""
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    **_address(url),
                    "minsize": 1,
                    "maxsize": pool_size,
                    "timeout": timeout_s,
                    "command_timeout": timeout_s,
                    "server_settings": {"application_name": APPLICATION_NAME, "jit": "off"},
                },
            }
        },
        "apps": {APP: {"models": ["app.db.models", "aerich.models"], "default_connection": "default"}},
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
    except (OSError, TimeoutError, DBConnectionError, asyncpg.PostgresError) as error:
        await context.close_connections()
        raise Unavailable(
            f"PostgreSQL at {redacted(url)} does not answer ({type(error).__name__}); "
            "check FOOTBALL_DATABASE_URL and that the server runs"
        ) from error
    try:
        yield
    finally:
        await context.close_connections()


def connection() -> AsyncpgDBClient:
    """The open Tortoise client."""
    return cast(AsyncpgDBClient, Tortoise.get_connection("default"))


@asynccontextmanager
async def raw_connection(url: str) -> AsyncIterator[RawConnection]:
    """One asyncpg connection of its own, for COPY and long transactions."""
    try:
        opened = await asyncpg.connect(url, timeout=10, server_settings={"jit": "off"})
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Unavailable(
            f"PostgreSQL at {redacted(url)} does not answer ({type(error).__name__})"
        ) from error
    try:
        yield opened
    finally:
        await opened.close()


def redacted(url: str) -> str:
    """The URL without its password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or 5432}{parts.path}"


def _address(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 5432,
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""),
        "database": parts.path.lstrip("/") or "postgres",
    }
