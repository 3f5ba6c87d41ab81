"""Recording an event by hand: a source like any other, whose numbers are given out here."""

from dataclasses import dataclass
from datetime import datetime

from app.football.inplay.events import Happening

SOURCE = "api"


@dataclass(frozen=True, slots=True)
class Wish:
    """An event of a match that is played. `key` names it within the match; `occurred_at` None: now."""

    match_id: int
    key: str
    happening: Happening
    target: str | None
    replacement: Happening | None
    occurred_at: datetime | None
    actor: str
