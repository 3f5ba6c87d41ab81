"""Giving events their effect: log, state, prediction and what is to be published, all of it or nothing."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from app.clock import Clock, written
from app.db import dead_letters, live_matches, match_events
from app.db.dead_letters import NewDeadLetter
from app.db.live_matches import SOURCE
from app.football.inplay.clock import clock_at
from app.football.inplay.events import EventKind, MatchEvent
from app.football.inplay.fold import MatchFacts, MatchLog, check
from app.football.inplay.log import speed_of
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.football.match import MatchStatus
from app.live.auditing import audit_recorded
from app.live.incoming import Applied, Duplicate, Incoming, Origin, Outcome, Refused
from app.live.predictor import Expected, InPlayPredictor
from app.live.standing import DONE, Standing, standing
from app.live.steps import Step, cause_of, next_step, predict, write
from app.live.topics import DEAD_LETTERS
from app.live.updates import LiveUpdate

ATTEMPTS = 3
"""Writers of other tables may lock matches in another order, and one event may come by two roads at once."""

KEPT_LOGS = 1_000
"""Matches whose events are kept in memory between batches."""

AHEAD = timedelta(days=1)
"""How far the clock of a feed may be ahead of ours: what is dated later is no instant that anybody saw."""

UNEXPECTED = Expected(None, None, ("what was expected before kickoff is not known yet",), settled=False)

OnCommitted = Callable[[Sequence[LiveUpdate]], None]


def nobody(_updates: Sequence[LiveUpdate]) -> None:
    """Nobody in this process follows."""


class LiveProcessor:
    """`on_committed` is told of the updates of each batch once they are in the database.

    Any number of processors may work on one database: the rows of the batch's matches are locked in order.
    What is kept in memory is a copy; the database is the truth.
    """

    def __init__(self, predictor: InPlayPredictor, clock: Clock, on_committed: OnCommitted = nobody) -> None:
        self._predictor = predictor
        self._clock = clock
        self._on_committed = on_committed
        self._logs: OrderedDict[int, _KnownLog] = OrderedDict()

    async def process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        """What became of each, in order; one transaction.

        An event that is refused has no effect, and its message becomes a dead letter. Raises Unavailable
        while the database is away: then nothing has happened.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._process(batch)
            except (asyncpg.DeadlockDetectedError, IntegrityError):
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def _process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        events = [one.event for one in batch if one.event is not None]
        expected = await self._expectations(events)
        work = _Work(expected, self._clock())
        async with in_transaction() as transaction:
            await self._read(transaction, work, events)
            outcomes = [work.take(one) for one in batch]
            await predict(self._predictor, work.steps, work.now)
            updates = await write(transaction, work.steps, work.now)
            accepted = [one for one, outcome in zip(batch, outcomes, strict=True) if outcome is None]
            await audit_recorded(transaction, zip(accepted, updates, strict=True))
            await dead_letters.append(transaction, work.letters, work.now, publish_to=DEAD_LETTERS)
        self._remember(work)
        if updates:
            self._on_committed(updates)
        told = iter(updates)
        return [Applied(next(told)) if one is None else one for one in outcomes]

    async def _expectations(self, events: Sequence[MatchEvent]) -> dict[int, Expected]:
        """What was expected of matches whose run may begin with this batch."""
        runs = {(event.match_id, event.run) for event in events}
        unknown = {key for key in runs if not self._is_expected(*key)}
        if unknown:
            unknown -= await live_matches.expected_runs(sorted({match_id for match_id, _ in unknown}))
        ids = sorted({match_id for match_id, _ in unknown})
        return await self._predictor.expectations(ids) if ids else {}

    def _is_expected(self, match_id: int, run: str | None) -> bool:
        known = self._logs.get(match_id)
        return known is not None and known.run == run and known.expected

    async def _read(
        self, transaction: BaseDBAsyncClient, work: "_Work", events: Sequence[MatchEvent]
    ) -> None:
        ids = sorted({event.match_id for event in events})
        if not ids:
            return
        await live_matches.lock(transaction, ids)
        for match_id, (match, row) in (await live_matches.read(transaction, ids)).items():
            one = work.standings[match_id] = standing(match, row, work.now)
            known = self._logs.pop(match_id, None)
            if known is not None and (known.run, known.sequence) == (one.run, one.sequence):
                one.logs[known.run] = known.log
        await self._read_logs(transaction, work, events)
        elsewhere = [event.id for event in events if not work.knows(event)]
        work.seen = await match_events.by_id(transaction, elsewhere)

    async def _read_logs(
        self, transaction: BaseDBAsyncClient, work: "_Work", events: Sequence[MatchEvent]
    ) -> None:
        runs = {(event.match_id, event.run) for event in events if event.match_id in work.standings}
        runs |= {(match_id, one.run) for match_id, one in work.standings.items() if one.began}
        wanted = [(match_id, run) for match_id, run in runs if run not in work.standings[match_id].logs]
        for (match_id, run), known in (await match_events.of_runs(transaction, wanted)).items():
            work.standings[match_id].logs[run] = MatchLog(known)

    def _remember(self, work: "_Work") -> None:
        for match_id, one in work.standings.items():
            if one.began:
                settled = one.expected is not None and one.expected.settled
                self._logs[match_id] = _KnownLog(one.run, one.sequence, one.log, settled)
        while len(self._logs) > KEPT_LOGS:
            self._logs.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _KnownLog:
    """The events of a match's current run, as of a step of its stream."""

    run: str | None
    sequence: int
    log: MatchLog
    expected: bool


@dataclass(slots=True)
class _Work:
    """A batch within its transaction. `seen`: events of this batch that the database knows by their id."""

    expected: Mapping[int, Expected]
    now: datetime
    standings: dict[int, Standing] = field(default_factory=dict)
    seen: dict[str, MatchEvent] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    letters: list[NewDeadLetter] = field(default_factory=list)

    def knows(self, event: MatchEvent) -> bool:
        one = self.standings.get(event.match_id)
        log = one.logs.get(event.run) if one else None
        return log is not None and log.get(event.id) is not None

    def take(self, incoming: Incoming) -> Duplicate | Refused | None:
        """Plan what an event does; None where it is accepted."""
        try:
            if incoming.event is None:
                raise incoming.refusal or EventRefused(RefusalCode.MALFORMED_JSON, "no event")
            if self._is_duplicate(incoming.event):
                return Duplicate(incoming.event.id)
            self._accept(self._standing(incoming.event), incoming.event)
        except EventRefused as refusal:
            if incoming.origin is not None:
                self.letters.append(_letter(incoming.origin, refusal))
            return Refused(refusal)
        return None

    def _is_duplicate(self, event: MatchEvent) -> bool:
        one = self.standings.get(event.match_id)
        log = one.logs.get(event.run) if one else None
        known = (log.get(event.id) if log else None) or self.seen.get(event.id)
        if known is not None and known != event:
            raise EventRefused(
                RefusalCode.SAME_ID_OTHER_CONTENT,
                f"event {event.id} is known with another content; a correction is an event of its own",
            )
        return known is not None

    def _standing(self, event: MatchEvent) -> Standing:
        """The match of the event, once it is sure that the event may be part of its stream."""
        one = self.standings.get(event.match_id)
        if one is None:
            raise EventRefused(RefusalCode.UNKNOWN_MATCH, "there is no such match")
        if event.occurred_at > self.now + AHEAD:
            raise EventRefused(
                RefusalCode.INVALID_FIELD, f"occurredAt: {written(event.occurred_at)} has not come yet"
            )
        check_run(one, event, self.now)
        check(one.logs[event.run], event, _facts(one))
        return one

    def _accept(self, one: Standing, event: MatchEvent) -> None:
        begins = not one.began or one.run != event.run
        at = min(event.occurred_at, self.now)
        if begins:
            self._begin(one, event, at)
        elif one.said is not None:
            at = max(at, one.said.at)
        if one.expected is None or not one.expected.settled:
            one.expected = self.expected.get(event.match_id, UNEXPECTED)
        one.speed = speed_of(event)
        before = None if begins else one.state
        one.state = one.log.add(event)
        one.ended_at = self.now if one.state.phase.over else None
        self.seen[event.id] = event
        clock = clock_at(one.state, at, one.speed)
        self.steps.append(next_step(one, cause_of(event), event, before=before, clock=clock, at=at))

    def _begin(self, one: Standing, event: MatchEvent, at: datetime) -> None:
        one.began = True
        one.run = event.run
        one.started_at = at
        one.expected = None
        one.ended_at = None


def check_run(one: Standing, event: MatchEvent, now: datetime) -> None:
    """Raises EventRefused where an event belongs to a stream that is over, or may not begin now."""
    match = one.match
    if event.run is None:
        if match.status in DONE and match.source != SOURCE and not one.logs[None].state.events:
            raise EventRefused(
                RefusalCode.MATCH_OVER,
                f"the match is {match.status.lower()}, as {match.source} has it: it takes no more events",
            )
        return
    # what this very batch says of the match itself is written after its last step: a replay would hide it
    if match.status is MatchStatus.LIVE or one.result(now) is not None:
        raise EventRefused(RefusalCode.MATCH_IS_LIVE, "the match is being played: it is not replayed now")
    if not one.began or one.run == event.run:
        return
    # a replay that begins in the middle of a match dates its kick-off back
    begins = event.kind is EventKind.KICK_OFF
    older = one.run is not None and not begins and event.occurred_at < one.started_at
    if older or one.logs[event.run].state.events:
        raise EventRefused(RefusalCode.RUN_OVER, f"replay {event.run} of the match gave way to a newer one")


def _facts(one: Standing) -> MatchFacts:
    return MatchFacts(one.match.kickoff, one.match.kickoff_time_known, one.match.status)


def _letter(origin: Origin, refusal: EventRefused) -> NewDeadLetter:
    return NewDeadLetter(
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        key=origin.key,
        payload=origin.payload,
        code=refusal.refusal.value,
        reason=refusal.reason,
    )
