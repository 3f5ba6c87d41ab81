"""A connection that only one process of all has at a time: whose it is, the lock of the database decides."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg

from app.db.connection import RawConnection
from app.db.postgres import absence_is_unavailable

CALL_S = 5.0
CLOSE_S = 1.0
SERVER_SETTINGS = {
    "application_name": "football-relay",
    "jit": "off",
    # a process that is stopped, or whose machine is gone, must not keep the lock
    "idle_session_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    "tcp_keepalives_idle": "3",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000",
}

T = TypeVar("T")


class ExclusiveConnection:
    """One statement at a time. What is asked of it must be asked on it: it ends with the lock."""

    def __init__(self, connection: RawConnection, lock: int) -> None:
        self._connection = connection
        self._lock = lock
        self._turn = asyncio.Lock()

    async def call(self, ask: Callable[..., Awaitable[T]], *arguments: object) -> T:
        """Call with the connection and these arguments. Raises Unavailable when the server is away."""
        async with self._turn:
            with absence_is_unavailable():
                return await ask(self._connection, *arguments)

    async def try_lock(self) -> bool:
        """Whether this connection has the lock now; asked again, it counts twice."""
        return await self.call(_try_lock, self._lock)


@asynccontextmanager
async def exclusive_connection(
    url: str, lock: int, *, channel: str, on_notify: Callable[..., None]
) -> AsyncIterator[ExclusiveConnection]:
    """A connection that listens to a channel and may ask for the lock. Raises Unavailable."""
    with absence_is_unavailable():
        connection = await asyncpg.connect(
            url, timeout=CALL_S, command_timeout=CALL_S, server_settings=SERVER_SETTINGS
        )
    try:
        with absence_is_unavailable():
            await connection.add_listener(channel, on_notify)
        yield ExclusiveConnection(connection, lock)
    finally:
        with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=CLOSE_S)


async def _try_lock(connection: RawConnection, lock: int) -> bool:
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", lock))
