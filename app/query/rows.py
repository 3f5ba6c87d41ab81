"""Writes the function that turns a row into its part of the answer, as Python's own source.

One expression for a whole row, nested objects and all, is the fastest that Python has; it is written once for
each plan. Names in it are keys that the grammar of GraphQL allows, places of columns, and constants.
"""

from binascii import b2a_base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLEnumType, get_named_type

from app.query.selection import TYPENAME, Declined, Selected
from app.query.sources import (
    Batch,
    Catalogue,
    Column,
    Feed,
    GlobalId,
    Group,
    Latest,
    Many,
    Shaped,
    Source,
    ToOne,
    Value,
)
from app.query.sql import At, Select

PLAIN = frozenset({"ID", "String", "Int", "Float", "Boolean", "DateTime"})
"""Scalars whose values JSON has, or the encoder of answers writes as the scalar does."""


class Code:
    """An expression being written, and the objects that it names."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}

    def name(self, value: object) -> str:
        name = f"x{len(self.names)}"
        self.names[name] = value
        return name

    def function(self, parameters: str, expression: str) -> Callable[..., Any]:
        made: Callable[..., Any] = eval(f"lambda {parameters}: {expression}", self.names)  # noqa: S307  all of it is written here
        return made


@dataclass(slots=True)
class Below:
    """What rows refer to and is read for all of them at once: `places` are the columns of its keys."""

    feed: Many | Batch
    selected: Selected
    places: tuple[int, ...]


Arguments = Callable[[Any], dict[str, Any]]
"""The arguments of a field, from what a run brings."""


@dataclass(slots=True)
class Rows:
    """The expression for the rows of one statement.

    It calls a row `r`, what is read beside it `m`, and the operation's variables `v`.
    """

    catalogue: Catalogue
    select: Select
    code: Code
    arguments: Callable[[Selected], Arguments]
    below: list[Below] = field(default_factory=list)

    def of(self, fields: Sequence[Selected], type_name: str) -> str:
        """An object that is a row itself."""
        return self._object(fields, self._source(type_name).fields, self.select.root)

    def _source(self, type_name: str) -> Source:
        source = self.catalogue.types.get(type_name)
        if source is None:
            raise Declined(type_name)
        return source

    def _object(self, fields: Sequence[Selected], feeds: Mapping[str, Feed], at: At) -> str:
        entries = (f"{one.key!r}: {self._value(one, feeds, at)}" for one in fields)
        return f"{{{', '.join(entries)}}}"

    def _value(self, one: Selected, feeds: Mapping[str, Feed], at: At) -> str:
        if one.name == TYPENAME:
            return repr(one.parent.name)
        feed = feeds.get(one.name)
        match feed:
            case Many(keys=keys):
                written = self._below(one, feed, [name for name, _ in keys], at)
            case Batch(columns):
                written = self._below(one, feed, columns, at)
            case Group(group, absent):
                written = self._group(one, group, absent, at)
            case Latest():
                written = self._latest(one, feed, at)
            case ToOne(through):
                (type_name,) = one.below
                fields = self._source(type_name).fields
                written = self._object(one.only, fields, self.select.join(at, through))
            case _:
                written = self._leaf(one, feed, at)
        return written

    def _leaf(self, one: Selected, feed: Feed | None, at: At) -> str:
        match feed:
            case Column(name):
                return self._scalar(one, self._column(at, name))
            case GlobalId(column):
                text = f"{f'{one.parent.name}:%d'.encode()!r} % {self._column(at, column)}"
                return f"{self.code.name(b2a_base64)}({text}, newline=False).decode()"
            case Value(columns, read):
                return f"{self.code.name(read)}({self._columns(at, columns)})"
            case Shaped(columns, shape):
                return f"{self.code.name(shape(one))}({self._columns(at, columns)}, v)"
        raise Declined(f"{one.parent.name}.{one.name}")

    def _column(self, at: At, name: str) -> str:
        return f"r[{self.select.column(at, name)}]"

    def _columns(self, at: At, names: Sequence[str]) -> str:
        return ", ".join(self._column(at, name) for name in names)

    def _scalar(self, one: Selected, value: str) -> str:
        kind = get_named_type(one.definition.type)
        if kind.name == "Probability":
            usual = f"(q := {value}) is None or 0.0 <= q <= 1.0"
            return f"(q if {usual} else {self.code.name(probability)}(q))"
        plain = kind.name in PLAIN or (
            isinstance(kind, GraphQLEnumType) and all(name == of.value for name, of in kind.values.items())
        )
        if not plain:
            raise Declined(kind.name)
        return value

    def _group(self, one: Selected, feeds: Mapping[str, Feed], absent: Sequence[str], at: At) -> str:
        made = self._object(one.only, feeds, at)
        if not absent:
            return made
        missing = " or ".join(f"{self._column(at, name)} is None" for name in absent)
        return f"(None if {missing} else {made})"

    def _latest(self, one: Selected, feed: Latest, at: At) -> str:
        arguments = self.arguments(one)
        found = self.select.latest(at, feed, lambda run: feed.narrow(**arguments(run)))
        (type_name,) = one.below
        there = self._column(found, "id")
        made = self._object(one.only, self._source(type_name).fields, found)
        return f"(None if {there} is None else {made})"

    def _below(self, one: Selected, feed: Many | Batch, columns: Sequence[str], at: At) -> str:
        places = [self.select.column(at, name) for name in columns]
        if isinstance(feed, Batch) and feed.beside is not None:
            places += self.select.beside(at, feed.beside, self.arguments(one))
        self.below.append(Below(feed, one, tuple(places)))
        return f"m[{len(self.below) - 1}][r[{places[0]}]]"


def probability(value: float) -> float:
    """As the scalar Probability writes what rounding left outside of 0 to 1."""
    return min(1.0, max(0.0, value))
