"""From a match's rows of the in-play files to what happened, in order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.football.inplay.events import MOST_ADDED, EventKind, Happening, Side
from app.football.inplay.timeline import framed, tally
from app.football.match import Score


class EventLine(NamedTuple):
    """A row of events.parquet. `team` is the side that a goal counts for, otherwise the player's."""

    match_id: int
    minute: int | None
    added: int | None
    team: str
    type: str
    player: str | None
    home_score: int | None


class CannotBeTold(Exception):
    """Why a recorded match cannot be replayed."""


def happenings(lines: Sequence[EventLine], final: Score) -> tuple[Happening, ...]:
    """The whole match from kick-off to full time. Raises CannotBeTold where the record is not whole.

    A goal is a row of a goal's type; a penalty that left no score was missed. The second yellow card of a
    player is a dismissal. A disallowed goal is told as a goal that is then taken back.
    """
    if not lines:
        raise CannotBeTold("none of its events were recorded")
    book = _Book()
    told = [one for line in lines for one in book.read(line)]
    found = tally(told)
    if found != final:
        raise CannotBeTold(f"its events give {found.home}-{found.away}, it ended {final.home}-{final.away}")
    return framed(told)


@dataclass(slots=True)
class _Book:
    """Who was booked and who is off, as far as the rows were read."""

    booked: set[tuple[Side, str]] = field(default_factory=set)
    off: set[tuple[Side, str]] = field(default_factory=set)

    def read(self, line: EventLine) -> Iterable[Happening]:
        if line.type in _UNTOLD:
            return ()
        minute, added = _minute(line)
        side = Side(line.team.upper())
        return self._read(line, minute, added, side)

    def _read(self, line: EventLine, minute: int, added: int, side: Side) -> Iterator[Happening]:
        who = (side, line.player) if line.player else None
        match line.type:
            case "Goal":
                yield Happening(EventKind.GOAL, minute, added, side, line.player)
            case "Own goal":
                yield Happening(EventKind.OWN_GOAL, minute, added, side.other, line.player)
            case "Penalty Awarded":
                scored = line.home_score is not None
                kind = EventKind.PENALTY_SCORED if scored else EventKind.PENALTY_MISSED
                yield Happening(kind, minute, added, side, line.player)
            case "Goal Disallowed":
                yield Happening(EventKind.GOAL, minute, added, side, line.player)
                yield Happening(EventKind.VAR_CANCELLATION, minute, added)
            case "Substitution" | "Substitution - In":
                yield Happening(EventKind.SUBSTITUTION, minute, added, side, line.player)
            case "Yellow Card" | "Red Card" if who not in self.off:
                yield Happening(self._card(line.type, who), minute, added, side, line.player)

    def _card(self, type_: str, who: tuple[Side, str] | None) -> EventKind:
        if who is None:
            return EventKind.YELLOW_CARD if type_ == "Yellow Card" else EventKind.RED_CARD
        if type_ == "Yellow Card" and who not in self.booked:
            self.booked.add(who)
            return EventKind.YELLOW_CARD
        self.off.add(who)
        return EventKind.SECOND_YELLOW if type_ == "Yellow Card" else EventKind.RED_CARD


_UNTOLD = frozenset({"Substitution - Out", "Not on pitch", "Assistance"})


def _minute(line: EventLine) -> tuple[int, int]:
    """The minute as it is shown and the minutes beyond; minutes beyond others than 45 and 90 are slips."""
    if line.minute is None:
        raise CannotBeTold(f"it has a {line.type} without a minute")
    if line.minute > 90:
        raise CannotBeTold("it went to extra time")
    added = line.added or 0 if line.minute in (45, 90) else 0
    return max(line.minute, 1), min(added, MOST_ADDED)
