"""A finished match told again to one subscriber: the same fold, the same model, and nothing is written."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

from app.clock import Clock
from app.db import live_matches, match_events, matches
from app.db.connection import connection
from app.errors import Conflict, NotFound
from app.football.inplay.clock import clock_at
from app.football.inplay.delta import UpdateCause
from app.football.inplay.events import EventKind, MatchEvent
from app.football.inplay.log import MatchLog
from app.football.inplay.state import MatchState
from app.football.match import MatchStatus
from app.ids import global_id
from app.live.courses import reconstructed
from app.live.predictor import Expected, InPlayPredictor
from app.live.replay import events_of, new_run, retold
from app.live.standing import Standing, standing
from app.live.steps import Step, cause_of, next_step, predict
from app.live.updates import LiveUpdate


async def rerun(
    match_id: int, speed: float, predictor: InPlayPredictor, clock: Clock
) -> AsyncGenerator[LiveUpdate, None]:
    """The updates of a whole match, `speed` times as fast as it was played, numbered from 1 to full time.

    Its events are those that a feed, or a replay, last told of it from kick-off to full time; where none
    did, they are made up to fit the score. Raises NotFound, and Conflict for a match that has not ended.
    """
    found = (await live_matches.read(connection(), [match_id])).get(match_id)
    if found is None:
        raise NotFound(f"there is no match {global_id('Match', match_id)}")
    match = found[0]
    if match.status is not MatchStatus.FINISHED:
        raise Conflict(f"only a finished match is told again; this one is {match.status.lower()}")
    expected = (await predictor.expectations([match_id]))[match_id]
    start = clock()
    events = await _events(match_id, speed, start)
    telling = _Telling(standing(match, None, start), expected, predictor, speed, events[0].run)
    for event in events:
        while (tick := telling.due_at()) is not None and tick < event.occurred_at:
            await _until(tick, clock)
            yield await telling.tick(tick, clock())
        await _until(event.occurred_at, clock)
        yield await telling.event(event, clock())


async def _events(match_id: int, speed: float, start: datetime) -> list[MatchEvent]:
    told = (await match_events.of_matches([match_id])).get(match_id, [])
    kinds = {event.kind for event in told}
    run = new_run()
    if {EventKind.KICK_OFF, EventKind.FULL_TIME} <= kinds:
        return retold(told, run, speed, start)
    row = (await matches.by_ids([match_id]))[match_id]
    return events_of(reconstructed(row), run, speed, start)


async def _until(instant: datetime, clock: Clock) -> None:
    await asyncio.sleep(max(0.0, (instant - clock()).total_seconds()))


class _Telling:
    """The stream of one subscriber as it goes on."""

    def __init__(
        self, one: Standing, expected: Expected, predictor: InPlayPredictor, speed: float, run: str | None
    ) -> None:
        self._one = one
        self._predictor = predictor
        self._log = MatchLog()
        one.expected, one.speed, one.run = expected, speed, run

    def due_at(self) -> datetime | None:
        """When the clock is told the next time, if no event comes before."""
        return self._one.next_tick_at()

    async def event(self, event: MatchEvent, now: datetime) -> LiveUpdate:
        before = self._one.state if self._one.said else None
        self._one.state = self._log.add(event)
        return await self._step(cause_of(event), event, before, event.occurred_at, now)

    async def tick(self, at: datetime, now: datetime) -> LiveUpdate:
        return await self._step(UpdateCause.CLOCK, None, self._one.state, at, now)

    async def _step(
        self,
        cause: UpdateCause,
        event: MatchEvent | None,
        before: MatchState | None,
        at: datetime,
        now: datetime,
    ) -> LiveUpdate:
        one = self._one
        clock = clock_at(one.state, at, one.speed)
        step = next_step(one, cause, event, before=before, clock=clock, at=at)
        await predict(self._predictor, [step], now)
        return _update(step, now)


def _update(step: Step, now: datetime) -> LiveUpdate:
    """A stream of its own has no place among the others': its positions are its own numbers."""
    match = step.standing.match
    return LiveUpdate(
        match_id=match.id,
        competition=match.competition,
        sequence=step.sequence,
        position=step.sequence,
        competition_position=step.sequence,
        run=step.run,
        cause=step.cause,
        event=step.event,
        state=step.state,
        made_at=now,
        prediction=step.prediction,
        missing=step.missing,
        movements=step.movements,
    )
