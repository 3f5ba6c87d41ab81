"""Matches between national sides."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.match import MatchStatus, Score
from app.ingest import international
from app.ingest.errors import FileRefused
from app.ingest.rows import ParsedFile
from tests.ingest.samples import INTERNATIONAL_HEADER, csv_file

FINAL = "2026-07-19,Spain,Italy,1,0,FIFA World Cup,A City,A Country,TRUE"


def parse(*rows: str) -> ParsedFile:
    return international.parse(csv_file(INTERNATIONAL_HEADER, *rows), file="results.csv")


def test_a_line_gives_teams_score_day_and_whether_the_ground_was_neutral() -> None:
    (row,) = parse(FINAL).rows
    assert (row.competition, row.season, row.home, row.away) == (
        "INT-fifa-world-cup",
        "2026",
        "Spain",
        "Italy",
    )
    assert (row.score, row.neutral, row.kickoff_time_known) == (Score(1, 0), True, False)
    assert row.kickoff == datetime(2026, 7, 19, 12, tzinfo=UTC)


def test_each_tournament_is_an_international_competition() -> None:
    parsed = parse(FINAL, FINAL.replace("FIFA World Cup", "Amílcar Cabral Cup"))
    assert [(told.code, told.name, told.kind, told.tier) for told in parsed.competitions] == [
        ("INT-fifa-world-cup", "FIFA World Cup", "INTERNATIONAL", None),
        ("INT-amilcar-cabral-cup", "Amílcar Cabral Cup", "INTERNATIONAL", None),
    ]


def test_a_coming_match_has_na_for_goals_and_is_scheduled() -> None:
    (row,) = parse(FINAL.replace(",1,0,", ",NA,NA,")).rows
    assert (row.status, row.score) == (MatchStatus.SCHEDULED, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (FINAL.replace("2026-07-19", "2026-02-30"), "'2026-02-30' is not a date"),
        (FINAL.replace("2026-07-19", "1066-10-14"), "before football between nations"),
        (FINAL.replace("TRUE", "maybe"), "neither TRUE nor FALSE"),
        (FINAL.replace("FIFA World Cup", "世界"), "no name to make a code of"),
        (FINAL.replace(",1,0,", ",1,NA,"), "goals of one side only"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(line: str, reason: str) -> None:
    parsed = parse(line, FINAL)
    assert [refused.line for refused in parsed.refused] == [2]
    assert reason in parsed.refused[0].reason


@given(st.text(max_size=120))
def test_codes_fit_the_database_and_name_the_kind(tournament: str) -> None:
    try:
        code = international.competition_code(tournament)
    except ValueError:
        return
    assert code.startswith("INT-")
    assert code.isascii()
    assert len(code) <= 64


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_refusal(payload: bytes) -> None:
    for start in (b"", INTERNATIONAL_HEADER.encode() + b"\n"):
        try:
            parsed = international.parse(start + payload, file="x")
        except FileRefused:
            continue
        assert start
        assert all(row.competition.startswith("INT-") for row in parsed.rows)
