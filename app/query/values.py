"""What is selected of a Python value, as one function from the value to its part of the answer.

Covered are attributes, methods that need nothing but the field's arguments, objects, lists, unions and
interfaces; anything else is declined. A value that is not as the schema promises (null where it must not be,
another class, what a scalar refuses) makes the function raise: graphql-core then says what is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Protocol, TypeAlias

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from app.query.rows import Code
from app.query.selection import TYPENAME, Declined, Selected
from app.query.sources import Convert, GivenUp

Written: TypeAlias = Callable[[Any, VariableValues], Any]
"""Gives a value's part of the answer; it raises where graphql-core has to answer."""
NO_VARIABLES = VariableValues({}, {})
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Read:
    """How a field is read of a value: the attributes of `path` one after another, then `call`.

    `call` is given the value and the field's arguments by name. `fields` tells how the object that it gives
    is read, where that is not as its type says.
    """

    path: tuple[str, ...] = ()
    call: Callable[..., Any] | None = None
    fields: "Fields | None" = None


Fields: TypeAlias = Mapping[str, Read]


class Shapes(Protocol):
    """What the schema says of the Python values behind its types."""

    def fields(self, type_name: str) -> Fields:
        """How the fields of an object of this type are read; those that are not there are declined."""
        ...

    def classes(self, type_name: str) -> Mapping[type, Fields]:
        """The classes whose values are objects of this type, and how each is read."""
        ...


def reading(one: Selected, convert: Convert) -> Callable[[VariableValues], dict[str, Any]]:
    """Gives the field's arguments as its resolver gets them; made once where no variable is among them.

    Raises Declined.
    """
    definition, node = one.definition, one.node

    def given(variables: VariableValues) -> dict[str, Any]:
        return convert(definition, get_argument_values(definition, node, variables))

    if one.variables:
        return given
    try:
        constant = given(NO_VARIABLES)
    except GraphQLError as refused:
        raise Declined(refused.message) from None
    return lambda _: constant


class Values:
    """Writes the functions."""

    def __init__(self, shapes: Shapes, convert: Convert) -> None:
        self._shapes = shapes
        self._convert = convert

    def written(self, one: Selected, read: Read | None = None) -> Written:
        """The function for what the field holds, from what `read` is applied to, or from the field's value.

        Raises Declined.
        """
        return _Writing(self._shapes, self._convert).function(one, read or Read())

    def object(self, fields: Sequence[Selected], read: Fields) -> Written:
        """The function for an object. Raises Declined."""
        return _Writing(self._shapes, self._convert).object_function(fields, read)


class _Writing:
    """One function being written: it calls the variables `v`."""

    def __init__(self, shapes: Shapes, convert: Convert) -> None:
        self._shapes = shapes
        self._convert = convert
        self._code = Code()
        self._absent = self._code.name(absent)
        self._many = self._code.name(many)

    def function(self, one: Selected, read: Read) -> Written:
        return self._code.function("s, v", self._field(one, read, "s"))

    def object_function(self, fields: Sequence[Selected], read: Fields) -> Written:
        return self._code.function("s, v", self._object(fields, read, "s"))

    def _object(self, fields: Sequence[Selected], read: Fields, value: str) -> str:
        return f"{{{', '.join(f'{one.key!r}: {self._entry(one, read, value)}' for one in fields)}}}"

    def _entry(self, one: Selected, read: Fields, value: str) -> str:
        if one.name == TYPENAME:
            return repr(one.parent.name)
        how = read.get(one.name)
        if how is None:
            raise Declined(f"{one.parent.name}.{one.name}")
        return self._field(one, how, value)

    def _field(self, one: Selected, read: Read, value: str) -> str:
        found = ".".join((value, *read.path))
        if read.call is not None:
            found = f"{self._code.name(read.call)}({found}{self._arguments(one)})"
        return self._complete(one.definition.type, one, read.fields, found)

    def _arguments(self, one: Selected) -> str:
        """What follows the value in the call."""
        return f", **{self._code.name(reading(one, self._convert))}(v)" if one.definition.args else ""

    def _complete(self, kind: GraphQLOutputType, one: Selected, fields: Fields | None, value: str) -> str:
        """The expression for a value of this type."""
        if isinstance(kind, GraphQLNonNull):
            inner, otherwise = kind.of_type, f"{self._absent}()"
        else:
            inner, otherwise = kind, "None"
        name = self._name()
        return f"({otherwise} if ({name} := {value}) is None else {self._present(inner, one, fields, name)})"

    def _present(self, kind: Any, one: Selected, fields: Fields | None, name: str) -> str:
        if isinstance(kind, GraphQLList):
            item = self._name()
            each = self._complete(kind.of_type, one, fields, item)
            return f"[{each} for {item} in {self._many}({name})]"
        if isinstance(kind, GraphQLScalarType | GraphQLEnumType):
            return f"{self._code.name(leaf(kind))}({name})"
        if is_abstract_type(kind):
            return f"{self._code.name(self._by_class(one))}(type({name}))({name}, v)"
        return self._object(one.only, fields or self._shapes.fields(get_named_type(kind).name), name)

    def _by_class(self, one: Selected) -> Callable[[type], Written]:
        """What writes a value of each class that the field may hold; what is declined fails when it comes."""
        found: dict[type, Written] = {}
        for type_name, fields in one.below.items():
            for kind, read in self._shapes.classes(type_name).items():
                found[kind] = _Writing(self._shapes, self._convert).object_function(fields, read)

        def of(kind: type) -> Written:
            return found.get(kind) or unforeseen

        return of

    def _name(self) -> str:
        return self._code.name(None)


def leaf(kind: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    """Writes the values of a scalar or an enumeration."""
    if isinstance(kind, GraphQLEnumType):
        members = getattr(kind, "wrapped_cls", ())
        names = {
            member: name
            for name, one in kind.values.items()
            for member in members
            if member.value == one.value
        }
        return names.__getitem__
    plain = _PLAIN.get(kind.name)
    if plain is not None:
        return plain
    write = kind.coerce_output_value

    def custom(value: Any) -> Any:
        written = write(value)
        return absent() if written is None else written

    return custom


def _integer(value: Any) -> int:
    """The usual value at once, any other as graphql-core writes it; so do the next ones."""
    usual = type(value) is int and -LARGEST <= value <= LARGEST
    return value if usual else GraphQLInt.coerce_output_value(value)  # type: ignore[no-any-return]


def _number(value: Any) -> float:
    usual = type(value) is float and isfinite(value)
    return value if usual else GraphQLFloat.coerce_output_value(value)  # type: ignore[no-any-return]


def _text(value: Any) -> str:
    return value if type(value) is str else GraphQLString.coerce_output_value(value)


def _id(value: Any) -> str:
    return value if type(value) is str else GraphQLID.coerce_output_value(value)


def _boolean(value: Any) -> bool:
    return value if type(value) is bool else GraphQLBoolean.coerce_output_value(value)


_PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "Int": _integer,
    "Float": _number,
    "String": _text,
    "ID": _id,
    "Boolean": _boolean,
}


def many(value: Any) -> Sequence[Any]:
    if type(value) in {list, tuple}:
        found: Sequence[Any] = value
        return found
    raise GivenUp("a list")


def absent() -> Any:
    raise GivenUp("null where there must be a value")


def unforeseen(value: Any, _: VariableValues) -> Any:
    raise GivenUp(f"a value of class {type(value).__name__}")
