"""Connections that stay open, so that a stopping server can end them first."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

Stop = Callable[[], Coroutine[Any, Any, None]]


class LiveConnections:
    """WebSockets and event streams open now; each registers how it is ended."""

    def __init__(self) -> None:
        self.stopping = False
        self._stops: dict[int, Stop] = {}
        self._endings: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._stops)

    @contextmanager
    def registered(self, stop: Stop) -> Iterator[None]:
        key = id(stop)
        self._stops[key] = stop
        try:
            yield
        finally:
            del self._stops[key]

    def stop_all(self) -> None:
        """Begin to end every open connection; new ones are refused from now on. Never blocks."""
        self.stopping = True
        for stop in list(self._stops.values()):
            ending = asyncio.get_running_loop().create_task(stop())
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)
