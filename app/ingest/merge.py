"""What a match is after a source has told of it: never less than before, and corrections remembered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from app.db.ingest import MatchRecord, Revision, StoredMatch
from app.football.match import STATISTIC_NAMES, MatchStatus, result_known_at
from app.ingest.rows import MatchRow

SOURCE_RANK: Mapping[str, int] = {"archive": 0}
"""A source with a lower rank never changes what a richer one told; all others count alike."""
RICH = 1
OVERDUE_AFTER = timedelta(days=3)
"""A match without a score this long before others with one was not played on its date."""
DONE = frozenset({MatchStatus.FINISHED, MatchStatus.ABANDONED})
OPTIONAL = (*STATISTIC_NAMES, "referee")
UNRATED = frozenset({"referee", "source", "meeting"})
"""Fields that no rating follows from."""
_OPEN = frozenset({MatchStatus.SCHEDULED, MatchStatus.POSTPONED, MatchStatus.LIVE})


class Identity(NamedTuple):
    """Which match a line tells of, by the database's ids."""

    competition_id: int
    season_id: int
    home_id: int
    away_id: int


def told_record(
    row: MatchRow, identity: Identity, *, source: str, latest_result: datetime | None
) -> MatchRecord:
    """The match as this line tells it; its meeting is not known yet.

    `latest_result` is the kickoff of the last match of its season that the file has a score of: a match
    well before it without one was postponed, while a file without scores says nothing about that.
    """
    status = row.status
    overdue = latest_result is not None and row.kickoff + OVERDUE_AFTER < latest_result
    if status is MatchStatus.SCHEDULED and overdue:
        status = MatchStatus.POSTPONED
    finished = status is MatchStatus.FINISHED
    return MatchRecord(
        *identity,
        meeting=1,
        kickoff=row.kickoff,
        kickoff_time_known=row.kickoff_time_known,
        neutral=row.neutral,
        status=status.value,
        known_at=result_known_at(row.kickoff, row.kickoff_time_known) if finished else None,
        home_goals=row.score.home if row.score else None,
        away_goals=row.score.away if row.score else None,
        half_time_home_goals=row.half_time.home if row.half_time else None,
        half_time_away_goals=row.half_time.away if row.half_time else None,
        referee=row.referee,
        source=source,
        **{name: getattr(row.statistics, name) for name in STATISTIC_NAMES},
    )


def is_stale(before: MatchRecord, told: MatchRecord) -> bool:
    """Whether the telling is poorer than what is known: a poorer source, or a fixture already played."""
    if _rank(told.source) < _rank(before.source):
        return True
    started = before.status in DONE or before.status == MatchStatus.LIVE
    return started and told.status not in DONE


def merge(before: MatchRecord, told: MatchRecord) -> MatchRecord:
    """The match after the telling: what the line does not say stays as it was."""
    changes = {name: getattr(before, name) for name in OPTIONAL if getattr(told, name) is None}
    changes["meeting"] = before.meeting
    goals = (told.home_goals, told.away_goals)
    if told.half_time_home_goals is None and goals == (before.home_goals, before.away_goals):
        changes |= {name: getattr(before, name) for name in ("half_time_home_goals", "half_time_away_goals")}
    same_day = told.kickoff.date() == before.kickoff.date()
    if before.kickoff_time_known and not told.kickoff_time_known and same_day:
        changes |= {"kickoff": before.kickoff, "kickoff_time_known": True}
        if told.known_at:
            changes["known_at"] = result_known_at(before.kickoff, kickoff_time_known=True)
    return told._replace(**changes)


def changed_fields(before: MatchRecord, after: MatchRecord) -> tuple[str, ...]:
    return tuple(
        name for name, old, new in zip(MatchRecord._fields, before, after, strict=True) if old != new
    )


def correction(match: StoredMatch, after: MatchRecord) -> Revision | None:
    """What to remember, where the telling contradicts the match; None where it only adds to it."""
    before = match.record
    changed = [
        name for name in changed_fields(before, after) if name not in ("source", "meeting", "known_at")
    ]
    if not any(_contradicts(before, after, name) for name in changed):
        return None
    return Revision(
        match.id,
        after.source,
        {name: getattr(before, name) for name in changed},
        {name: getattr(after, name) for name in changed},
    )


def _contradicts(before: MatchRecord, after: MatchRecord, name: str) -> bool:
    old = getattr(before, name)
    if old is None or (name == "status" and old in _OPEN) or name == "kickoff_time_known":
        return False
    if name == "kickoff" and not before.kickoff_time_known:
        return bool(before.kickoff.date() != after.kickoff.date())
    return True


def _rank(source: str) -> int:
    return SOURCE_RANK.get(source, RICH)
