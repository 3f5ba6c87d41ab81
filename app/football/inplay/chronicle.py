"""What stands of a match's events, in the order of its clock, with the score as it grew."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.football.inplay.events import Happening, MatchEvent, Side
from app.football.inplay.log import bounds_of, counts, scorer, standing
from app.football.inplay.state import NO_GOALS
from app.football.match import Score


@dataclass(frozen=True, slots=True)
class Entry:
    """What `event` tells, after corrections, and the score after it."""

    happening: Happening
    event: MatchEvent
    score: Score


def chronicle(events: Iterable[MatchEvent]) -> tuple[Entry, ...]:
    """Exactly the events that `fold` counts: what was taken back is left out."""
    stands = standing({event.id: event for event in events}.values())
    bounds = bounds_of(stands)
    entries, score = [], NO_GOALS
    for one in sorted((one for one in stands if counts(one.event, bounds)), key=lambda one: one.key):
        side = scorer(one.happening)
        score = Score(score.home + (side is Side.HOME), score.away + (side is Side.AWAY))
        entries.append(Entry(one.happening, one.event, score))
    return tuple(entries)
