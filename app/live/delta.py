"""Why the probabilities of a live match moved between two of its updates, adding up exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from app.errors import InsufficientData, NotFound, ValidationFailed
from app.football.inplay.delta import Movement, rounded, total
from app.football.scoregrid import OutcomeProbabilities
from app.live.updates import LiveUpdate

MOST = 2000
"""Updates that one delta may span."""


class UpdateReads(Protocol):
    async def after(self, match_id: int, sequence: int, limit: int) -> Sequence[LiveUpdate]:
        """The updates of a match that follow this number, at most so many, in order."""
        ...

    async def of_run(self, match_id: int) -> tuple[int, int] | None:
        """The first and the last number since the match began, or began anew; None where nothing was told."""
        ...


class Change(NamedTuple):
    """What is added to the probability of each outcome."""

    home: float
    draw: float
    away: float


@dataclass(frozen=True, slots=True)
class Delta:
    """`before` and `after` are quantised as movements are, so `before` + `change` is `after`, bit for bit.

    `parts`: the change by cause, in the order of `UpdateCause`; `steps`: the updates after `before`.
    """

    from_: int
    to: int
    before: OutcomeProbabilities
    after: OutcomeProbabilities
    change: Change
    parts: tuple[Movement, ...]
    steps: tuple[LiveUpdate, ...]


async def prediction_delta(
    reads: UpdateReads, match_id: int, from_: int | None = None, to: int | None = None
) -> Delta:
    """Between the updates numbered `from_` and `to`: unless given, the first and the last one.

    Raises ValidationFailed for a range that cannot be meant, NotFound for updates that are not there, and
    InsufficientData where nothing was predicted.
    """
    if from_ is None or to is None:
        first, last = await _ends(reads, match_id)
        from_, to = first if from_ is None else from_, last if to is None else to
    _check(from_, to)
    updates = await reads.after(match_id, from_ - 1, to - from_ + 1)
    if [update.sequence for update in updates] != list(range(from_, to + 1)):
        raise NotFound(f"the match has no updates {from_} to {to}; match.live has the latest one's sequence")
    return delta_of(updates)


async def _ends(reads: UpdateReads, match_id: int) -> tuple[int, int]:
    ends = await reads.of_run(match_id)
    if ends is None:
        raise NotFound("the match has no updates: nothing was told of it live")
    return ends


def delta_of(updates: Sequence[LiveUpdate]) -> Delta:
    """From the first to the last of consecutive updates. Raises InsufficientData."""
    outcomes = [_outcome(update) for update in updates]
    before, after, steps = outcomes[0], outcomes[-1], tuple(updates[1:])
    movements = [part for update in steps for part in update.movements]
    return Delta(
        from_=updates[0].sequence,
        to=updates[-1].sequence,
        before=before,
        after=after,
        change=change_of(movements),
        parts=total(movements),
        steps=steps,
    )


def change_of(movements: Iterable[Movement]) -> Change:
    """The sum of movements: exact, as they are multiples of 2**-40."""
    parts = tuple(movements)
    return Change(
        sum(one.home for one in parts), sum(one.draw for one in parts), sum(one.away for one in parts)
    )


def _outcome(update: LiveUpdate) -> OutcomeProbabilities:
    if update.prediction is None:
        raise InsufficientData(update.missing or (f"a prediction of update {update.sequence}",))
    return OutcomeProbabilities(*rounded(update.prediction.outcome))


def _check(from_: int, to: int) -> None:
    if from_ < 1:
        raise ValidationFailed("from", f"must be the sequence of an update, from 1, not {from_}")
    if to < from_:
        raise ValidationFailed("to", f"must not be before from ({from_}), not {to}")
    if to - from_ > MOST:
        raise ValidationFailed("to", f"at most {MOST:,} updates are summed up, not {to - from_:,}")
