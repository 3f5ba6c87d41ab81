"""What comes in from a feed, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from app.db.audit import Act
from app.football.inplay.events import MatchEvent
from app.football.inplay.refusals import EventRefused
from app.live.updates import LiveUpdate


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message was read, and its bytes as they came: what a dead letter keeps of it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    payload: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of a feed: an event, or why it is none. Without an origin nothing of it can be kept.

    `act`: of somebody who recorded the event by hand, for the audit trail.
    """

    event: MatchEvent | None
    refusal: EventRefused | None = None
    origin: Origin | None = None
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    update: LiveUpdate


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same event came before, with the same content: no effect, and no error."""

    event_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    reason: EventRefused


Outcome: TypeAlias = Applied | Duplicate | Refused


class Processing(Protocol):
    """Whoever gives incoming events their effect: all of a batch in one transaction, or nothing."""

    async def process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        """What became of each, in order. Raises Unavailable while the database is away."""
        ...
