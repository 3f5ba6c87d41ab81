"""What the feed reads, from the database."""

from collections.abc import Collection, Mapping

from app.clock import Clock
from app.db import live_matches, live_updates
from app.live.updates import LiveUpdate


class DatabaseReads:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def latest(self, match_ids: Collection[int]) -> Mapping[int, LiveUpdate]:
        return await live_updates.latest(match_ids)

    async def after(self, match_id: int, sequence: int, limit: int) -> list[LiveUpdate]:
        return await live_updates.after(match_id, sequence, limit)

    async def since(self, position: int, limit: int) -> list[LiveUpdate]:
        return await live_updates.since(position, limit)

    async def of_competition_since(self, competition: str, position: int, limit: int) -> list[LiveUpdate]:
        return await live_updates.of_competition_since(competition, position, limit)

    async def running(self, competition: str | None) -> Collection[int]:
        return await live_matches.running(competition, self._clock())

    async def position(self, competition: str | None) -> int:
        return await live_updates.position(competition)
