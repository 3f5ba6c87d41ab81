"""One file into the tables, in one transaction: read, pair with what is there, write what differs.

A kill at any instant leaves the file wholly written or not at all; its raw record says which. Writers take
turns, so two runs at once end as one after the other.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import asyncpg

from app.clock import Clock
from app.db import ingest as tables
from app.db import raw_records, settlement
from app.db.connection import RawConnection
from app.db.ingest import OddsRecord, StoredMatch
from app.db.raw_records import RawRecord
from app.errors import Conflict
from app.ingest.errors import FileRefused
from app.ingest.names import ensure_names
from app.ingest.plan import Plan, plan_matches
from app.ingest.result import FileOutcome, FileReport
from app.ingest.rows import OddsRow, ParsedFile

LOCK_TIMEOUT_S = 120.0
ATTEMPTS = 3
"""At a file, where another transaction crossed this one's path: it changed a match that was planned for, or
both waited for each other (a deadlock, which the server resolves)."""
Parse = Callable[[bytes], ParsedFile]


class WriterBusy(Conflict):
    code = "WRITER_BUSY"


class _PlanOutdated(Exception):
    """A match is no longer as it was when the plan was made, such as one that has kicked off."""


async def normalise(
    connection: RawConnection,
    record: RawRecord,
    parse: Parse,
    *,
    file: str,
    source: str,
    clock: Clock,
    lock_timeout_s: float = LOCK_TIMEOUT_S,
) -> FileReport:
    """Write the record's payload, unless that is done already.

    Raises FileRefused where the payload as a whole cannot be used, WriterBusy where another writer holds on.
    """
    if record.normalised:
        return FileReport(file, FileOutcome.UNCHANGED, unchanged=record.matches)
    payload = await raw_records.payload(connection, record.id)
    try:
        # in a thread: reading a season takes long enough to be felt by requests
        parsed = await asyncio.to_thread(parse, payload)
    except FileRefused as refusal:
        await raw_records.note_refusal(connection, record.id, refusal.reason)
        raise
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with connection.transaction():
                await _take_turn(connection, lock_timeout_s)
                return await _write_once(connection, record, parsed, source=source, at=clock())
        except (asyncpg.DeadlockDetectedError, _PlanOutdated) as error:
            if attempt == ATTEMPTS:
                raise WriterBusy(f"{file} crossed other writers {ATTEMPTS} times; try again") from error
    raise AssertionError("unreachable: the last attempt returns or raises")


async def _take_turn(connection: RawConnection, timeout_s: float) -> None:
    try:
        await tables.lock_writer(connection, timeout_s=timeout_s)
    except asyncpg.LockNotAvailableError as error:
        raise WriterBusy(
            f"another collection has been writing for {timeout_s:g} s; try again when it is done"
        ) from error


async def _write_once(
    connection: RawConnection, record: RawRecord, parsed: ParsedFile, *, source: str, at: datetime
) -> FileReport:
    if not await raw_records.lock_unnormalised(connection, record.id):
        return FileReport(parsed.file, FileOutcome.UNCHANGED, unchanged=len(parsed.rows))
    report = await _write(connection, parsed, source=source, at=at)
    summary = report.as_json() | {"matches": report.added + report.changed + report.unchanged}
    await raw_records.mark_normalised(connection, record.id, summary, at=at)
    return report


async def _write(connection: RawConnection, parsed: ParsedFile, *, source: str, at: datetime) -> FileReport:
    names = await ensure_names(connection, parsed, source=source)
    stored = await tables.matches_of_seasons(connection, list(names.seasons.values()))
    plan = await asyncio.to_thread(plan_matches, parsed, names, stored, source=source)
    await _hold(connection, plan.changed, stored)
    await _write_matches(connection, plan, at=at)
    odds_added, odds_changed = await _write_odds(connection, plan, at=at)
    return FileReport(
        parsed.file,
        FileOutcome.LOADED,
        added=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        odds_added=odds_added,
        odds_changed=odds_changed,
        refused=tuple(sorted((*parsed.refused, *plan.refused))),
        dropped=parsed.dropped,
        new_teams=names.new_teams,
        new_competitions=names.new_competitions,
    )


async def _hold(
    connection: RawConnection, changing: Sequence[StoredMatch], read: Sequence[StoredMatch]
) -> None:
    """Raises _PlanOutdated where somebody, such as a live feed, has changed one of them meanwhile."""
    ids = {match.id for match in changing}
    known = sorted((match for match in read if match.id in ids), key=lambda match: match.id)
    if ids and await tables.hold_matches(connection, sorted(ids)) != known:
        raise _PlanOutdated


async def _write_matches(connection: RawConnection, plan: Plan, *, at: datetime) -> None:
    await tables.update_matches(connection, plan.changed, renumbered=plan.renumbered, at=at)
    if plan.unrated:
        await tables.forget_ratings(connection, plan.unrated)
        await settlement.forget(connection, plan.unrated)
    if plan.revisions:
        await tables.add_revisions(connection, plan.revisions, at=at)
    ids = await tables.new_match_ids(connection, len(plan.new))
    new = [StoredMatch(match_id, record) for match_id, (record, _) in zip(ids, plan.new, strict=True)]
    await tables.insert_matches(connection, new, at=at)
    # the prices of a match not there before can meet no others
    told = ((match_id, record.kickoff, odds) for match_id, (record, odds) in zip(ids, plan.new, strict=True))
    await tables.insert_odds(connection, _odds_records(told, at))


async def _write_odds(connection: RawConnection, plan: Plan, *, at: datetime) -> tuple[int, int]:
    fresh = sum(len(odds) for _, odds in plan.new)
    merged = await tables.merge_odds(connection, list(_odds_records(plan.odds, at)))
    # ratings learn from how prices moved, too, and predictions are measured against them
    await tables.forget_ratings(connection, sorted(merged.unrated))
    await settlement.forget(connection, sorted(merged.unrated))
    return fresh + merged.added, merged.changed


def _odds_records(
    told: Iterable[tuple[int, datetime, Sequence[OddsRow]]], at: datetime
) -> Iterator[OddsRecord]:
    for match_id, kickoff, odds in told:
        known_at = at if at < kickoff else None
        for row in odds:
            yield OddsRecord(
                match_id,
                row.bookmaker,
                row.market,
                tables.quarter_line(row.line),
                *row[3:],
                known_at,
            )
