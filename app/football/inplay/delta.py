"""Why probabilities moved: parts that add up exactly.

Outcomes are rounded to multiples of 2**-40 (about 1e-12). Differences and sums of such numbers are exact in
float64, so the parts of a movement add up to it bit for bit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.football.scoregrid import OutcomeProbabilities

STEPS = 2**40

Quantised = tuple[int, int, int]
"""Home, draw and away in multiples of 2**-40."""


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


def quantised(outcome: OutcomeProbabilities) -> Quantised:
    return round(outcome.home * STEPS), round(outcome.draw * STEPS), round(outcome.away * STEPS)


def rounded(outcome: OutcomeProbabilities) -> tuple[float, float, float]:
    """The outcome as movements count it: home, draw, away."""
    home, draw, away = quantised(outcome)
    return home / STEPS, draw / STEPS, away / STEPS


def movement(cause: UpdateCause, before: Quantised, after: Quantised) -> Movement:
    home, draw, away = ((new - old) / STEPS for old, new in zip(before, after, strict=True))
    return Movement(cause, home, draw, away)


def movements(start: Quantised, stages: Iterable[tuple[UpdateCause, Quantised]]) -> tuple[Movement, ...]:
    """The parts of the way from `start` through the stages; a stage that changes nothing has no part."""
    parts = []
    for cause, reached in stages:
        if reached != start:
            parts.append(movement(cause, start, reached))
        start = reached
    return tuple(parts)


def total(parts: Sequence[Movement]) -> tuple[Movement, ...]:
    """One part for each cause, in the order of the causes; causes that moved nothing are left out."""
    sums: dict[UpdateCause, list[float]] = {}
    for part in parts:
        own = sums.setdefault(part.cause, [0.0, 0.0, 0.0])
        own[0] += part.home
        own[1] += part.draw
        own[2] += part.away
    return tuple(Movement(cause, *sums[cause]) for cause in UpdateCause if cause in sums and any(sums[cause]))
