"""Global ids come back as they were given out; everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from schema.ids import global_id, key_of, row_id, split_id, uuid_of


@given(st.integers(0, 2**63 - 1))
def test_a_row_is_found_again_by_its_id(key: int) -> None:
    assert row_id("Match", global_id("Match", key)) == key


@given(st.text())
def test_any_text_is_an_id_or_refused(text: str) -> None:
    try:
        type_name, key = split_id(text)
    except ValidationFailed:
        return
    assert type_name
    assert key


@given(st.text(min_size=1).filter(lambda text: "\0" not in text))
def test_a_key_that_is_no_number_is_refused(key: str) -> None:
    if key.isascii() and key.isdigit():
        return
    with pytest.raises(ValidationFailed):
        row_id("Match", global_id("Match", key))


def test_an_id_of_another_type_is_named() -> None:
    with pytest.raises(ValidationFailed, match="id of a Team; the id of a Match is needed"):
        key_of("Match", global_id("Team", 1), "match")


def test_a_job_is_named_by_a_uuid() -> None:
    with pytest.raises(ValidationFailed):
        uuid_of("Job", global_id("Job", "x"))
