"""What a source said of a match that is played, and what became of it."""

from app.db import live_updates
from app.db.live_updates import LiveUpdate
from app.db.sql import fetch

_LAST = """
SELECT coalesce(max(sequence), 0) AS last FROM match_event
WHERE match_id = $1 AND run IS NULL AND source = $2
"""
_CAUSED = "SELECT sequence FROM live_update WHERE match_id = $1 AND event_id = $2"


async def last_number(match_id: int, source: str) -> int:
    """The highest of the numbers that the source gave to events of the match; 0 before the first."""
    return int((await fetch(_LAST, match_id, source))[0]["last"])


async def update_of(match_id: int, event_id: str) -> LiveUpdate | None:
    """The update that the event caused; None for an event that is not known."""
    for row in await fetch(_CAUSED, match_id, event_id):
        return (await live_updates.after(match_id, row["sequence"] - 1, 1))[0]
    return None
