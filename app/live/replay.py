"""Telling played matches again: their events on one line of time, as many times faster as wanted."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Protocol

from app.clock import Clock
from app.football.inplay.events import EventKind, Happening, MatchEvent, Replay
from app.football.inplay.timeline import offsets

FASTEST = 3600.0
"""The highest speed that is waited for, and the one that events name which are told without waiting."""
MOST_AT_ONCE = 500
END_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Course:
    """A match to be told: what happened from kick-off to full time, in order, and who says so."""

    match_id: int
    kickoff: datetime
    source: str
    happenings: tuple[Happening, ...]


class Sink(Protocol):
    """Where events are published."""

    async def publish(self, events: Sequence[MatchEvent]) -> None:
        """Hand them over, in order; takes as long as there is no room for them. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay is: the events just told, and how late the first of them was (what was before the
    replay's start is never late)."""

    events: tuple[MatchEvent, ...]
    told: int
    total: int
    behind: timedelta


OnProgress = Callable[[Progress], Awaitable[None]]


def new_run() -> str:
    """The id of a new run; of two runs, the newer one's sorts higher."""
    return f"{time.time_ns() // 1_000_000:012x}-{token_hex(4)}"


def events_of(course: Course, run: str, speed: float, kick_off: datetime) -> list[MatchEvent]:
    """The events of a run that tells of the kick-off at `kick_off`, and of the rest at `speed` after it.

    A cancellation takes back the event before it.
    """
    return [
        MatchEvent(
            id=f"{run}:{number}",
            match_id=course.match_id,
            source=course.source,
            sequence=number,
            happening=happening,
            occurred_at=kick_off + offset / speed,
            target=f"{run}:{number - 1}" if happening.kind is EventKind.VAR_CANCELLATION else None,
            replay=Replay(run, speed),
        )
        for number, (happening, offset) in enumerate(
            zip(course.happenings, offsets(course.happenings), strict=True), 1
        )
    ]


def retold(events: Sequence[MatchEvent], run: str, speed: float, start: datetime) -> list[MatchEvent]:
    """Events that were told before, in the order they came in, as a run that begins at `start`.

    Each comes when the match's clock shows its minute, or with the one before it.
    """
    ids = {event.id: f"{run}:{number}" for number, event in enumerate(events, 1)}
    at = offsets([event.happening for event in events])
    return [
        replace(
            event,
            id=ids[event.id],
            sequence=number,
            occurred_at=start + offset / speed,
            target=event.target and ids.get(event.target, event.target),
            replay=Replay(run, speed),
        )
        for number, (event, offset) in enumerate(zip(events, at, strict=True), 1)
    ]


def plan(courses: Sequence[Course], speed: float, start: datetime, from_minute: int = 0) -> list[MatchEvent]:
    """The events of all matches in the order of telling; each match has a run of its own.

    The first match is at `from_minute` at `start`, what happened before is told at once; the others kick off
    as long after the first as they did, divided by `speed`.
    """
    if not courses:
        return []
    first = min(courses, key=lambda course: course.kickoff)
    origin = start - _elapsed(first, from_minute) / speed
    events = [
        event
        for course in courses
        for event in events_of(course, new_run(), speed, origin + (course.kickoff - first.kickoff) / speed)
    ]
    return sorted(events, key=lambda event: event.occurred_at)


async def tell(
    events: Sequence[MatchEvent], sink: Sink, clock: Clock, on_progress: OnProgress, *, waiting: bool = True
) -> None:
    """Publish each event at its instant, or (not `waiting`) as fast as they are taken.

    A sink that takes longer is waited for: the events that became due meanwhile follow at once. A replay that
    is stopped abandons the matches it had begun, so that none of them stays live.
    """
    told, began = 0, clock()
    try:
        while told < len(events):
            if waiting:
                await asyncio.sleep((events[told].occurred_at - clock()).total_seconds())
            batch = _due(events[told : told + MOST_AT_ONCE], clock(), waiting=waiting)
            behind = max(clock() - max(batch[0].occurred_at, began), timedelta(0))
            told += len(batch)  # before they are published: a number that may be out is not used again
            await sink.publish(batch)
            await on_progress(Progress(tuple(batch), told, len(events), behind))
    except asyncio.CancelledError:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_WITHIN_S):
                await sink.publish(abandonments(events[:told], clock()))
        raise


def abandonments(told: Sequence[MatchEvent], now: datetime) -> list[MatchEvent]:
    """The end of each run that was begun and has no end, where it had got to."""
    last: dict[str | None, MatchEvent] = {event.run: event for event in told}
    return [
        _abandonment(event, now)
        for event in last.values()
        if event.kind not in (EventKind.FULL_TIME, EventKind.ABANDONMENT)
    ]


def _abandonment(last: MatchEvent, now: datetime) -> MatchEvent:
    # minute 45 of a second half that has just begun would be the first half's
    minute = last.happening.minute + (last.kind is EventKind.SECOND_HALF)
    return replace(
        last,
        id=f"{last.run}:{last.sequence + 1}",
        sequence=last.sequence + 1,
        happening=Happening(EventKind.ABANDONMENT, minute, last.happening.added),
        occurred_at=now.astimezone(UTC),
        target=None,
    )


def _due(events: Sequence[MatchEvent], now: datetime, *, waiting: bool) -> list[MatchEvent]:
    """The first event and those after it whose time has come; without waiting all, as of now."""
    if not waiting:
        return [replace(event, occurred_at=now) for event in events]
    return [event for at, event in enumerate(events) if at == 0 or event.occurred_at <= now]


def _elapsed(course: Course, minute: int) -> timedelta:
    """How long after its kick-off the match comes to a minute."""
    half, begins = 0, timedelta(0)
    if minute > 45:
        kinds = [one.kind for one in course.happenings]
        half, begins = 45, offsets(course.happenings)[kinds.index(EventKind.SECOND_HALF)]
    return begins + timedelta(minutes=minute - half)
