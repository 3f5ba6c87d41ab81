"""The ticker: between events, time alone moves the probabilities of matches that are being played."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from tortoise.transactions import in_transaction

from app.clock import Clock
from app.db import live_matches
from app.errors import FootballError, ModelUnavailable
from app.football.inplay.clock import clock_at
from app.football.inplay.delta import UpdateCause
from app.live.predictor import InPlayPredictor
from app.live.processor import OnCommitted, nobody
from app.live.retention import Retention
from app.live.standing import AT_LEAST_APART, Standing, standing
from app.live.steps import Step, next_step, predict, write
from app.live.updates import LiveUpdate
from app.log import get_logger

log = get_logger(__name__)

EVERY_S = 0.5
MOST_AT_ONCE = 100
A_MINUTE = 1.0 - 1e-6
"""On the match's clock, as near to a minute as an instant in microseconds can hit it."""


class LiveClock:
    """Any number of processes may tick: each takes the matches that no other is writing.

    The clock of a match stands still at half time, after full time, and 30 minutes beyond the end of a half:
    a feed that falls silent moves nothing any more, and nobody makes up a result for it.
    """

    def __init__(
        self,
        predictor: InPlayPredictor,
        clock: Clock,
        on_committed: OnCommitted = nobody,
        *,
        retention: Retention | None = None,
        every_s: float = EVERY_S,
    ) -> None:
        self._predictor = predictor
        self._clock = clock
        self._on_committed = on_committed
        self._retention = retention
        self._every_s = every_s

    async def run(self) -> None:
        """Tick for ever; what goes wrong is logged, and tried again."""
        while True:
            await self._safely("live_clock_failed", self._tick_all)
            if self._retention is not None and self._retention.due():
                await self._safely("live_retention_failed", self._retention.prune)
            await asyncio.sleep(self._every_s)

    async def tick(self) -> list[LiveUpdate]:
        """Say what time has done to the matches whose clock shows a minute more, and what another version
        of the model says of those that it finds; one transaction, at most 100 matches."""
        now, model = self._clock(), self._model()
        if model is None:
            return []
        async with in_transaction() as transaction:
            ids = await live_matches.lock_due(transaction, now, model, MOST_AT_ONCE)
            read = await live_matches.read(transaction, ids) if ids else {}
            found = [standing(*read[match_id], now) for match_id in ids]
            steps = [step for one in found if (step := _step(one, now, model)) is not None]
            await predict(self._predictor, steps, now)
            updates = await write(transaction, steps, now)
        if updates:
            self._on_committed(updates)
        return updates

    async def _tick_all(self) -> None:
        while len(await self.tick()) == MOST_AT_ONCE:
            pass

    async def _safely(self, event: str, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except FootballError as error:
            log.warning(event, error=error.message)
        except Exception as error:  # the edge of a task: the next tick has another chance
            log.exception(event, error=type(error).__name__)

    def _model(self) -> str | None:
        try:
            return self._predictor.model().info.sha256
        except ModelUnavailable:
            return None


def _step(one: Standing, now: datetime, model: str) -> Step | None:
    """What there is to say; None where another process has said it meanwhile."""
    if not one.began or one.ended_at is not None or one.said is None:
        return None
    clock = clock_at(one.state, now, one.speed)
    moved = clock.minute >= one.clock.minute + A_MINUTE and now >= one.said.at + AT_LEAST_APART
    renewed = one.said.model not in (None, model) and now >= one.said.at + live_matches.RENEWED_APART
    if one.expected is None or one.expected.expectation is None or not (moved or renewed):
        return None
    cause = UpdateCause.CLOCK if moved else UpdateCause.MODEL
    return next_step(one, cause, None, before=one.state, clock=clock, at=max(now, one.said.at))
