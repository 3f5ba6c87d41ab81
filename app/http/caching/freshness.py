"""What the database sees now, asked once for all who wait.

PostgreSQL's `pg_current_snapshot()` tells which transactions are visible: two equal texts see the very same
committed data, whatever process or host wrote it. A check answers those who asked before it began, and nobody
who asked later.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

from app.db import snapshot
from app.log import get_logger

Read = Callable[[], Awaitable[str | None]]

log = get_logger(__name__)


class Freshness:
    """`latest` is what the last check that has ended found; None where nothing can be said."""

    def __init__(self, read: Read = snapshot.current) -> None:
        self._read = read
        self._next: asyncio.Future[str | None] | None = None
        self._running: asyncio.Task[None] | None = None
        self.latest: str | None = None
        self.checks = 0

    async def current(self) -> str | None:
        """What a check finds that begins after this call. None where the database does not tell."""
        if self._next is None:
            self._begin()
        assert self._next is not None  # noqa: S101  begun
        return await asyncio.shield(self._next)

    def known(self) -> str | None:
        """What the last check found; where there was none yet, the next one begins by itself."""
        if self.latest is None and self._running is None:
            self._begin()
        return self.latest

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        self._next = loop.create_future()
        if self._running is None:
            # a task of its own: who gives up waiting must not end what others wait for
            self._running = loop.create_task(self._check(), context=Context())

    async def _check(self) -> None:
        try:
            while (waiting := self._next) is not None:
                self._next = None
                found = None
                try:
                    found = await self._found()
                finally:
                    self.latest = found
                    waiting.set_result(found)
        finally:
            self._running = None

    async def _found(self) -> str | None:
        self.checks += 1
        try:
            return await self._read()
        except Exception as error:  # noqa: BLE001  the edge of a task: what cannot be proved is asked anew
            log.warning("snapshot_unknown", error=type(error).__name__)
            return None
