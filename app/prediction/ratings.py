"""Bringing the stored rating history up to date with the finished matches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.db import matches_fold, rating_rows
from app.db.connection import RawConnection, raw_connection
from app.db.rating_rows import StaleGroup
from app.progress import OnProgress, unheard

LOCK_KEY = 0x52617465  # "Rate": one refresh at a time, whoever starts it


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh folded; `groups` are countries, or all internationals as one."""

    matches: int
    groups: tuple[str, ...]


async def refresh(database_url: str, on_progress: OnProgress = unheard) -> RefreshReport:
    """Make the rating history what a fold of all finished matches gives, redoing only what is stale.

    One transaction for each group, so a kill at any instant leaves every group as it was or done; concurrent
    refreshes wait for each other, and writers of matches wait while their changes would be missed.
    """
    async with _one_at_a_time(database_url) as connection:
        stale = await rating_rows.stale_groups(connection)
        total = sum([await rating_rows.count_matches(connection, group) for group in stale])
        done = 0
        for group in stale:
            async for folded in _refold(connection, group):
                done += folded
                await on_progress(min(done, total), total)
        return RefreshReport(done, tuple(group.group for group in stale))


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
