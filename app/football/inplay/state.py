"""The state of a match: a fold over its events."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.football.match import Score


class MatchPhase(StrEnum):
    NOT_STARTED = "NOT_STARTED"
    FIRST_HALF = "FIRST_HALF"
    HALF_TIME = "HALF_TIME"
    SECOND_HALF = "SECOND_HALF"
    FULL_TIME = "FULL_TIME"
    ABANDONED = "ABANDONED"

    @property
    def over(self) -> bool:
        return self in (MatchPhase.FULL_TIME, MatchPhase.ABANDONED)


@dataclass(frozen=True, slots=True)
class SideState:
    """What stands for one side. `red_cards` counts dismissals: straight reds and second yellows."""

    yellow_cards: int = 0
    red_cards: int = 0
    substitutions: int = 0
    penalties_missed: int = 0


NO_GOALS = Score(0, 0)
UNTOUCHED = SideState()


@dataclass(frozen=True, slots=True)
class MatchState:
    """How a match stands by the events known so far.

    `minute` and `added`: the match's clock at the last event. `period_started_at`: when the running half
    began (UTC), from which the clock goes on between events. `announced_first`, `announced_second`: minutes
    of added time announced for each half. `missing`: events that the numbers of the sources say exist, but
    that have not arrived.
    """

    phase: MatchPhase = MatchPhase.NOT_STARTED
    score: Score = NO_GOALS
    half_time: Score | None = None
    home: SideState = UNTOUCHED
    away: SideState = UNTOUCHED
    minute: int = 0
    added: int = 0
    period_started_at: datetime | None = None
    announced_first: int | None = None
    announced_second: int | None = None
    events: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class MatchClock:
    """The running clock at an instant: `minute` is continuous, 0..45+added in the first half, 45..90+added
    in the second; at half time 45 with `second_half` False and `added` frozen."""

    minute: float
    second_half: bool
