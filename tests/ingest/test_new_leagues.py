"""Leagues of the second format."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.match import MatchStatus, Score
from app.ingest import new_leagues
from app.ingest.catalogue import NEW_LEAGUES
from app.ingest.errors import FileRefused
from app.ingest.rows import OddsRow, ParsedFile
from tests.ingest.samples import NEW_HEADER, csv_file

ARGENTINA = (
    "Argentina,Liga Profesional ,2012/2013,03/08/2012, 23:00,Lanus,Banfield,1,0,H,1.9,3.4,5,1.9,3.5,5.6"
)


def parse(*rows: str, code: str = "ARG") -> ParsedFile:
    payload = csv_file(NEW_HEADER, *rows)
    return new_leagues.parse(payload, file=f"new/{code}.csv", new_league=NEW_LEAGUES[code])


def test_a_line_gives_league_season_teams_and_closing_prices() -> None:
    (row,) = parse(ARGENTINA).rows
    assert (row.competition, row.season, row.home, row.score) == ("ARG", "1213", "Lanus", Score(1, 0))
    assert row.kickoff == datetime(2012, 8, 3, 22, tzinfo=UTC)
    assert row.odds[0] == OddsRow("PS", "MATCH_RESULT", None, "CLOSING", 1.9, 3.4, 5.0, None, None)
    assert {price.bookmaker for price in row.odds} == {"PS", "Max"}


def test_a_season_may_be_a_calendar_year() -> None:
    parsed = parse(ARGENTINA.replace("2012/2013", "2021").replace("03/08/2012", "03/08/2021"))
    assert [(season.code, season.label) for season in parsed.seasons] == [("2021", "2021")]


def test_a_cup_in_the_same_file_is_a_competition_of_its_own() -> None:
    (row,) = parse(ARGENTINA.replace("Liga Profesional ", "Copa de la Liga Profesional")).rows
    assert row.competition == "ARG-CLP"


def test_a_renamed_league_is_still_the_league_of_its_country() -> None:
    (row,) = parse(ARGENTINA.replace("Liga Profesional ", "Superliga")).rows
    assert row.competition == "ARG"


def test_a_match_without_a_score_is_scheduled() -> None:
    (row,) = parse(ARGENTINA.replace(",1,0,H,", ",,,,")).rows
    assert (row.status, row.score) == (MatchStatus.SCHEDULED, None)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (ARGENTINA.replace("Argentina", "Chile"), "its country is 'Chile', not 'Argentina'"),
        (ARGENTINA.replace("2012/2013", "2012/2014"), "'2012/2014' is not a season (2024 or 2024/2025)"),
        (ARGENTINA.replace("2012/2013", "0012"), "season '0012' is impossible"),
        (ARGENTINA.replace("03/08/2012", "03/08/2015"), "2015-08-03 is not in season 2012/13"),
        (ARGENTINA.replace(",1,0,H", ",1,0,D"), "Res D contradicts the score 1-0"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(line: str, reason: str) -> None:
    parsed = parse(line, ARGENTINA)
    assert [(refused.line, refused.reason) for refused in parsed.refused] == [(2, reason)]
    assert len(parsed.rows) == 1


def test_two_seasons_with_one_code_are_refused_rather_than_mixed() -> None:
    year = ARGENTINA.replace("2012/2013", "2021").replace("03/08/2012", "03/08/2021")
    span = ARGENTINA.replace("2012/2013", "2020/2021").replace("03/08/2012", "03/08/2020")
    parsed = parse(year, span)
    assert [line.reason for line in parsed.refused] == ["season 2020/21 cannot be told from 2021"]


def test_a_file_of_another_country_is_refused_whole() -> None:
    with pytest.raises(FileRefused, match="its country is 'Argentina', not 'Finland'"):
        parse(ARGENTINA, code="FIN")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_refusal(payload: bytes) -> None:
    for start in (b"", NEW_HEADER.encode() + b"\n"):
        try:
            parsed = new_leagues.parse(start + payload, file="x", new_league=NEW_LEAGUES["ARG"])
        except FileRefused:
            continue
        assert start
        assert all(row.competition.startswith("ARG") for row in parsed.rows)
