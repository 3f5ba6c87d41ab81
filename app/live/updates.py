"""What a live match's followers are told: one update after another, numbered without gaps."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.db.predictions import Receipt
from app.football.inplay.events import MatchEvent
from app.football.inplay.state import MatchState
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ScoreGrid


class UpdateCause(StrEnum):
    """Why the probabilities moved."""

    EVENT = "EVENT"
    CLOCK = "CLOCK"
    CORRECTION = "CORRECTION"
    MODEL = "MODEL"


@dataclass(frozen=True, slots=True)
class Movement:
    """A part of an update's change of the outcome's probabilities, in multiples of 2**-40: sums are exact."""

    cause: UpdateCause
    home: float
    draw: float
    away: float


@dataclass(frozen=True, slots=True)
class InPlayPrediction:
    """What is believed of the FINAL score; every market is read off `grid`."""

    grid: ScoreGrid
    outcome: OutcomeProbabilities
    expected_goals: ExpectedGoals
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class LiveUpdate:
    """One step of a match's stream.

    `sequence`: gap-free within the match, from 1. `position`, `competition_position`: gap-free over all live
    matches, and over those of the competition. `prediction` is None where the teams' strengths are not known;
    `missing` says what is needed then.
    """

    match_id: int
    competition: str
    sequence: int
    position: int
    competition_position: int
    run: str | None
    cause: UpdateCause
    event: MatchEvent | None
    state: MatchState
    made_at: datetime
    prediction: InPlayPrediction | None
    missing: tuple[str, ...] = ()
    movements: tuple[Movement, ...] = ()
