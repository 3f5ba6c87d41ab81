"""Refit dates."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.training.backtest.schedule import windows

DAYS = st.datetimes(datetime(1994, 1, 1), datetime(2049, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  zoned by `timezones`


def starts(start: datetime, end: datetime, refit: str) -> list[str]:
    return [f"{window.start:%Y-%m-%d %H:%M}" for window in windows(start, end, refit)]


@given(DAYS, st.integers(1, 800), st.sampled_from(["season", "month", "week", "1", "30", "3650"]))
def test_windows_cover_the_time_once_and_in_order(start: datetime, days: int, refit: str) -> None:
    end = start + timedelta(days=days)
    found = windows(start, end, refit)
    assert (found[0].start, found[-1].end) == (start, end)
    assert all(one.end == after.start for one, after in pairwise(found))
    assert all(one.start < one.end for one in found)


@pytest.mark.parametrize(
    ("refit", "expected"),
    [
        ("season", ["2023-06-20 12:00", "2023-07-01 00:00"]),
        ("month", ["2023-06-20 12:00", "2023-07-01 00:00", "2023-08-01 00:00"]),
        ("45", ["2023-06-20 12:00", "2023-08-04 12:00"]),
    ],
)
def test_a_model_is_fitted_at_the_start_and_on_each_refit_date(refit: str, expected: list[str]) -> None:
    assert starts(datetime(2023, 6, 20, 12, tzinfo=UTC), datetime(2023, 8, 10, tzinfo=UTC), refit) == expected


def test_weeks_begin_on_mondays() -> None:
    found = windows(datetime(2023, 8, 9, tzinfo=UTC), datetime(2023, 9, 1, tzinfo=UTC), "week")
    assert [window.start.weekday() for window in found] == [2, 0, 0, 0]


@pytest.mark.parametrize("refit", ["", "daily", "0", "-3", "3651", "1.5", "٣", "9" * 30])
def test_any_other_schedule_is_refused_with_the_ones_there_are(refit: str) -> None:
    with pytest.raises(ValidationFailed, match=r"--refit: .*season, month, week or a number of days"):
        windows(datetime(2023, 8, 1, tzinfo=UTC), datetime(2024, 8, 1, tzinfo=UTC), refit)


@pytest.mark.parametrize("days", [0, -1])
def test_a_window_that_ends_before_it_begins_is_refused(days: int) -> None:
    start = datetime(2023, 8, 1, tzinfo=UTC)
    with pytest.raises(ValidationFailed, match="--from: 2023-08-01 must be before --to"):
        windows(start, start + timedelta(days=days), "month")
