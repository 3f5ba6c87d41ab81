"""Folding a match's events into its state, and which events may join them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import written
from app.football.inplay.events import MatchEvent
from app.football.inplay.log import MODIFIERS, MatchLog, fold
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.football.match import MatchStatus

__all__ = ["MatchFacts", "MatchLog", "check", "fold"]

EARLIEST = timedelta(minutes=60)
"""How long before its scheduled kickoff a match may begin."""


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What the calendar says of a match."""

    kickoff: datetime
    kickoff_time_known: bool
    status: MatchStatus


def check(known: MatchLog, new: MatchEvent, facts: MatchFacts) -> None:
    """Raises EventRefused where a new event (its id is not known) does not fit the match or its log."""
    holder = known.holder(new.source, new.sequence)
    if holder is not None:
        raise EventRefused(
            RefusalCode.NUMBER_TAKEN, f"number {new.sequence} of {new.source} is event {holder} already"
        )
    if new.run is None:
        _check_calendar(new, facts)
    if new.kind in MODIFIERS:
        _check_target(known, new)
    else:
        _check_between(known, new)


def _check_calendar(new: MatchEvent, facts: MatchFacts) -> None:
    earliest = facts.kickoff - EARLIEST
    if not facts.kickoff_time_known:
        earliest = facts.kickoff.replace(hour=0, minute=0, second=0, microsecond=0)
    if new.occurred_at < earliest:
        raise EventRefused(
            RefusalCode.BEFORE_KICK_OFF,
            f"it occurred at {written(new.occurred_at)}, the match kicks off at {written(facts.kickoff)}",
        )


def _check_target(known: MatchLog, new: MatchEvent) -> None:
    if new.target is None:
        raise EventRefused(RefusalCode.MISSING_FIELD, f"target: {new.kind} names no event")
    changed_by = known.change_of(new.target)
    if changed_by is not None:
        raise EventRefused(
            RefusalCode.SECOND_CORRECTION,
            f"event {new.target} was changed by {changed_by.id} already; correct that one",
        )
    target: str | None = new.target
    while target is not None:
        if target == new.id:
            raise EventRefused(RefusalCode.INVALID_FIELD, "target: the event would change itself")
        change = known.get(target)
        target = change.target if change else None


def _check_between(known: MatchLog, new: MatchEvent) -> None:
    bounds = known.bounds_with(new)
    if bounds.before(new):
        raise EventRefused(
            RefusalCode.BEFORE_KICK_OFF,
            f"number {new.sequence} of {new.source} comes before its kick-off, "
            f"number {bounds.kick_offs[new.source]}",
        )
    if bounds.after(new):
        raise EventRefused(
            RefusalCode.AFTER_FULL_TIME,
            f"the match was over before number {new.sequence} of {new.source}; correct the full time first",
        )
