"""A field's arguments as its resolver gets them, converted as Strawberry does, with the way prepared once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import GraphQLField
from strawberry import Schema
from strawberry.types.arguments import convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    get_object_definition,
)
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType

from app.query.sources import Convert

DEFINITION = "strawberry-definition"
One = Callable[[Any], Any]
"""Converts one value."""
Named = Sequence[tuple[str, str, One]]
"""Values by their names in GraphQL and in Python."""


def converting(schema: Schema) -> Convert:
    """Turns a field's arguments into those that its resolver gets."""
    return _Converting(schema)


class _Converting:
    def __init__(self, schema: Schema) -> None:
        self._registry = schema.schema_converter.scalar_registry
        self._config = schema.config
        self._known: dict[int, Named] = {}

    def __call__(self, definition: GraphQLField, values: dict[str, Any]) -> dict[str, Any]:
        known = self._known.get(id(definition))
        if known is None:
            known = self._known[id(definition)] = self._arguments(definition.extensions[DEFINITION])
        return _converted(known, values)

    def _arguments(self, field: StrawberryField) -> Named:
        name = self._config.name_converter.from_argument
        return [(name(one), one.python_name, self._one(one.type)) for one in field.arguments]

    def _one(self, kind: Any) -> One:
        if isinstance(kind, StrawberryOptional) and not isinstance(kind, StrawberryMaybe):
            return self._one(kind.of_type)
        if isinstance(kind, LazyType):
            return self._one(kind.resolve_type())
        if isinstance(kind, StrawberryList):
            item = self._one(kind.of_type)
            return lambda value: None if value is None else [item(one) for one in value]
        definition = get_object_definition(kind)
        if isinstance(kind, StrawberryMaybe) or (definition is not None and definition.from_input):
            return lambda value: convert_argument(value, kind, self._registry, self._config)
        return _same if definition is None else self._object(kind, definition)

    def _object(self, kind: Any, definition: StrawberryObjectDefinition) -> One:
        name = self._config.name_converter.from_field
        fields = [
            (name(one), one.python_name, self._one(one.resolve_type(type_definition=definition)))
            for one in definition.fields
        ]
        return lambda value: None if value is None else kind(**_converted(fields, value))


def _converted(known: Named, values: Mapping[str, Any]) -> dict[str, Any]:
    return {python: one(values[name]) for name, python, one in known if name in values}


def _same(value: Any) -> Any:
    return value
