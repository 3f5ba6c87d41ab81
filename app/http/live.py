"""Connections that stay open, so that a stopping server can end them first."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Stoppable(Protocol):
    async def stop(self) -> None: ...


class LiveConnections:
    """WebSockets and event streams open now; each registers how it is ended."""

    def __init__(self) -> None:
        self.stopping = False
        self._open: dict[Stoppable, None] = {}
        self._endings: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, connection: Stoppable) -> bool:
        return connection in self._open

    def add(self, connection: Stoppable) -> None:
        self._open[connection] = None

    def discard(self, connection: Stoppable) -> None:
        self._open.pop(connection, None)

    @contextmanager
    def registered(self, connection: Stoppable) -> Iterator[None]:
        self.add(connection)
        try:
            yield
        finally:
            self.discard(connection)

    def stop_all(self) -> None:
        """Begin to end every open connection; new ones are refused from now on. Never blocks."""
        self.stopping = True
        for connection in list(self._open):
            ending = asyncio.create_task(connection.stop())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)
