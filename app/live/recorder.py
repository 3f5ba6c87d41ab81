"""Recording events by hand: a source like any other, whose numbers are given out here."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.clock import Clock
from app.db import match_events, recorded_events
from app.db.audit import Act
from app.db.connection import connection
from app.errors import Conflict, FootballError, NotFound, ValidationFailed
from app.football.inplay.events import Happening, MatchEvent
from app.football.inplay.refusals import EventRefused, RefusalCode
from app.live.incoming import Applied, Duplicate, Incoming, Processing, Refused
from app.live.updates import LiveUpdate
from app.live.wire import OWN_SOURCE, decode_event, encode_event

TRIES = 20
"""How often a number may be taken by somebody who records an event of the match at the same time."""
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,40}")
_SENT_WRONGLY = frozenset(
    {
        RefusalCode.TOO_LARGE,
        RefusalCode.MISSING_FIELD,
        RefusalCode.INVALID_FIELD,
        RefusalCode.MINUTE_OUT_OF_RANGE,
    }
)
_OVERTAKEN = frozenset({RefusalCode.NUMBER_TAKEN, RefusalCode.SAME_ID_OTHER_CONTENT})


@dataclass(frozen=True, slots=True)
class Wish:
    """An event to record of a match that is played.

    `key` names it within the match, so that it has its effect once however often it is sent. `occurred_at`
    (UTC) is now unless given.
    """

    match_id: int
    key: str
    happening: Happening
    act: Act
    target: str | None = None
    replacement: Happening | None = None
    occurred_at: datetime | None = None

    @property
    def event_id(self) -> str:
        return f"{OWN_SOURCE}:{self.match_id}:{self.key}"

    def event(self, sequence: int, now: datetime) -> MatchEvent:
        """The event under this number, checked as a feed's message is. Raises EventRefused."""
        event = MatchEvent(
            id=self.event_id,
            match_id=self.match_id,
            source=OWN_SOURCE,
            sequence=sequence,
            happening=self.happening,
            occurred_at=self.occurred_at or now,
            target=self.target,
            replacement=self.replacement,
        )
        return decode_event(encode_event(event), None)

    def is_what(self, event: MatchEvent) -> bool:
        """Whether it wishes what was recorded; when, only if it says so."""
        return (self.happening, self.target, self.replacement) == (
            event.happening,
            event.target,
            event.replacement,
        ) and self.occurred_at in (None, event.occurred_at)


class EventRecorder:
    def __init__(self, processing: Processing, clock: Clock) -> None:
        self._processing = processing
        self._clock = clock

    async def record(self, wish: Wish) -> LiveUpdate:
        """The update that the event causes, or caused when it was sent before.

        Raises NotFound, ValidationFailed for what is no event, Conflict for what cannot have happened and for
        another event under the same key, Unavailable while the database is away.
        """
        if not _KEY.fullmatch(wish.key):
            raise ValidationFailed(
                "idempotencyKey", "has 1 to 40 characters out of A-Z a-z 0-9 . _ : - such as a UUID"
            )
        try:
            return await self._record(wish)
        except EventRefused as refused:
            raise _told(refused) from refused

    async def _record(self, wish: Wish) -> LiveUpdate:
        for _ in range(TRIES):
            if (before := await self._before(wish)) is not None:
                return before
            number = await recorded_events.last_number(wish.match_id, OWN_SOURCE) + 1
            event = wish.event(number, self._clock())
            match (await self._processing.process([Incoming(event, act=wish.act)]))[0]:
                case Applied(update):
                    return update
                case Refused(reason) if reason.refusal not in _OVERTAKEN:
                    raise reason
                case Refused() | Duplicate():
                    continue
        raise Conflict("others record events of this match all the time; send it again")

    async def _before(self, wish: Wish) -> LiveUpdate | None:
        """What this key has caused already. Raises Conflict, and ValidationFailed for an unknown target."""
        ids = [wish.event_id, *([] if wish.target is None else [wish.target])]
        known = await match_events.by_id(connection(), ids)
        if (event := known.get(wish.event_id)) is not None:
            if not wish.is_what(event):
                raise Conflict(
                    f"the idempotency key {wish.key} was used for another event of this match; take a new one"
                )
            return await recorded_events.update_of(wish.match_id, event.id)
        if wish.target is not None and (
            wish.target not in known or known[wish.target].match_id != wish.match_id
        ):
            raise ValidationFailed("target", f"no event of this match has the id {wish.target[:64]!r}")
        return None


def _told(refused: EventRefused) -> FootballError:
    """The refusal as an answer to whoever sent the event."""
    if refused.refusal is RefusalCode.UNKNOWN_MATCH:
        return NotFound(refused.reason)
    field, colon, told = refused.reason.partition(": ")
    if refused.refusal in _SENT_WRONGLY:
        return ValidationFailed(field if colon else "input", told or refused.reason)
    return Conflict(refused.reason)
