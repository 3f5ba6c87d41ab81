"""Which match is meant where none is named."""

import strawberry

from app.db import live_matches, matches
from app.db.matches import KICKOFF_DESC, MatchFilter
from app.db.paging import Slice
from app.errors import NotFound
from app.football.match import MatchStatus
from schema.ids import row_id

PLAYED = MatchFilter(statuses=(MatchStatus.FINISHED,))


async def told_match(match_id: strawberry.ID | None) -> int:
    """The match named, or the one that something was told of last. Raises NotFound and ValidationFailed."""
    if match_id is not None:
        return row_id("Match", match_id, "matchId")
    last = await live_matches.last_told()
    if last is None:
        raise NotFound(
            "no match was live yet; name one by matchId, or let `football replay` tell a played one again"
        )
    return last


async def played_match(match_id: strawberry.ID | None) -> int:
    """The match named, or the last one that was played. Raises NotFound and ValidationFailed."""
    if match_id is not None:
        return row_id("Match", match_id, "matchId")
    rows = (await matches.page(PLAYED, Slice(KICKOFF_DESC, 1))).rows
    if not rows:
        raise NotFound("no match has been played; startCollection, or `football collect`, brings some")
    return rows[0].id
