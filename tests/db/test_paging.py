"""Cursors come back as they were given out, for their own ordering only."""

import base64
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.paging import (
    MAX_CURSOR_LENGTH,
    Ordering,
    Page,
    Slice,
    Where,
    decode_cursor,
    encode_cursor,
    like,
    page_size,
)
from app.errors import ValidationFailed

ORDERING = Ordering(
    "EVERYTHING",
    ("a", "b", "c", "d"),
    ("timestamptz", "bigint", "double precision", "text"),
)
KEYS = st.tuples(
    st.datetimes(timezones=st.just(UTC)),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=40, alphabet=st.characters(exclude_characters="\0", codec="utf-8")),
)


@given(KEYS)
def test_a_cursor_gives_back_its_key(key: Any) -> None:
    assert decode_cursor(ORDERING, encode_cursor(ORDERING, key)) == key


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        decode_cursor(ORDERING, text)
    assert refused.value.field == "after"


@pytest.mark.parametrize(
    "payload",
    [
        '[2,"EVERYTHING","2024-01-01T00:00:00+00:00",1,1.5,"x"]',
        '[1,"EVERYTHING","2024-01-01T00:00:00",1,1.5,"x"]',
        '[1,"EVERYTHING","2024-01-01T00:00:00+00:00",true,1.5,"x"]',
        '[1,"EVERYTHING","2024-01-01T00:00:00+00:00",9223372036854775808,1.5,"x"]',
        '[1,"EVERYTHING","2024-01-01T00:00:00+00:00",1,"1.5","x"]',
        '[1,"EVERYTHING","2024-01-01T00:00:00+00:00",1,1.5,"\\u0000"]',
        '[1,"EVERYTHING","2024-01-01T00:00:00+00:00",1,1.5]',
        '[1,"EVERYTHING",null,1,1.5,"x"]',
        '{"version":1}',
        "1",
    ],
)
def test_a_forged_cursor_is_refused(payload: str) -> None:
    with pytest.raises(ValidationFailed, match="not a cursor"):
        decode_cursor(ORDERING, base64.urlsafe_b64encode(payload.encode()).decode())


def test_a_cursor_too_long_is_not_even_read() -> None:
    with pytest.raises(ValidationFailed):
        decode_cursor(ORDERING, "A" * (MAX_CURSOR_LENGTH + 1))


def test_an_instant_keeps_its_meaning_whatever_its_offset() -> None:
    ordering = Ordering("AT", ("a",), ("timestamptz",))
    at = datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    assert decode_cursor(ordering, encode_cursor(ordering, (at,))) == (at,)


@given(st.lists(st.integers()), st.integers(1, 100))
def test_a_page_is_cut_to_its_size_and_knows_of_more(rows: list[int], first: int) -> None:
    page = Page.cut(rows, first)
    assert list(page.rows) == rows[:first]
    assert page.has_next == (len(rows) > first)


@pytest.mark.parametrize("first", [-1, 0, 101, 1000])
def test_a_page_has_from_1_to_100_rows(first: int) -> None:
    with pytest.raises(ValidationFailed, match=r"from 1 to 100, .*; fetch more with after"):
        Slice.of(ORDERING, first)


def test_a_list_without_cursors_advises_none() -> None:
    with pytest.raises(ValidationFailed, match=r"first: must be from 1 to 100, not 0$"):
        page_size(0)


def test_conditions_number_their_values() -> None:
    where = Where("first").add("a = {}", 1).add("b BETWEEN {} AND {}", 2, 3)
    assert where.sql == "a = $2 AND b BETWEEN $3 AND $4"
    assert where.params == ["first", 1, 2, 3]
    assert Where().sql == "TRUE"


def test_a_descending_order_continues_below_its_cursor() -> None:
    ordering = Ordering("NEWEST", ("at", "id"), ("timestamptz", "bigint"), descending=True)
    where = Where().after(Slice(ordering, 1, (datetime(2024, 1, 1, tzinfo=UTC), 7)))
    assert where.sql == "(at, id) < ($1::timestamptz, $2::bigint)"
    assert ordering.sql == "at DESC, id DESC"


def test_a_searched_text_is_meant_literally() -> None:
    assert like("50%_\\") == r"%50\%\_\\%"
