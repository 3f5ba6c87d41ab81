"""A whole match as a line of time: its frame from kick-off to full time, and when each thing happens."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby

from app.football.inplay.events import EventKind, Happening, Side
from app.football.inplay.log import scorer
from app.football.match import Score

BREAK = timedelta(minutes=15)
USUAL_ADDED = (1, 3)
"""Minutes announced at 45 and 90 where no later event says that it was more."""


def framed(
    happenings: Iterable[Happening], announced: tuple[int, int] = USUAL_ADDED
) -> tuple[Happening, ...]:
    """What happened in a match, in its order, with kick-off, both halves' ends and added time around it.

    The added time is what the board is usually given (`announced`), or what the last event says it was.
    """
    halves: tuple[list[Happening], list[Happening]] = ([], [])
    for one in happenings:
        halves[one.minute > 45].append(one)
    (first, added_first), (second, added_second) = (
        _half(half, end, board) for half, end, board in zip(halves, (45, 90), announced, strict=True)
    )
    return (
        Happening(EventKind.KICK_OFF, 0),
        *first,
        Happening(EventKind.HALF_TIME, 45, added_first),
        Happening(EventKind.SECOND_HALF, 45),
        *second,
        Happening(EventKind.FULL_TIME, 90, added_second),
    )


def _half(half: Sequence[Happening], end: int, board: int) -> tuple[list[Happening], int]:
    """The half with the announcement in its place, and the minutes that were added."""
    added = max([board, *(one.added for one in half)])
    regular = [one for one in half if one.added == 0]
    return [*regular, Happening(EventKind.ADDED_TIME, end, announced=added), *half[len(regular) :]], added


def tally(happenings: Iterable[Happening]) -> Score:
    """Goals of both sides; a cancellation takes back the goal before it."""
    goals: list[Side] = []
    for one in happenings:
        if one.kind is EventKind.VAR_CANCELLATION:
            goals.pop()
        elif (side := scorer(one)) is not None:
            goals.append(side)
    return Score(goals.count(Side.HOME), goals.count(Side.AWAY))


def offsets(happenings: Sequence[Happening]) -> tuple[timedelta, ...]:
    """How long after kick-off each of a framed match's happenings comes, in order.

    Minute 23 is over 23 minutes after the half began; what happens in the same minute is spread over it. The
    second half begins a quarter of an hour after the first ended.
    """
    found: list[timedelta] = []
    shift = timedelta(0)
    for (minute, added), together in groupby(happenings, key=lambda one: (one.minute, one.added)):
        group = list(together)
        for at, one in enumerate(group, 1):
            if one.kind is EventKind.SECOND_HALF:
                shift = found[-1] + BREAK - timedelta(minutes=45)
            elapsed = timedelta(minutes=max(minute + added - 1 + at / len(group), 0))
            found.append(max([elapsed + shift, *found[-1:]]))
    return tuple(found)
