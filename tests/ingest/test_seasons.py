"""Codes, labels and days of seasons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.ingest.seasons import calendar_year, parse_seasons, season_of_code, season_on, spanning

TODAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("code", "label", "starts_in"),
    [("2425", "2024/25", 2024), ("9900", "1999/00", 1999), ("6364", "1963/64", 1963)],
)
def test_a_code_of_four_digits_names_two_years(code: str, label: str, starts_in: int) -> None:
    season = season_of_code(code)
    assert (season.code, season.label, season.starts_in) == (code, label, starts_in)


def test_a_calendar_year_is_its_own_code_and_label() -> None:
    assert (calendar_year(2024).code, calendar_year(2024).label) == ("2024", "2024")


def test_the_season_that_ended_in_august_2020_holds_its_last_day() -> None:
    assert spanning(2019).holds(date(2020, 8, 31))
    assert not spanning(2019).holds(date(2020, 10, 1))


def test_a_season_begins_in_july() -> None:
    assert season_on(date(2025, 6, 30)).code == "2425"
    assert season_on(date(2025, 7, 1)).code == "2526"


def test_ranges_lists_and_single_seasons_are_read_in_order_of_time() -> None:
    assert parse_seasons("2425", TODAY) == ("2425",)
    assert parse_seasons("9899-0001", TODAY) == ("9899", "9900", "0001")
    assert parse_seasons("2425, 1516-1617,2425", TODAY) == ("1516", "1617", "2425")


def test_all_seasons_reach_to_the_one_running_today() -> None:
    seasons = parse_seasons("all", TODAY)
    assert (seasons[0], seasons[-1], len(seasons)) == ("9394", "2425", 32)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2424", "write 2425 for 2024/25"),
        ("2024/25", "write 2425"),
        ("", "not a season"),
        ("2425-", "not a season"),
        ("2425-1516", "runs backwards; write 1516-2425"),
        ("2728", "has not begun; the newest is 2024/25"),
    ],
)
def test_a_season_that_cannot_be_meant_is_refused_with_what_is_accepted(text: str, words: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        parse_seasons(text, TODAY)
    assert (refusal.value.field, words in refusal.value.message) == ("seasons", True)


@given(st.integers(1950, 2049))
def test_a_code_leads_back_to_its_season(year: int) -> None:
    assert season_of_code(spanning(year).code) == spanning(year)
