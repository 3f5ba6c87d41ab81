"""Recorded matches as arrays: when goals and dismissals came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.football.inplay.events import EventKind, Happening, Side
from app.football.inplay.features import season_of
from app.football.match import Score
from app.ingest.inplay import InPlayFiles, RecordedMatch
from app.ingest.seasons import season_of_code
from app.training.inplay.parameters import Floats

FIRST_SEASON = 2003
"""Minutes of earlier seasons are known too seldom."""

GOALS = frozenset({EventKind.GOAL, EventKind.OWN_GOAL, EventKind.PENALTY_SCORED})
DISMISSALS = frozenset({EventKind.RED_CARD, EventKind.SECOND_YELLOW})
NO_GOALS = Score(0, 0)
SIDES = {Side.HOME: 0, Side.AWAY: 1}


class Moments(NamedTuple):
    """One entry for each thing that happened: the match's place, the minute (45 and 90 hold the added time),
    and the side, 0 home or 1 away, that it counts for."""

    match: NDArray[np.int64]
    minute: NDArray[np.int64]
    side: NDArray[np.int64]

    @classmethod
    def of(cls, told: Sequence[tuple[int, int, int]]) -> "Moments":
        return cls(*np.array(told, dtype=np.int64).reshape(-1, 3).T)


@dataclass(frozen=True)
class RecordedMatches:
    """N matches with their goals and dismissals."""

    records: tuple[RecordedMatch, ...]
    goals: Moments
    dismissals: Moments

    def __len__(self) -> int:
        return len(self.records)

    @cached_property
    def seasons(self) -> NDArray[np.int64]:
        """The year in which each match's season began [N], as features tell it."""
        return np.array([season_of(one.day) for one in self.records], dtype=np.int64)

    @cached_property
    def divisions(self) -> NDArray[np.str_]:
        return np.array([one.division for one in self.records])

    @cached_property
    def final(self) -> NDArray[np.int64]:
        """Final goals [N, 2] of home and away."""
        return np.array([(one.score.home, one.score.away) for one in self.records], dtype=np.int64)

    @cached_property
    def outcomes(self) -> NDArray[np.int64]:
        """0 home, 1 draw, 2 away [N]."""
        return np.asarray(1 - np.sign(self.final[:, 0] - self.final[:, 1]), dtype=np.int64)

    @cached_property
    def digest(self) -> str:
        """sha256 (hex) of all that is learned from them."""
        told = "\n".join(
            f"{one.division} {one.day} {one.home} {one.away} {one.score.home}-{one.score.away}"
            for one in self.records
        )
        content = sha256(told.encode())
        for moments in (self.goals, self.dismissals):
            content.update(np.stack(moments).astype("<i8").tobytes())
        return content.hexdigest()

    def states(self, minute: int) -> Floats:
        """Goals and dismissals of both sides [N, 4] once `minute` is over (45 and 90 with added time)."""
        found = np.zeros((len(self), 4))
        for first, moments in ((0, self.goals), (2, self.dismissals)):
            happened = moments.minute <= minute
            np.add.at(found, (moments.match[happened], first + moments.side[happened]), 1)
        return found


def read_matches(folder: Path, before: date | None = None) -> RecordedMatches:
    """The matches of the in-play files, before that day if any, whose goals add up to their score.

    A goalless one of which nothing was recorded counts as one without dismissals. Raises InPlayDataUnusable.
    """
    files = InPlayFiles(folder)
    wanted = [
        one
        for one in files.matches
        if season_of_code(one.season).starts_in >= FIRST_SEASON and (before is None or one.day < before)
    ]
    told = files.happenings(wanted)
    goals: list[tuple[int, int, int]] = []
    dismissals: list[tuple[int, int, int]] = []
    kept: list[RecordedMatch] = []
    for one in wanted:
        happenings = told[one.number]
        if isinstance(happenings, tuple):
            goals += _goals(happenings, len(kept))
            dismissals += _dismissals(happenings, len(kept))
        elif one.score != NO_GOALS:
            continue
        kept.append(one)
    return RecordedMatches(tuple(kept), Moments.of(goals), Moments.of(dismissals))


def _goals(happenings: Sequence[Happening], place: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for one in happenings:
        if one.kind is EventKind.VAR_CANCELLATION:
            found.pop()
        elif one.kind in GOALS and one.side is not None:
            side = one.side.other if one.kind is EventKind.OWN_GOAL else one.side
            found.append((place, one.minute, SIDES[side]))
    return found


def _dismissals(happenings: Sequence[Happening], place: int) -> list[tuple[int, int, int]]:
    return [
        (place, one.minute, SIDES[one.side])
        for one in happenings
        if one.kind in DISMISSALS and one.side is not None
    ]
