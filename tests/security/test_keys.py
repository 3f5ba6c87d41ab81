"""API keys as texts: what was minted is read back, and nothing else is."""

import string

from hypothesis import given
from hypothesis import strategies as st

from app.redaction import redact, redact_json
from app.security.keys import ALPHABET, CHECK_LENGTH, NewKey, checksum, mint, parse

MINTED = st.builds(mint)
PLACES = st.integers(min_value=0, max_value=60)


@given(MINTED)
def test_a_minted_key_is_read_back(key: NewKey) -> None:
    parsed = parse(key.text)
    assert parsed is not None
    assert parsed.prefix == key.prefix
    assert parsed.matches(key.digest)


@given(MINTED, PLACES, st.sampled_from(string.printable))
def test_a_key_with_one_letter_changed_is_none(key: NewKey, place: int, letter: str) -> None:
    changed = key.text[:place] + letter + key.text[place + 1 :]
    assert (parse(changed) is None) == (changed != key.text)


@given(MINTED, PLACES)
def test_a_key_with_two_neighbours_swapped_is_none(key: NewKey, place: int) -> None:
    swapped = key.text[:place] + key.text[place : place + 2][::-1] + key.text[place + 2 :]
    assert (parse(swapped) is None) == (swapped != key.text)


@given(MINTED, PLACES)
def test_a_key_that_was_cut_off_or_has_more_behind_it_is_none(key: NewKey, place: int) -> None:
    assert parse(key.text[:place]) is None
    assert parse(key.text + key.text[: place + 1]) is None


@given(st.text() | st.from_regex(r"fp_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}", fullmatch=True))
def test_any_text_is_read_without_an_error(text: str) -> None:
    parsed = parse(text)
    assert parsed is None or text.startswith(f"fp_{parsed.prefix}_")


@given(MINTED)
def test_a_key_never_matches_where_there_is_none(key: NewKey) -> None:
    parsed = parse(key.text)
    assert parsed is not None
    assert not parsed.matches(None)
    assert not parsed.matches(bytes(32))


def test_minted_keys_differ_in_prefix_and_secret() -> None:
    made = [mint() for _ in range(1000)]
    assert len({key.prefix for key in made}) == len({key.digest for key in made}) == 1000


@given(st.text(alphabet=string.ascii_letters))
def test_a_checksum_has_six_letters_of_the_alphabet(text: str) -> None:
    made = checksum(text)
    assert len(made) == CHECK_LENGTH
    assert set(made) <= set(ALPHABET)


@given(MINTED, st.text(), st.text())
def test_a_secret_is_blotted_out_of_any_text(key: NewKey, before: str, after: str) -> None:
    secret = key.text.rpartition("_")[2]
    shown = redact(f"{before} {key.text} {after}")
    assert secret not in shown
    assert f"fp_{key.prefix}_***" in shown
    value = {"a": [before, {key.text: key.text}], "b": (key.text, 1, None)}
    assert secret not in str(redact_json(value))


@given(MINTED)
def test_a_key_shows_nothing_of_its_secret(key: NewKey) -> None:
    assert key.text.rpartition("_")[2][:8] not in repr(key)
    assert key.text.rpartition("_")[2][:8] not in repr(parse(key.text))
