"""Which line tells of which match."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.ingest import StoredMatch
from app.football.match import MatchStatus, Score
from app.ingest.merge import Identity, told_record
from app.ingest.pairing import pair
from app.ingest.rows import MatchRow

START = datetime(2024, 8, 1, 15, tzinfo=UTC)


def row(day: int, *, line: int = 2, played: bool = True) -> MatchRow:
    return MatchRow(
        line=line,
        competition="SC0",
        season="2425",
        home="Celtic",
        away="Rangers",
        kickoff=START + timedelta(days=day),
        kickoff_time_known=True,
        status=MatchStatus.FINISHED if played else MatchStatus.SCHEDULED,
        score=Score(1, 0) if played else None,
    )


def stored(day: int, match_id: int, *, played: bool = True) -> StoredMatch:
    told = row(day, played=played)
    return StoredMatch(
        match_id, told_record(told, Identity(1, 2, 3, 4), source="football-data", latest_result=None)
    )


def paired(rows: list[MatchRow], matches: list[StoredMatch], *, repeats: bool) -> list[int | None]:
    return [match.id if match else None for _, match in pair(rows, matches, repeats=repeats).pairs]


@pytest.mark.parametrize("day", [0, 1, 40, -40])
def test_where_a_pair_meets_once_a_season_the_date_does_not_matter(day: int) -> None:
    assert paired([row(day)], [stored(0, 11)], repeats=False) == [11]


def test_where_a_pair_meets_once_the_line_with_the_score_counts_and_the_other_is_refused() -> None:
    told = pair([row(0, line=2, played=False), row(30, line=9)], [], repeats=False)
    assert [kept.line for kept, _ in told.pairs] == [9]
    assert [(refused.line, reason) for refused, reason in told.refused] == [
        (2, "line 9 tells of the same match, which is played once a season here")
    ]


def test_repeated_meetings_are_told_apart_by_date() -> None:
    assert paired([row(1), row(100, line=3)], [stored(99, 12), stored(0, 11)], repeats=True) == [11, 12]


def test_another_date_after_a_played_meeting_is_a_new_meeting() -> None:
    assert paired([row(4)], [stored(0, 11)], repeats=True) == [None]


def test_a_postponed_meeting_is_found_again_on_its_new_date() -> None:
    assert paired([row(60)], [stored(0, 11, played=False)], repeats=True) == [11]


def test_an_early_meeting_is_not_taken_for_a_later_one_still_to_come() -> None:
    assert paired([row(0)], [stored(150, 12, played=False)], repeats=True) == [None]


@given(
    st.lists(st.integers(0, 300), max_size=4, unique=True),
    st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=4),
    st.booleans(),
)
def test_no_match_is_told_of_twice_and_no_line_is_lost(
    days: list[int], known: list[tuple[int, bool]], repeats: bool
) -> None:
    if not days:
        return
    rows = [row(day, line=line) for line, day in enumerate(days, start=2)]
    matches = [stored(day, number, played=played) for number, (day, played) in enumerate(known)]
    told = pair(rows, matches, repeats=repeats)
    ids = [match.id for _, match in told.pairs if match]
    assert len(ids) == len(set(ids))
    lines = [kept.line for kept, _ in told.pairs] + [refused.line for refused, _ in told.refused]
    assert sorted(lines) == [told_row.line for told_row in rows]
