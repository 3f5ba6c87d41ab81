"""What happens in a match, as a feed of events tells it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FIRST_HALF_ENDS = 45
LAST_MINUTE = 90
MOST_ADDED = 30


class EventKind(StrEnum):
    KICK_OFF = "KICK_OFF"
    GOAL = "GOAL"
    OWN_GOAL = "OWN_GOAL"
    PENALTY_SCORED = "PENALTY_SCORED"
    PENALTY_MISSED = "PENALTY_MISSED"
    YELLOW_CARD = "YELLOW_CARD"
    SECOND_YELLOW = "SECOND_YELLOW"
    RED_CARD = "RED_CARD"
    SUBSTITUTION = "SUBSTITUTION"
    ADDED_TIME = "ADDED_TIME"
    HALF_TIME = "HALF_TIME"
    SECOND_HALF = "SECOND_HALF"
    FULL_TIME = "FULL_TIME"
    ABANDONMENT = "ABANDONMENT"
    VAR_CANCELLATION = "VAR_CANCELLATION"
    CORRECTION = "CORRECTION"


class Side(StrEnum):
    HOME = "HOME"
    AWAY = "AWAY"

    @property
    def other(self) -> "Side":
        return Side.AWAY if self is Side.HOME else Side.HOME


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened and when on the match's clock.

    `minute` as it is shown: 1..45 in the first half, 46..90 in the second, 0 for the kick-off; minutes beyond
    45 or 90 are `added` (45+2). `side` is that of the player: an own goal counts for the other one.
    `announced`: minutes of added time on the board (ADDED_TIME only).
    """

    kind: EventKind
    minute: int
    added: int = 0
    side: Side | None = None
    player: str | None = None
    announced: int | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """That an event is told again: of which run, and how many times faster than it happened."""

    run: str
    speed: float


@dataclass(frozen=True, slots=True)
class MatchEvent:
    """One message of a feed.

    `sequence`: the source's number of the event within the match, from 1. `occurred_at` (UTC): when it
    happened; in a replay, when it was told again. `target`: the id of the event that a VAR_CANCELLATION takes
    back or a CORRECTION replaces by `replacement` (None: it never happened).
    """

    id: str
    match_id: int
    source: str
    sequence: int
    happening: Happening
    occurred_at: datetime
    target: str | None = None
    replacement: Happening | None = None
    replay: Replay | None = None

    @property
    def kind(self) -> EventKind:
        return self.happening.kind

    @property
    def run(self) -> str | None:
        return self.replay.run if self.replay else None
