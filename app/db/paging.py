"""Keyset paging: an ordering, an opaque cursor bound to it, and the slice of rows that follows it."""

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import orjson

from app.errors import ValidationFailed

VERSION = 1
MOST = 100
DEFAULT = 20
MAX_CURSOR_LENGTH = 1000

Row = TypeVar("Row")
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ordering:
    """Columns that together identify one place in a list, all in one direction.

    `types` are PostgreSQL's: timestamptz, bigint, double precision or text.
    """

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    descending: bool = False

    @property
    def sql(self) -> str:
        direction = "DESC" if self.descending else "ASC"
        return ", ".join(f"{column} {direction}" for column in self.columns)


@dataclass(frozen=True, slots=True)
class Slice:
    """`first` rows of an ordering, after the row with the key `after` (None: from the start)."""

    ordering: Ordering
    first: int
    after: Key | None = None

    @classmethod
    def of(cls, ordering: Ordering, first: int, after: str | None = None) -> "Slice":
        """Raises ValidationFailed("first" | "after")."""
        size = page_size(first, more="; fetch more with after: pageInfo.endCursor")
        return cls(ordering, size, None if after is None else decode_cursor(ordering, after))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: tuple[Row, ...]
    has_next: bool

    @classmethod
    def cut(cls, rows: Sequence[Row], first: int) -> "Page[Row]":
        """A page of `first` from one row more than asked for, which tells whether another page follows."""
        return cls(tuple(rows[:first]), len(rows) > first)


class Where:
    """Conditions joined by AND with their parameters; `{}` in a condition stands for the next value."""

    def __init__(self, *params: object) -> None:
        self.params: list[object] = list(params)
        self._conditions: list[str] = []

    def add(self, condition: str, *values: object) -> "Where":
        self._conditions.append(condition.format(*(self.bind(value) for value in values)))
        return self

    def bind(self, value: object) -> str:
        self.params.append(value)
        return f"${len(self.params)}"

    def after(self, part: Slice) -> "Where":
        """Only rows behind the slice's cursor."""
        if part.after is not None:
            ordering = part.ordering
            places = [f"{{}}::{kind}" for kind in ordering.types]
            sign = "<" if ordering.descending else ">"
            self.add(f"({', '.join(ordering.columns)}) {sign} ({', '.join(places)})", *part.after)
        return self

    @property
    def sql(self) -> str:
        return " AND ".join(self._conditions) or "TRUE"


def page_size(first: int, field: str = "first", *, more: str = "") -> int:
    """Raises ValidationFailed(field); `more`: how to get at the rest, where there is a way."""
    if not 1 <= first <= MOST:
        raise ValidationFailed(field, f"must be from 1 to {MOST}, not {first}{more}")
    return first


def encode_cursor(ordering: Ordering, key: Key) -> str:
    """An opaque, URL-safe text; only the same ordering reads it back."""
    payload = orjson.dumps([VERSION, ordering.name, *(_WRITE[t](v) for t, v in _typed(ordering, key))])
    return base64.urlsafe_b64encode(payload).decode().rstrip("=")


def decode_cursor(ordering: Ordering, text: str) -> Key:
    """The key that `encode_cursor` was given.

    Raises ValidationFailed("after") for anything else: a malformed text, another ordering, another version.
    """
    values = _payload(text)
    if values[:1] != [VERSION] or len(values) != 2 + len(ordering.columns):
        raise _malformed()
    if values[1] != ordering.name:
        raise ValidationFailed(
            "after", f"is a cursor of the ordering {values[1]}, not {ordering.name}; start again without it"
        )
    try:
        return tuple(_READ[kind](value) for kind, value in _typed(ordering, tuple(values[2:])))
    except (TypeError, ValueError, OverflowError):
        raise _malformed() from None


def like(text: str) -> str:
    """A pattern for ILIKE that contains `text` literally."""
    escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def _payload(text: str) -> list[Any]:
    if len(text) > MAX_CURSOR_LENGTH:
        raise _malformed()
    try:
        values = orjson.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if not isinstance(values, list):
        raise _malformed()
    return values


def _malformed() -> ValidationFailed:
    return ValidationFailed(
        "after", "is not a cursor of this list; pass pageInfo.endCursor of an earlier page"
    )


def _typed(ordering: Ordering, key: Key) -> Iterator[tuple[str, Any]]:
    return zip(ordering.types, key, strict=True)


def _read_instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant.astimezone(UTC)


def _read_integer(value: Any) -> int:
    if type(value) is not int or not -(2**63) <= value < 2**63:
        raise ValueError(value)
    return value


def _read_number(value: Any) -> float:
    if type(value) not in {int, float}:
        raise ValueError(value)
    return float(value)


def _read_text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


def _same(value: Any) -> Any:
    return value


_READ: dict[str, Callable[[Any], Any]] = {
    "timestamptz": _read_instant,
    "bigint": _read_integer,
    "double precision": _read_number,
    "text": _read_text,
}
_WRITE: dict[str, Callable[[Any], Any]] = dict.fromkeys(_READ, _same) | {"timestamptz": datetime.isoformat}
