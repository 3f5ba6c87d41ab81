"""Season files: each trap of the format."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.football.match import MatchStatistics, MatchStatus, Score
from app.ingest import football_data
from app.ingest.errors import FileRefused
from app.ingest.rows import MatchRow, ParsedFile
from tests.ingest.samples import ARSENAL, HEADER, LEEDS, SEASON, UNPLAYED, csv_file, season


def parse(payload: bytes, division: str = "E0", code: str = "2425") -> ParsedFile:
    return football_data.parse(payload, file="E0.csv", division=division, season=code)


def only(*rows: str) -> MatchRow:
    (row,) = parse(season(*rows)).rows
    return row


def reasons(*rows: str) -> list[tuple[int, str]]:
    return [(line.line, line.reason) for line in parse(season(*rows)).refused]


def test_a_line_gives_teams_score_statistics_referee_and_prices() -> None:
    row = only(ARSENAL)
    assert (row.competition, row.season, row.home, row.away) == ("E0", "2425", "Arsenal", "Chelsea")
    assert (row.status, row.score, row.half_time) == (MatchStatus.FINISHED, Score(2, 1), Score(1, 0))
    assert (row.kickoff, row.kickoff_time_known) == (datetime(2024, 8, 17, 14, tzinfo=UTC), True)
    assert row.statistics == MatchStatistics(14, 9, 6, 3)
    assert (row.referee, len(row.odds), row.line) == ("A Referee", 1, 2)


def test_columns_are_read_by_name_in_any_order_and_unknown_ones_are_left_alone() -> None:
    payload = csv_file("HomeTeam,FTR,News,AwayTeam,FTAG,FTHG,Date,Div", "Arsenal,H,x,Chelsea,1,2,17/08/24,E0")
    (row,) = parse(payload).rows
    assert (row.home, row.away, row.score) == ("Arsenal", "Chelsea", Score(2, 1))
    assert (row.kickoff, row.kickoff_time_known) == (datetime(2024, 8, 17, 12, tzinfo=UTC), False)
    assert (row.half_time, row.referee, row.odds) == (None, None, ())


def test_columns_that_some_seasons_call_otherwise_are_the_same() -> None:
    payload = csv_file("Div,Date,HT,AT,HG,AG,Res", "E0,17/08/24,Arsenal,Chelsea,2,1,H")
    (row,) = parse(payload).rows
    assert (row.home, row.away, row.score) == ("Arsenal", "Chelsea", Score(2, 1))


def test_a_match_without_a_score_is_scheduled() -> None:
    row = only(UNPLAYED)
    assert (row.status, row.score, row.half_time) == (MatchStatus.SCHEDULED, None, None)


def test_a_missing_time_means_that_only_the_day_is_known() -> None:
    row = only(ARSENAL.replace("15:00", ""))
    assert (row.kickoff, row.kickoff_time_known) == (datetime(2024, 8, 17, 12, tzinfo=UTC), False)


def test_a_time_that_cannot_be_is_left_out_and_reported() -> None:
    parsed = parse(season(ARSENAL.replace("15:00", "27:00")))
    assert parsed.rows[0].kickoff_time_known is False
    assert [line.reason for line in parsed.dropped] == ["'27:00' is not a time (HH:MM); only the day is kept"]


def test_a_count_that_cannot_be_is_left_out_and_reported() -> None:
    parsed = parse(season(ARSENAL.replace(",14,9,", ",-14,9,")))
    assert parsed.rows[0].statistics == MatchStatistics(None, 9, 6, 3)
    assert [line.reason for line in parsed.dropped] == ["HS: '-14' is not a count; left out"]


def test_blank_lines_trailing_commas_a_byte_order_mark_and_latin_1_do_no_harm() -> None:
    lines = (HEADER + ",,", "", ARSENAL.replace("Arsenal", "Málaga") + ",,", ",,,,", LEEDS)
    for payload in (
        "\r\n".join(lines).encode("latin-1"),
        ("\ufeff" + "\r\n".join(lines) + "\r\n").encode(),
    ):
        assert [row.home for row in parse(payload).rows] == ["Málaga", "Leeds"]


@pytest.mark.parametrize(
    ("mark", "status"),
    [("P", MatchStatus.POSTPONED), ("Abd", MatchStatus.ABANDONED), ("Canc", MatchStatus.CANCELLED)],
)
def test_a_mark_in_place_of_the_result_is_the_status(mark: str, status: MatchStatus) -> None:
    row = only(UNPLAYED.replace(",,,,,,,,,,,", f",,,{mark},,,,,,,,", 1))
    assert (row.status, row.score) == (status, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ARSENAL.replace("17/08/2024", "31/02/2025"), "'31/02/2025' is not a date (DD/MM/YYYY)"),
        (ARSENAL.replace("17/08/2024", ""), "the date is missing"),
        (ARSENAL.replace("17/08/2024", "17/08/2022"), "2022-08-17 is not in season 2024/25"),
        (ARSENAL.replace(",2,1,H", ",-2,1,H"), "full time: '-2' is not a number of goals"),
        (ARSENAL.replace(",2,1,H", ",2,,H"), "full time has goals of one side only: 2:-"),
        (ARSENAL.replace(",2,1,H", ",2,1,A"), "FTR A contradicts the score 2-1"),
        (ARSENAL.replace(",1,0,H", ",3,0,H"), "half-time 3-0 is above full-time 2-1"),
        (ARSENAL.replace("Chelsea", " "), "the away team is empty"),
        (ARSENAL.replace("Chelsea", "Arsenal"), "Arsenal plays against itself"),
        (ARSENAL.replace("E0", "E1"), "its division is 'E1', not 'E0'"),
        (ARSENAL + ",9", "it has more cells than the first line names: '9'"),
        (
            UNPLAYED.replace(",,,,,,,,,,,,", ",,,,1,0,H,,,,,,"),
            "there is a half-time score but no full-time score",
        ),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused_and_the_rest_loads(line: str, reason: str) -> None:
    parsed = parse(season(line, LEEDS))
    assert [(refused.file, refused.line, refused.reason) for refused in parsed.refused] == [
        ("E0.csv", 2, reason)
    ]
    assert [row.home for row in parsed.rows] == ["Leeds"]


def test_a_repeated_line_is_refused_with_the_number_of_the_first() -> None:
    assert reasons(ARSENAL, LEEDS, ARSENAL) == [
        (4, "Arsenal v Chelsea on 2024-08-17 stands already in line 2")
    ]


def test_a_refused_line_does_not_make_its_correction_a_repetition() -> None:
    wrong = ARSENAL.replace(",2,1,H", ",2,1,A")
    assert [line for line, _ in reasons(wrong, ARSENAL)] == [2]


def test_a_file_of_another_division_is_refused_whole() -> None:
    with pytest.raises(FileRefused, match="its division is 'E0', not 'E1'"):
        parse(SEASON, division="E1")


@pytest.mark.parametrize(("division", "code"), [("XX", "2425"), ("E0", "2526-x")])
def test_an_unknown_division_or_season_is_refused(division: str, code: str) -> None:
    with pytest.raises(ValidationFailed):
        parse(SEASON, division=division, code=code)


def test_an_abandoned_match_keeps_its_score_so_far_and_must_hold_together() -> None:
    row = only(ARSENAL.replace(",2,1,H", ",2,1,Abd"))
    assert (row.status, row.score) == (MatchStatus.ABANDONED, Score(2, 1))
    assert reasons(ARSENAL.replace(",2,1,H,1,0", ",2,1,Abd,3,0")) == [
        (2, "half-time 3-0 is above full-time 2-1")
    ]


def test_a_header_alone_is_a_season_without_matches() -> None:
    assert parse(season()).rows == ()


lines = st.lists(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["E0", "17/08/2024", "17/08/24", "15:00", "Arsenal", "Leeds", "1", "0", "H", "", "-1"]
            ),
            st.text(max_size=8),
        ),
        max_size=21,
    ).map(",".join),
    max_size=6,
)


@given(lines)
def test_any_lines_are_read_or_refused_and_what_is_read_holds_together(told: list[str]) -> None:
    payload = "\n".join([HEADER, *told, ""]).encode("utf-8", "surrogatepass")
    try:
        parsed = parse(payload)
    except FileRefused:
        return
    for row in parsed.rows:
        assert row.home != row.away
        assert (row.score is not None) == (row.status is MatchStatus.FINISHED) or row.status not in (
            MatchStatus.FINISHED,
            MatchStatus.SCHEDULED,
        )


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_nothing_but_a_refusal(payload: bytes) -> None:
    for start in (b"", HEADER.encode() + b"\n"):
        try:
            parsed = parse(start + payload)
        except FileRefused:
            continue
        assert len(parsed.rows) + len(parsed.refused) <= payload.count(b"\n") + payload.count(b"\r") + 1
