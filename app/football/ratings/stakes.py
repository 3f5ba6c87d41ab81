"""What a league match is worth to a side: how near the places that decide something still are.

Near the end of a season teams with nothing left to win play below their rating, and those in between two
fates above it. The lines are where a division's fates part; a rule changed in some year moves a line by a
place, which matters little.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import NamedTuple

LEAST_TEAMS = 8
"""A table with fewer teams is only filling up."""

USUAL_ROUNDS = 34.0
POINTS_A_WIN = 3.0


@dataclass(frozen=True, slots=True)
class Lines:
    """Places: champions, first class (direct promotion, the first European places), second class (play-offs,
    the last European places), counted from the top; relegation, direct and at all, from the bottom."""

    title: int = 1
    first: int = 4
    second: int = 6
    relegated: int = 3
    threatened: int = 3


_LINES = {
    "E0": Lines(1, 4, 6, 3, 3), "E1": Lines(1, 2, 6, 3, 3), "E2": Lines(1, 2, 6, 4, 4),
    "E3": Lines(1, 3, 7, 2, 2), "EC": Lines(1, 1, 7, 4, 4),
    "SC0": Lines(1, 2, 4, 1, 2), "SC1": Lines(1, 1, 4, 1, 2), "SC2": Lines(1, 1, 4, 1, 2),
    "SC3": Lines(1, 1, 4, 1, 1),
    "D1": Lines(1, 4, 6, 2, 3), "D2": Lines(1, 2, 3, 2, 3),
    "I1": Lines(1, 4, 6, 3, 3), "I2": Lines(1, 2, 8, 3, 5),
    "SP1": Lines(1, 4, 6, 3, 3), "SP2": Lines(1, 2, 6, 4, 4),
    "F1": Lines(1, 3, 5, 2, 3), "F2": Lines(1, 2, 5, 2, 4),
    "N1": Lines(1, 2, 7, 2, 3), "B1": Lines(1, 4, 6, 1, 2), "P1": Lines(1, 3, 5, 2, 3),
    "T1": Lines(1, 2, 4, 3, 3), "G1": Lines(1, 2, 6, 2, 2),
}  # fmt: skip
_USUAL = Lines()


class Stakes(NamedTuple):
    """`lines`: worth of the match for each line of `Lines`, in their order, 0 to 1; `greatest`: of any;
    `dead`: 1 when no line can be crossed any more, else 0."""

    lines: tuple[float, ...]
    greatest: float
    dead: float


NOTHING_KNOWN = Stakes((0.0,) * 5, 0.0, 0.0)

SPREAD = 1.87
"""Points a match by which the gap between two teams usually changes, over the root of two."""

EXPONENT = 0.3915
"""How fast a match gains worth as the season ends: matches left to this power."""


def stakes(competition: str, table: tuple[float, ...], points: float, left: float) -> Stakes:
    """Of a side with `points` and `left` matches to play in a table of points in falling order."""
    if len(table) < LEAST_TEAMS:
        return NOTHING_KNOWN
    left = max(left, 1.0)
    gaps = _gaps(_places(competition, len(table)), table, points)
    fading, discount = 4.0 * left, left**EXPONENT
    worth = tuple([exp(-((gap / SPREAD) ** 2) / fading) / discount for gap in gaps])
    dead = 1.0 if min(map(abs, gaps)) > POINTS_A_WIN * left else 0.0
    return Stakes(worth, max(worth), dead)


def _gaps(places: tuple[int, ...], table: tuple[float, ...], points: float) -> list[float]:
    """Points ahead of the first below the line under a place, or (negative) behind the last above it."""
    teams = len(table)
    return [
        points - (table[place] if points >= table[place - 1] else table[place - 1])
        if 1 <= place < teams
        else 0.0
        for place in places
    ]


@cache
def _places(competition: str, teams: int) -> tuple[int, ...]:
    """The places over each line, from the top."""
    lines = _LINES.get(competition, _USUAL)
    return lines.title, lines.first, lines.second, teams - lines.relegated, teams - lines.threatened


def matches_left(played: float, rounds: float, teams: int) -> float:
    """By the `rounds` of the season before, or of a double round-robin where none is known."""
    usual = 2.0 * (teams - 1) if teams > 1 else USUAL_ROUNDS
    return (rounds or usual) - played


def replaced(table: tuple[float, ...], old: float | None, new: float) -> tuple[float, ...]:
    """The table, in falling order, with `old` points (None: a team not in it yet) become `new`.

    A match of an earlier season that is played late meets a table without its sides: they enter it.
    """
    rising = list(reversed(table))
    if old is not None and old in table:
        rising.remove(old)
    rising.insert(bisect_left(rising, new), new)
    return tuple(reversed(rising))
