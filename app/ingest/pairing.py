"""Which line of a file tells of which match in the database.

A match is known by its pair in its season, not by its date: dates move. Only where a pair may meet at one
ground again in the same season does the date decide which meeting is meant.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from app.db.ingest import StoredMatch
from app.football.match import MatchStatus
from app.ingest.rows import MatchRow

SAME_MEETING = timedelta(days=2)
"""Two dates this close are one meeting, its date corrected."""
BROUGHT_FORWARD = timedelta(days=7)
"""A match may be played this long before its date; later without limit, as postponed matches are."""
UNPLAYED = frozenset({MatchStatus.SCHEDULED, MatchStatus.POSTPONED, MatchStatus.LIVE})


class Pairing(NamedTuple):
    """Lines with the match each tells of (None for a new one), and lines that are no match of their own."""

    pairs: list[tuple[MatchRow, StoredMatch | None]]
    refused: list[tuple[MatchRow, str]]


def pair(rows: Sequence[MatchRow], stored: Sequence[StoredMatch], *, repeats: bool) -> Pairing:
    """Pair the lines and the matches of one home and one away team in one season of one competition."""
    return _pair_repeated(rows, stored) if repeats else _pair_once(rows, stored)


def _pair_once(rows: Sequence[MatchRow], stored: Sequence[StoredMatch]) -> Pairing:
    told = max(rows, key=lambda row: (row.score is not None, row.kickoff, -row.line))
    reason = f"line {told.line} tells of the same match, which is played once a season here"
    nearest = min(stored, key=lambda match: abs(match.record.kickoff - told.kickoff), default=None)
    return Pairing([(told, nearest)], [(row, reason) for row in rows if row is not told])


def _pair_repeated(rows: Sequence[MatchRow], stored: Sequence[StoredMatch]) -> Pairing:
    found = _by_date(rows, stored)
    taken = {match.id for match in found.values()}
    unplayed = [
        match
        for match in sorted(stored, key=lambda match: (match.record.kickoff, match.id))
        if match.id not in taken and match.record.status in UNPLAYED
    ]
    for row in sorted(rows, key=lambda row: row.kickoff):
        if row.line not in found and unplayed and _may_be(row, unplayed[0]):
            found[row.line] = unplayed.pop(0)
    return Pairing([(row, found.get(row.line)) for row in rows], [])


def _by_date(rows: Sequence[MatchRow], stored: Sequence[StoredMatch]) -> dict[int, StoredMatch]:
    """Lines (by number) paired with the match nearest in time, the closest pairs first."""
    near = sorted(
        (apart, row.line, match.id, match)
        for row in rows
        for match in stored
        if (apart := abs(match.record.kickoff - row.kickoff)) <= SAME_MEETING
    )
    found: dict[int, StoredMatch] = {}
    taken: set[int] = set()
    for _, line, match_id, match in near:
        if line not in found and match_id not in taken:
            found[line] = match
            taken.add(match_id)
    return found


def _may_be(row: MatchRow, match: StoredMatch) -> bool:
    return row.kickoff >= match.record.kickoff - BROUGHT_FORWARD
