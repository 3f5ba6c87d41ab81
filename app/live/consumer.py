"""The loop that gives events their effect: a batch, its transaction, its commit, and again."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import FootballError, Unavailable
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.live.incoming import Applied, Duplicate, Incoming, Outcome, Processing, Refused
from app.live.sources import EventSource
from app.log import get_logger

log = get_logger(__name__)

QUIET_S = 3.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How much at once, and how long to wait. Times in seconds."""

    batch: int = 200
    wait_s: float = 0.5
    stuck_s: float = 10.0
    """Events wait, and none was handed out for so long: the source is opened anew."""
    process_s: float = 60.0
    first_pause_s: float = 0.05
    longest_pause_s: float = 0.5
    attempts: int = 3
    """How often a batch that fails while the database answers is tried before its events are tried alone."""


class NoProgress(Unavailable):
    """Events wait, and the source hands none out."""


class LiveConsumer:
    """Follows a source for ever. What it says of itself is for health and metrics:

    `outcomes` counts events by what became of them, `refusals` those refused by reason; `restarts` how often
    the source was opened anew; `waiting_for` what it waits for ("" when it follows); `progress_at` when it
    last had nothing to do or had done a batch (time.monotonic).
    """

    def __init__(
        self, processor: Processing, open_source: Callable[[], EventSource], pace: Pace | None = None
    ) -> None:
        self._processor = processor
        self._open_source = open_source
        self._pace = pace or Pace()
        self._source: EventSource | None = None
        self.outcomes: Counter[str] = Counter(applied=0, duplicate=0, refused=0)
        self.refusals: Counter[str] = Counter()
        self.restarts = 0
        self._waiting_for = "the source"
        self.progress_at = time.monotonic()

    @property
    def waiting_for(self) -> str:
        silent = self._source is not None and self._source.silent_s() > QUIET_S
        return self._waiting_for or ("the source" if silent else "")

    def lag(self) -> int:
        """How many events are known to wait."""
        return 0 if self._source is None else self._source.lag()

    async def run(self) -> None:
        pause = _Pause(self._pace)
        while True:
            self._source = self._open_source()
            try:
                await self._source.open()
                self._waiting_for = ""
                pause.reset()
                await self._follow(self._source)
            except FootballError as error:
                log.warning("live_consumer_restarts", error=error.message)
            except Exception as error:  # the edge of a task: whatever it is, a new client has a chance
                log.exception("live_consumer_failed", error=type(error).__name__)
            finally:
                self._waiting_for = "the source"
                await self._source.close()
            self.restarts += 1
            await pause()

    async def _follow(self, source: EventSource) -> None:
        well_at = time.monotonic()
        while True:
            batch = await source.batch(self._pace.batch, self._pace.wait_s)
            if batch:
                self._count(await self._process(batch))
                await source.commit()
            if batch or not source.lag():
                well_at = time.monotonic()
            elif time.monotonic() - well_at > self._pace.stuck_s:
                raise NoProgress(f"{source.lag()} events wait and none came for {self._pace.stuck_s:g} s")
            self.progress_at = time.monotonic()

    async def _process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        """The outcomes, however long the database is away. What fails by itself is set aside."""
        pause, failures = _Pause(self._pace), 0
        while True:
            try:
                async with asyncio.timeout(self._pace.process_s):
                    outcomes = await self._processor.process(batch)
            except (Unavailable, TimeoutError) as away:
                self._waiting_for = "PostgreSQL"
                log.warning("live_batch_waits", events=len(batch), error=type(away).__name__)
            except Exception as error:
                failures += 1
                log.exception("live_batch_failed", events=len(batch), attempt=failures)
                if failures >= self._pace.attempts:
                    return await self._apart(batch, error)
            else:
                self._waiting_for = ""
                return outcomes
            await pause()

    async def _apart(self, batch: Sequence[Incoming], error: Exception) -> list[Outcome]:
        """Each event alone, so that only the one at fault becomes a dead letter."""
        if len(batch) > 1:
            return [outcome for one in batch for outcome in await self._process([one])]
        reason = (
            f"the program failed on it ({type(error).__name__}); its log has the rest, replay it once fixed"
        )
        refusal = EventRefused(RefusalCode.PROCESSING_FAILED, reason)
        if batch[0].refusal is not None:
            # not even the refusal could be written: wait for somebody to mend it rather than lose it
            raise error
        return await self._process([Incoming(None, refusal, batch[0].origin)])

    def _count(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            match outcome:
                case Applied():
                    self.outcomes["applied"] += 1
                case Duplicate():
                    self.outcomes["duplicate"] += 1
                case Refused(refused):
                    self.outcomes["refused"] += 1
                    self.refusals[refused.refusal.value] += 1
                    log.warning("event_refused", code=refused.refusal, reason=refused.reason)


class _Pause:
    """Longer from time to time, up to the longest."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next_s = pace.first_pause_s

    def reset(self) -> None:
        self._next_s = self._pace.first_pause_s

    async def __call__(self) -> None:
        seconds, self._next_s = self._next_s, min(self._next_s * 2, self._pace.longest_pause_s)
        await asyncio.sleep(seconds)
