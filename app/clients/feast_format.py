"""How Feast's online stores write keys, fields and values, for readers that cannot afford to load Feast.

Follows Feast's specification of its Redis format with entity keys of version 3: one integer join key,
features as 32-bit floats, 64-bit integers or bytes. Values are protobuf messages of feast.types.Value.
"""

from struct import iter_unpack, pack, unpack

_STRING, _INT64 = 2, 4
_FLOAT_TAG = 0x35
FLOAT_BYTES = 5
_BYTES_TAG = 0x0A
_INT64_TAG = 0x20


class NotFeastFormat(ValueError):
    """Bytes that Feast would not have written for this kind of value."""


def entity_key(join_key: str, value: int) -> bytes:
    """The serialised key of one entity with an integer join key."""
    name = join_key.encode()
    return pack("<III", 1, _STRING, len(name)) + name + pack("<IIq", _INT64, 8, value)


def redis_field(view: str, feature: str) -> bytes:
    """The hash field of a feature: 32-bit Murmur 3 (Appleby) of view and feature, little-endian."""
    return pack("<I", murmur3_32(f"{view}:{feature}".encode()))


def floats(joined: bytes) -> tuple[float, ...]:
    """The numbers of serialised 32-bit float values, one after the other. Raises NotFeastFormat."""
    count, rest = divmod(len(joined), FLOAT_BYTES)
    if rest or joined[::FLOAT_BYTES] != bytes([_FLOAT_TAG]) * count:
        raise NotFeastFormat("not 32-bit floats")
    return unpack("<" + "xf" * count, joined)


def blob(value: bytes) -> bytes:
    """The content of a serialised bytes value. Raises NotFeastFormat."""
    if not value or value[0] != _BYTES_TAG:
        raise NotFeastFormat("not bytes")
    length, start = _varint(value, 1)
    if len(value) != start + length:
        raise NotFeastFormat("bytes of another length than told")
    return value[start:]


def integer(value: bytes) -> int:
    """The number of a serialised 64-bit integer value. Raises NotFeastFormat."""
    if not value or value[0] != _INT64_TAG:
        raise NotFeastFormat("not a 64-bit integer")
    number, end = _varint(value, 1)
    if end != len(value):
        raise NotFeastFormat("more than a 64-bit integer")
    return number - (1 << 64) * (number >> 63)


def _varint(value: bytes, place: int) -> tuple[int, int]:
    """The number at `place`, and the place after it."""
    number = shift = 0
    while place < len(value):
        number |= (value[place] & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if value[place - 1] < 0x80:
            return number, place
    raise NotFeastFormat("a number that does not end")


def murmur3_32(data: bytes) -> int:
    """MurmurHash3_x86_32 with seed 0 (Austin Appleby, public domain)."""
    mask, body = 0xFFFFFFFF, len(data) & ~3
    hashed = 0
    for (word,) in iter_unpack("<I", data[:body]):
        hashed ^= _scrambled(word)
        hashed = ((hashed << 13 | hashed >> 19) * 5 + 0xE6546B64) & mask
    if len(data) > body:
        hashed ^= _scrambled(int.from_bytes(data[body:], "little"))
    hashed ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashed = ((hashed ^ hashed >> shift) * factor) & mask
    return hashed


def _scrambled(word: int) -> int:
    word = word * 0xCC9E2D51 & 0xFFFFFFFF
    word = (word << 15 | word >> 17) & 0xFFFFFFFF
    return word * 0x1B873593 & 0xFFFFFFFF
