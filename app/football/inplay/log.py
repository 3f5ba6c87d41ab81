"""The events of one match that are known, and the state they add up to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from app.football.inplay.events import FIRST_HALF_ENDS, EventKind, Happening, MatchEvent, Side
from app.football.inplay.state import MatchPhase, MatchState, SideState
from app.football.match import Score

MODIFIERS = frozenset({EventKind.VAR_CANCELLATION, EventKind.CORRECTION})
ENDINGS = frozenset({EventKind.FULL_TIME, EventKind.ABANDONMENT})
BOUNDARIES = ENDINGS | {EventKind.KICK_OFF, EventKind.HALF_TIME, EventKind.SECOND_HALF}
GOALS = frozenset({EventKind.GOAL, EventKind.OWN_GOAL, EventKind.PENALTY_SCORED})
COUNTED = {
    EventKind.YELLOW_CARD: "yellow_cards",
    EventKind.SECOND_YELLOW: "red_cards",
    EventKind.RED_CARD: "red_cards",
    EventKind.SUBSTITUTION: "substitutions",
    EventKind.PENALTY_MISSED: "penalties_missed",
}
_ALWAYS_FIRST = frozenset({EventKind.KICK_OFF, EventKind.HALF_TIME})
_ALWAYS_SECOND = frozenset({EventKind.SECOND_HALF, EventKind.FULL_TIME})

Key = tuple[bool, int, int, int, str, str]
"""By which events are ordered: second half, minute, added, number, source, id."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of an event after corrections and cancellations."""

    happening: Happening
    event: MatchEvent

    @property
    def key(self) -> Key:
        happening, event = self.happening, self.event
        return (
            in_second_half(happening),
            happening.minute,
            happening.added,
            event.sequence,
            event.source,
            event.id,
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the sources say that the match began and ended: by their own numbers, and by the clock."""

    kick_offs: dict[str, int] = field(default_factory=dict)
    endings: dict[str, int] = field(default_factory=dict)
    ended_at: datetime | None = None

    def before(self, event: MatchEvent) -> bool:
        return event.sequence < self.kick_offs.get(event.source, 0)

    def after(self, event: MatchEvent) -> bool:
        """By number where the event's source told of the end, else by when it happened."""
        ending = self.endings.get(event.source)
        if ending is not None:
            return event.sequence > ending
        return self.ended_at is not None and event.occurred_at > self.ended_at


def fold(events: Iterable[MatchEvent]) -> MatchState:
    """The state that the events add up to, whatever their order and however often each is told.

    An event counts by its place on the match's clock, not by when it came. A cancellation or correction
    works on its target whichever comes first. Of a source's events, those numbered before its kick-off or
    after its full time count for nothing.
    """
    known = {event.id: event for event in events}
    return folded(known.values())


def folded(events: Collection[MatchEvent]) -> MatchState:
    """`fold` of events that differ in their ids."""
    stands = standing(events)
    bounds = bounds_of(stands)
    counting = sorted((one for one in stands if counts(one.event, bounds)), key=lambda one: one.key)
    return _state(counting, events=len(events), missing=missing(events))


def counts(event: MatchEvent, bounds: Bounds) -> bool:
    """Whether an event lies between kick-off and full time."""
    return not (bounds.before(event) or bounds.after(event))


def standing(events: Collection[MatchEvent]) -> list[Standing]:
    """What stands of the events, in no order; cancellations and corrections have done their work."""
    changes = changes_of(events)
    stands = []
    for event in events:
        if event.kind in MODIFIERS:
            continue
        happening = event.happening if event.id not in changes else _after_changes(event, changes)
        if happening is not None:
            stands.append(Standing(happening, event))
    return stands


def changes_of(events: Iterable[MatchEvent]) -> dict[str, MatchEvent]:
    """The one event that cancels or corrects each id."""
    changes: dict[str, MatchEvent] = {}
    for event in events:
        if event.target is not None:
            other = changes.get(event.target)
            if other is None or _number(event) < _number(other):
                changes[event.target] = event
    return changes


def bounds_of(stands: Iterable[Standing]) -> Bounds:
    kick_offs: dict[str, int] = {}
    endings: dict[str, int] = {}
    ended_at: datetime | None = None
    for one in stands:
        kind, event = one.happening.kind, one.event
        if kind is EventKind.KICK_OFF:
            kick_offs[event.source] = min(event.sequence, kick_offs.get(event.source, event.sequence))
        elif kind in ENDINGS:
            endings[event.source] = min(event.sequence, endings.get(event.source, event.sequence))
            ended_at = event.occurred_at if ended_at is None else min(ended_at, event.occurred_at)
    return Bounds(kick_offs, endings, ended_at)


def missing(events: Iterable[MatchEvent]) -> int:
    """How many numbers the sources have skipped."""
    numbers: dict[str, set[int]] = {}
    for event in events:
        numbers.setdefault(event.source, set()).add(event.sequence)
    return sum(max(known) - len(known) for known in numbers.values())


def in_second_half(happening: Happening) -> bool:
    """Minute 46 and later, but a half's own boundaries belong to it whatever their minute."""
    if happening.kind in _ALWAYS_SECOND:
        return True
    return happening.minute > FIRST_HALF_ENDS and happening.kind not in _ALWAYS_FIRST


def _number(event: MatchEvent) -> tuple[int, str, str]:
    return event.sequence, event.source, event.id


def _after_changes(event: MatchEvent, changes: dict[str, MatchEvent]) -> Happening | None:
    """What is left of an event; the last word on it is that of the latest correction in its chain.

    A cancelled correction never was, so its target stands again; a corrected one says anew what becomes of
    its target.
    """
    chain = []
    changed = event.id
    while (change := changes.get(changed)) is not None:
        chain.append(change)
        changed = change.id
    decided, happening = False, event.happening
    for change in reversed(chain):
        if not decided:
            decided, replacement = True, change.replacement
        elif replacement is None:
            decided = False
    return happening if not decided else replacement


def _state(counting: Sequence[Standing], *, events: int, missing: int) -> MatchState:
    if not counting:
        return MatchState(events=events, missing=missing)
    phase = _phase(counting)
    past_first = in_second_half(counting[-1].happening) or any(
        one.happening.kind is EventKind.HALF_TIME for one in counting
    )
    last = counting[-1].happening
    return MatchState(
        phase=phase,
        score=_score(counting),
        half_time=_score([one for one in counting if not in_second_half(one.happening)])
        if past_first
        else None,
        home=_side(counting, Side.HOME),
        away=_side(counting, Side.AWAY),
        minute=last.minute,
        added=last.added,
        period_started_at=_started_at(counting, second=in_second_half(last)),
        announced_first=_announced(counting, second=False),
        announced_second=_announced(counting, second=True),
        events=events,
        missing=missing,
    )


def _phase(counting: Sequence[Standing]) -> MatchPhase:
    kinds = {one.happening.kind for one in counting}
    if EventKind.FULL_TIME in kinds:
        return MatchPhase.FULL_TIME
    if EventKind.ABANDONMENT in kinds:
        return MatchPhase.ABANDONED
    if in_second_half(counting[-1].happening):
        return MatchPhase.SECOND_HALF
    return MatchPhase.HALF_TIME if EventKind.HALF_TIME in kinds else MatchPhase.FIRST_HALF


def scorer(happening: Happening) -> Side | None:
    """The side that a goal counts for; None for what is no goal."""
    if happening.kind not in GOALS or happening.side is None:
        return None
    return happening.side.other if happening.kind is EventKind.OWN_GOAL else happening.side


def _score(counting: Iterable[Standing]) -> Score:
    scorers = [scorer(one.happening) for one in counting]
    return Score(scorers.count(Side.HOME), scorers.count(Side.AWAY))


def _side(counting: Iterable[Standing], side: Side) -> SideState:
    counts: dict[str, int] = {}
    for one in counting:
        name = COUNTED.get(one.happening.kind)
        if name is not None and one.happening.side is side:
            counts[name] = counts.get(name, 0) + 1
    return SideState(**counts)


def _started_at(counting: Sequence[Standing], *, second: bool) -> datetime:
    """When the half began: as its kick-off says, else as the first event in it makes it likely."""
    half = [one for one in counting if in_second_half(one.happening) is second]
    kick_off = EventKind.SECOND_HALF if second else EventKind.KICK_OFF
    told = next((one.event.occurred_at for one in half if one.happening.kind is kick_off), None)
    if told is not None:
        return told
    first = half[0]
    played = first.happening.minute + first.happening.added - (FIRST_HALF_ENDS if second else 0)
    return first.event.occurred_at - timedelta(minutes=max(0, played) / speed_of(first.event))


def speed_of(event: MatchEvent) -> float:
    return event.replay.speed if event.replay else 1.0


def _announced(counting: Sequence[Standing], *, second: bool) -> int | None:
    told = [
        one.happening.announced
        for one in counting
        if one.happening.kind is EventKind.ADDED_TIME and in_second_half(one.happening) is second
    ]
    return told[-1] if told else None


class MatchLog:
    """The known events of one run of a match; `add` keeps `state` equal to `fold` of them all."""

    __slots__ = ("_bounds", "_changes", "_events", "_gaps", "_last", "_numbers", "state")

    def __init__(self, events: Iterable[MatchEvent] = ()) -> None:
        self._events: dict[str, MatchEvent] = {}
        self._numbers: dict[tuple[str, int], str] = {}
        self._gaps: dict[str, tuple[int, int]] = {}
        for event in events:
            self._note(event)
        self._fold()

    def get(self, event_id: str) -> MatchEvent | None:
        return self._events.get(event_id)

    def holder(self, source: str, number: int) -> str | None:
        """The id of the event that has this number of the source."""
        return self._numbers.get((source, number))

    def change_of(self, event_id: str) -> MatchEvent | None:
        """What cancels or corrects that event."""
        return self._changes.get(event_id)

    def bounds_with(self, event: MatchEvent) -> Bounds:
        """The bounds if this event were known, too."""
        if event.kind not in BOUNDARIES and event.id not in self._changes:
            return self._bounds
        return bounds_of(standing([*self._events.values(), event]))

    def add(self, event: MatchEvent) -> MatchState:
        """Raises nothing: whether the event may be added is for `check` to say."""
        if event.id in self._events:
            return self.state
        self._note(event)
        if self._continues(event):
            self._go_on(event)
        else:
            self._fold()
        return self.state

    def _note(self, event: MatchEvent) -> None:
        if event.id in self._events:
            return
        self._events[event.id] = event
        self._numbers[event.source, event.sequence] = event.id
        highest, known = self._gaps.get(event.source, (0, 0))
        self._gaps[event.source] = (max(highest, event.sequence), known + 1)

    def _fold(self) -> None:
        events = self._events.values()
        stands = standing(events)
        self._changes = changes_of(events)
        self._bounds = bounds_of(stands)
        counting = sorted((one for one in stands if counts(one.event, self._bounds)), key=lambda one: one.key)
        self._last = counting[-1].key if counting else None
        self.state = _state(counting, events=len(events), missing=self._missing())

    def _missing(self) -> int:
        return sum(highest - known for highest, known in self._gaps.values())

    def _continues(self, event: MatchEvent) -> bool:
        """Whether the event only adds to what the last one of the running half left."""
        happening = event.happening
        return (
            self._last is not None
            and happening.kind not in MODIFIERS
            and happening.kind not in BOUNDARIES
            and event.id not in self._changes
            and in_second_half(happening) is self._last[0]
            and Standing(happening, event).key > self._last
            and counts(event, self._bounds)
        )

    def _go_on(self, event: MatchEvent) -> None:
        happening, state = event.happening, self.state
        one = Standing(happening, event)
        self._last = one.key
        changes: dict[str, Any] = {}
        if (side := scorer(happening)) is not None:
            changes["score"] = Score(
                state.score.home + (side is Side.HOME), state.score.away + (side is Side.AWAY)
            )
            if not self._last[0] and state.half_time is not None:
                changes["half_time"] = changes["score"]
        elif (name := COUNTED.get(happening.kind)) is not None and happening.side is not None:
            own = happening.side.lower()
            before: SideState = getattr(state, own)
            changes[own] = replace(before, **{name: getattr(before, name) + 1})
        elif happening.kind is EventKind.ADDED_TIME:
            changes["announced_second" if self._last[0] else "announced_first"] = happening.announced
        self.state = replace(
            state,
            minute=happening.minute,
            added=happening.added,
            events=len(self._events),
            missing=self._missing(),
            **changes,
        )
