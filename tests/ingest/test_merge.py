"""What a match is after a source has told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.db.ingest import MatchRecord, StoredMatch
from app.football.match import MatchStatistics, MatchStatus, Score
from app.ingest.merge import Identity, correction, is_stale, merge, told_record
from app.ingest.rows import MatchRow

KICKOFF = datetime(2024, 8, 17, 14, tzinfo=UTC)
FIXTURE = MatchRow(
    line=2,
    competition="E0",
    season="2425",
    home="Arsenal",
    away="Chelsea",
    kickoff=KICKOFF,
    kickoff_time_known=True,
    status=MatchStatus.SCHEDULED,
)
PLAYED = replace(FIXTURE, status=MatchStatus.FINISHED, score=Score(2, 1), half_time=Score(1, 0))


def record(row: MatchRow, *, source: str = "football-data", latest: datetime | None = None) -> MatchRecord:
    return told_record(row, Identity(1, 2, 3, 4), source=source, latest_result=latest)


def corrected(before: MatchRow, after: MatchRow) -> dict[str, Any] | None:
    stored = StoredMatch(5, record(before))
    revision = correction(stored, merge(stored.record, record(after)))
    return revision and {name: (revision.before[name], revision.after[name]) for name in revision.before}


def test_a_finished_match_is_known_150_minutes_after_kickoff() -> None:
    assert record(PLAYED).known_at == KICKOFF + timedelta(minutes=150)
    assert record(FIXTURE).known_at is None


def test_a_match_left_behind_by_later_results_is_postponed() -> None:
    assert record(FIXTURE, latest=KICKOFF + timedelta(days=4)).status == "POSTPONED"
    assert record(FIXTURE, latest=KICKOFF + timedelta(days=2)).status == "SCHEDULED"
    assert record(FIXTURE).status == "SCHEDULED"


def test_a_result_updates_the_fixture_and_corrects_nothing() -> None:
    assert merge(record(FIXTURE), record(PLAYED)) == record(PLAYED)
    assert corrected(FIXTURE, PLAYED) is None


def test_a_fixture_already_played_is_stale() -> None:
    assert is_stale(record(PLAYED), record(FIXTURE))
    assert not is_stale(record(FIXTURE), record(PLAYED))


def test_the_poorer_source_changes_nothing_and_the_richer_one_wins() -> None:
    assert is_stale(record(FIXTURE), record(PLAYED, source="archive"))
    assert not is_stale(record(PLAYED, source="archive"), record(PLAYED))


def test_what_a_line_does_not_say_stays() -> None:
    full = replace(PLAYED, statistics=MatchStatistics(home_shots=14), referee="A Referee")
    assert merge(record(full), record(replace(PLAYED, half_time=None))) == record(full)


def test_a_half_time_of_another_score_does_not_stay() -> None:
    after = merge(record(PLAYED), record(replace(PLAYED, score=Score(0, 3), half_time=None)))
    assert (after.half_time_home_goals, after.half_time_away_goals) == (None, None)


def test_a_known_time_of_the_same_day_stays() -> None:
    noon = KICKOFF.replace(hour=12)
    assert merge(record(PLAYED), record(replace(PLAYED, kickoff=noon, kickoff_time_known=False))) == record(
        PLAYED
    )


def test_another_day_without_a_time_replaces_the_known_time() -> None:
    moved = replace(PLAYED, kickoff=datetime(2024, 8, 18, 12, tzinfo=UTC), kickoff_time_known=False)
    assert merge(record(PLAYED), record(moved)) == record(moved)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (PLAYED, replace(PLAYED, score=Score(2, 2)), {"away_goals": (1, 2)}),
        (FIXTURE, replace(FIXTURE, kickoff=KICKOFF + timedelta(days=9)), {"kickoff"}),
        (PLAYED, replace(PLAYED, referee="A Referee"), None),
        (
            replace(FIXTURE, kickoff=KICKOFF.replace(hour=12), kickoff_time_known=False),
            FIXTURE,
            None,
        ),
    ],
)
def test_only_what_contradicts_is_a_correction(before: MatchRow, after: MatchRow, changes: Any) -> None:
    found = corrected(before, after)
    assert (set(found) if isinstance(changes, set) and found else found) == changes
