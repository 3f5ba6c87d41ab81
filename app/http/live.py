"""Connections that stay open, so that a stopping server can end them first."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Protocol


class Stoppable(Protocol):
    async def stop(self) -> None: ...

    def forbid(self) -> None:
        """End it: the API key that opened it has ended."""
        ...


class LiveConnections:
    """WebSockets and event streams open now; each registers how it is ended."""

    def __init__(self) -> None:
        self.stopping = False
        self._open: dict[Stoppable, int | None] = {}
        self._of_key: dict[int, dict[Stoppable, None]] = {}
        self._endings: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, connection: Stoppable) -> bool:
        return connection in self._open

    def add(self, connection: Stoppable, key_id: int | None = None) -> None:
        """Register it, or that it is of this API key from now on."""
        self.discard(connection)
        self._open[connection] = key_id
        if key_id is not None:
            self._of_key.setdefault(key_id, {})[connection] = None

    def discard(self, connection: Stoppable) -> None:
        key_id = self._open.pop(connection, None)
        if key_id is not None:
            of_key = self._of_key[key_id]
            del of_key[connection]
            if not of_key:
                del self._of_key[key_id]

    def key_ids(self) -> Collection[int]:
        """The API keys that open connections were opened with."""
        return self._of_key.keys()

    def forbid(self, key_id: int) -> None:
        """End the connections of a key that has ended."""
        for connection in list(self._of_key.get(key_id, ())):
            connection.forbid()

    @contextmanager
    def registered(self, connection: Stoppable, key_id: int | None = None) -> Iterator[None]:
        self.add(connection, key_id)
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
