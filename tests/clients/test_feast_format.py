"""Feast's bytes: hashes as the reference implementation makes them, values that come back, damage refused."""

from struct import pack

import mmh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients import feast_format
from app.clients.feast_format import NotFeastFormat

INT64 = st.integers(-(2**63), 2**63 - 1)


def varint(number: int) -> bytes:
    number %= 1 << 64
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


@given(st.binary(max_size=70))
def test_the_hash_is_murmur_3(data: bytes) -> None:
    assert feast_format.murmur3_32(data) == mmh3.hash(data, signed=False)


def test_a_field_is_the_hash_of_view_and_feature() -> None:
    hashed = mmh3.hash("match-1:elo_difference", signed=False)
    assert feast_format.redis_field("match-1", "elo_difference") == pack("<I", hashed)


@given(st.lists(st.floats(width=32, allow_nan=False)))
def test_floats_come_back_to_the_bit(values: list[float]) -> None:
    joined = b"".join(b"\x35" + pack("<f", value) for value in values)
    assert pack(f"<{len(values)}f", *feast_format.floats(joined)) == pack(f"<{len(values)}f", *values)


@given(INT64)
def test_integers_come_back(number: int) -> None:
    assert feast_format.integer(b"\x20" + varint(number)) == number


@given(st.binary(max_size=300))
def test_bytes_come_back(content: bytes) -> None:
    assert feast_format.blob(b"\x0a" + varint(len(content)) + content) == content


@given(st.binary(max_size=40))
def test_damage_is_refused_and_never_raises_anything_else(data: bytes) -> None:
    for read in (feast_format.floats, feast_format.blob, feast_format.integer):
        try:
            read(data)
        except NotFeastFormat:
            continue


@pytest.mark.parametrize("data", [b"", b"\x0a", b"\x0a\x05ab", b"\x0a\x01abc", b"\x12\x01a", b"\x0a\xff\xff"])
def test_bytes_of_another_length_or_type_are_refused(data: bytes) -> None:
    with pytest.raises(NotFeastFormat):
        feast_format.blob(data)


@pytest.mark.parametrize(
    "data", [b"\x35\x00\x00\x00", b"\x29" + bytes(4), b"\x35" + bytes(4) + b"\x29" + bytes(4)]
)
def test_floats_of_another_length_or_type_are_refused(data: bytes) -> None:
    with pytest.raises(NotFeastFormat):
        feast_format.floats(data)
