"""The file of coming matches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.match import MatchStatus
from app.ingest import fixtures
from app.ingest.catalogue import DIVISIONS
from app.ingest.errors import FileRefused
from tests.ingest.samples import FIXTURES_HEADER, csv_file

E0 = "E0,16/08/2025,15:00,Arsenal,Chelsea,1.9,3.6,4.2"
SC0 = "SC0,02/05/2025,15:00,Celtic,Rangers,1.9,3.6,4.2"


def test_all_divisions_are_read_and_the_season_follows_from_the_date() -> None:
    parsed = fixtures.parse(csv_file(FIXTURES_HEADER, E0, SC0), file="fixtures.csv")
    assert [(row.competition, row.season, row.status, len(row.odds)) for row in parsed.rows] == [
        ("E0", "2526", MatchStatus.SCHEDULED, 1),
        ("SC0", "2425", MatchStatus.SCHEDULED, 1),
    ]
    assert {season.label for season in parsed.seasons} == {"2025/26", "2024/25"}


def test_the_season_is_that_of_the_day_in_the_uk() -> None:
    """Half past midnight on 1 July is still June in UTC, but the new season."""
    parsed = fixtures.parse(
        csv_file(FIXTURES_HEADER, E0.replace("16/08/2025,15:00", "01/07/2025,00:30")), file=""
    )
    assert [row.kickoff.month for row in parsed.rows] == [6]
    assert [(season.code, season.label) for season in parsed.seasons] == [("2526", "2025/26")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (E0.replace("E0", "E9"), "the division 'E9' is unknown"),
        (E0.replace("2025", "1925"), "1925-08-16 is not a date of this century's football"),
        (E0.replace("Chelsea", ""), "the away team is empty"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(line: str, reason: str) -> None:
    parsed = fixtures.parse(csv_file(FIXTURES_HEADER, line, SC0), file="fixtures.csv")
    assert [(refused.line, refused.reason) for refused in parsed.refused] == [(2, reason)]
    assert len(parsed.rows) == 1


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_refusal(payload: bytes) -> None:
    for start in (b"", FIXTURES_HEADER.encode() + b"\n"):
        try:
            parsed = fixtures.parse(start + payload, file="fixtures.csv")
        except FileRefused:
            continue
        assert start
        assert all(row.competition in DIVISIONS for row in parsed.rows)
