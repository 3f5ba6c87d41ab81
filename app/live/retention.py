"""What replays leave behind is kept for a day; what was really played, for ever."""

import asyncio
from datetime import datetime, timedelta

from app.clock import Clock
from app.db import live_updates, match_events
from app.log import get_logger

log = get_logger(__name__)

KEPT = timedelta(days=1)
EVERY = timedelta(minutes=10)
BATCH = 500
PAUSE_S = 0.05
"""Between batches, for those who write meanwhile."""


class Retention:
    """Deletes old updates and events of replays, all but a match's last update and its current run's events.

    A follower who comes back to what is gone is told of a gap.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next: datetime | None = None

    def due(self) -> bool:
        return self._next is None or self._clock() >= self._next

    async def prune(self) -> int:
        """How many rows are gone; small batches, each its own statement."""
        now = self._clock()
        self._next = now + EVERY
        gone = 0
        for delete in (live_updates.delete_replayed, match_events.delete_replayed):
            while True:
                count = await delete(now - KEPT, BATCH)
                gone += count
                if count < BATCH:
                    break
                await asyncio.sleep(PAUSE_S)
        if gone:
            log.info("live_replays_pruned", rows=gone)
        return gone
