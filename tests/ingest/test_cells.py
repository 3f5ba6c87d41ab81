"""Reading single cells."""

from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.match import Score
from app.ingest import cells
from app.ingest.errors import LineRefused


@pytest.mark.parametrize("text", ["17/08/24", "17/08/2024", "17/8/2024", "2024-08-17"])
def test_both_forms_of_a_date_mean_the_same_day(text: str) -> None:
    assert cells.day(text) == date(2024, 8, 17)


def test_two_digit_years_fall_in_the_time_of_the_files() -> None:
    assert (cells.day("14/08/93").year, cells.day("16/08/03").year) == (1993, 2003)


@pytest.mark.parametrize(
    "text", ["31/02/2024", "00/08/2024", "17/13/2024", "yesterday", "17-08-2024", "", None]
)
def test_an_impossible_date_is_refused(text: str | None) -> None:
    with pytest.raises(LineRefused, match="date"):
        cells.day(text)


def test_a_kickoff_is_uk_time_in_summer_and_in_winter() -> None:
    at = time(15)
    assert cells.kickoff(date(2024, 8, 17), at) == datetime(2024, 8, 17, 14, tzinfo=UTC)
    assert cells.kickoff(date(2024, 12, 26), at) == datetime(2024, 12, 26, 15, tzinfo=UTC)


def test_a_kickoff_just_after_midnight_in_summer_is_on_the_day_before_in_utc() -> None:
    assert cells.kickoff(date(2024, 7, 21), time(0, 30)) == datetime(2024, 7, 20, 23, 30, tzinfo=UTC)


def test_without_a_time_the_kickoff_is_noon_utc() -> None:
    assert cells.kickoff(date(2024, 8, 17), None) == datetime(2024, 8, 17, 12, tzinfo=UTC)


@pytest.mark.parametrize(("text", "read"), [("2", 2), ("2.0", 2), ("02", 2)])
def test_goals_may_be_written_as_decimals(text: str, read: int) -> None:
    assert cells.score(text, "0", "full time") == Score(read, 0)


@pytest.mark.parametrize(
    ("home", "away"), [("-1", "0"), ("2", ""), ("", "2"), ("x", "1"), ("1", "1.5"), ("100", "0")]
)
def test_goals_that_cannot_be_are_refused(home: str, away: str) -> None:
    with pytest.raises(LineRefused, match="full time"):
        cells.score(home, away, "full time")


@pytest.mark.parametrize("text", ["-1", "1000", "many", "3.5"])
def test_counts_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(LineRefused, match="not a count"):
        cells.count(text)


@pytest.mark.parametrize("text", ["25:00", "12:60", "noon", "1500"])
def test_times_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(LineRefused, match="not a time"):
        cells.clock_time(text)


def test_names_have_single_spaces() -> None:
    assert cells.team_name("  Man \u00a0 United ", "the home team") == "Man United"


@pytest.mark.parametrize("text", ["", "   ", None, "a" * 121, "Ars\x07enal", "\ufeffArsenal"])
def test_what_is_no_name_is_refused(text: str | None) -> None:
    with pytest.raises(LineRefused, match="the home team"):
        cells.team_name(text, "the home team")


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_is_read_in_each_form(day: date) -> None:
    for form in ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d"):
        assert cells.day(day.strftime(form)) == day


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (cells.day, cells.clock_time, cells.count):
        with suppress(LineRefused):
            assert read(text) is not None
