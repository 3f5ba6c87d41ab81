"""Bringing the stored rating history up to date with the finished matches."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from app.db import matches_fold, rating_rows
from app.db.audit import STARTED, Act
from app.db.connection import RawConnection, raw_connection
from app.db.rating_rows import StaleGroup
from app.progress import OnProgress, unheard

WORKERS = 2

LOCK_KEY = 0x52617465  # "Rate": one refresh at a time, whoever starts it


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh folded; `groups` are countries, or all internationals as one."""

    matches: int
    groups: tuple[str, ...]


async def refresh(
    database_url: str, on_progress: OnProgress = unheard, act: Act | None = None
) -> RefreshReport:
    """Make the rating history what a fold of all finished matches gives, redoing only what is stale.

    One transaction for each group, so a kill at any instant leaves every group as it was or done; concurrent
    refreshes wait for each other, and writers of matches wait while their changes would be missed. An act is
    written down as started before anything is folded, for there is no one transaction to write it in.
    """
    async with _one_at_a_time(database_url) as connection:
        stale = await rating_rows.stale_groups(connection)
        if stale and act is not None:
            act.after = {"groups": [group.group for group in stale]}
            await replace(act, result=STARTED).write_raw(connection)
        sizes = {group: await rating_rows.count_matches(connection, group) for group in stale}
        folding = _Folding(sizes, on_progress)
        await folding.run(database_url)
        return RefreshReport(folding.done, tuple(group.group for group in stale))


class _Folding:
    """Stale groups folded by a few workers side by side, the greatest first: while one waits for PostgreSQL
    to write, another folds."""

    def __init__(self, sizes: Mapping[StaleGroup, int], on_progress: OnProgress) -> None:
        self._waiting = deque(sorted(sizes, key=lambda group: -sizes[group]))
        self._total = sum(sizes.values())
        self._on_progress = on_progress
        self.done = 0

    async def run(self, database_url: str) -> None:
        count = min(WORKERS, len(self._waiting))
        workers = [asyncio.create_task(self._work(database_url)) for _ in range(count)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, database_url: str) -> None:
        async with raw_connection(database_url) as connection:
            while self._waiting:
                async for folded in _refold(connection, self._waiting.popleft()):
                    self.done += folded
                    await self._on_progress(min(self.done, self._total), self._total)


@asynccontextmanager
async def _one_at_a_time(database_url: str) -> AsyncIterator[RawConnection]:
    async with raw_connection(database_url) as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        yield connection


async def _refold(connection: RawConnection, group: StaleGroup) -> AsyncIterator[int]:
    """Fold the group from its start on, in one transaction; yields the matches done since the last time."""
    async with connection.transaction():
        # a match changed while we fold would keep rows made from what it was before
        await connection.execute("LOCK TABLE match IN SHARE MODE")
        await rating_rows.cut(connection, group)
        book = await rating_rows.book_before(connection, group)
        async for batch in matches_fold.batches(connection, group=group.group, start=group.start):
            await rating_rows.append(connection, [(folded, book.apply(folded.match)) for folded in batch])
            yield len(batch)
