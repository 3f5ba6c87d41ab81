"""Instants come back in UTC as they were meant; what could be misread is refused."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from schema.scalars import SCALARS, Probability

INSTANT, DAY, PROBABILITY = SCALARS[datetime], SCALARS[date], SCALARS[Probability]
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=ZONES))  # noqa: DTZ001  hypothesis takes bounds without zone
def test_an_instant_survives_the_way_out_and_in(instant: datetime) -> None:
    assert INSTANT.serialize is not None
    assert INSTANT.parse_value is not None
    written = INSTANT.serialize(instant)
    assert written.endswith("Z")
    assert INSTANT.parse_value(written) == instant
    assert INSTANT.parse_value(instant.isoformat()).tzinfo is UTC


@pytest.mark.parametrize(
    "value", ["2025-08-16T14:00:00", "2025-08-16", "now", "", 1, None, True, "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_instant_is_refused(value: object) -> None:
    assert INSTANT.parse_value is not None
    with pytest.raises(ValidationFailed, match="DateTime"):
        INSTANT.parse_value(value)


def test_an_instant_without_zone_is_never_answered() -> None:
    assert INSTANT.serialize is not None
    with pytest.raises(TypeError):
        INSTANT.serialize(datetime(2025, 1, 1))  # noqa: DTZ001  that is the point


@given(st.dates())
def test_a_day_survives_the_way_out_and_in(day: date) -> None:
    assert DAY.serialize is not None
    assert DAY.parse_value is not None
    assert DAY.parse_value(DAY.serialize(day)) == day


@pytest.mark.parametrize("value", ["16/08/2025", "2025-02-30", 20250816, None])
def test_what_is_no_day_is_refused(value: object) -> None:
    assert DAY.parse_value is not None
    with pytest.raises(ValidationFailed, match="Date"):
        DAY.parse_value(value)


@given(st.floats(-1e-12, 1 + 1e-12))
def test_an_answered_probability_is_one(value: float) -> None:
    assert PROBABILITY.serialize is not None
    assert 0 <= PROBABILITY.serialize(value) <= 1


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), "0.5", True, None])
def test_what_is_no_probability_is_refused(value: object) -> None:
    assert PROBABILITY.parse_value is not None
    with pytest.raises(ValidationFailed, match="Probability"):
        PROBABILITY.parse_value(value)
