"""Where events come from: Kafka (`kafka_source`), or this very process."""

import asyncio
import contextlib
from typing import Protocol

from app.football.inplay.events import MatchEvent
from app.live.incoming import Incoming


class EventSource(Protocol):
    """Events in batches. What was handed out and not committed comes again, to this consumer or another."""

    async def open(self) -> None:
        """Raises Unavailable."""
        ...

    async def batch(self, max_events: int, timeout_s: float) -> list[Incoming]:
        """What is there, at once; waits only while nothing is. Raises Unavailable."""
        ...

    async def commit(self) -> None:
        """All that was handed out has had its effect."""
        ...

    def lag(self) -> int:
        """How many events are known to wait."""
        ...

    def silent_s(self) -> float:
        """For how many seconds it has not been heard."""
        ...

    async def close(self) -> None: ...


class LocalSource:
    """Events that this process makes by itself, such as a replay's. `put` waits while it is full."""

    def __init__(self, capacity: int = 1000) -> None:
        self._queue: asyncio.Queue[Incoming] = asyncio.Queue(capacity)
        self._handed: list[Incoming] = []

    async def put(self, event: MatchEvent) -> None:
        await self._queue.put(Incoming(event))

    async def open(self) -> None:
        return

    async def batch(self, max_events: int, timeout_s: float) -> list[Incoming]:
        if not self._handed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    self._handed.append(await self._queue.get())
        while self._handed and len(self._handed) < max_events and not self._queue.empty():
            self._handed.append(self._queue.get_nowait())
        return list(self._handed)

    async def commit(self) -> None:
        self._handed.clear()

    def lag(self) -> int:
        return self._queue.qsize() + len(self._handed)

    def silent_s(self) -> float:
        return 0.0

    async def close(self) -> None:
        return
