"""The replays that live matches are shown from."""

from collections.abc import Sequence

from app.db.sql import fetch


async def speeds(match_ids: Sequence[int]) -> dict[int, float]:
    """How many times faster than played each live match is told; one statement."""
    rows = await fetch("SELECT match_id, speed FROM live_match WHERE match_id = ANY($1::bigint[])", match_ids)
    return {row["match_id"]: row["speed"] for row in rows}
