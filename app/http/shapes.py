"""How a Strawberry schema's own values are read, for plans that do without its resolvers."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from graphql import GraphQLObjectType
from strawberry import Schema
from strawberry.types.field import StrawberryField

from app.http.arguments import DEFINITION, converting
from app.query.values import Fields, Read

__all__ = ["StrawberryShapes", "converting"]

NO_CLASSES: Mapping[str, Mapping[type, Fields]] = {}


class StrawberryShapes:
    """Attributes, and methods that need neither context nor time.

    `others` are classes beside Strawberry's own whose values are shown as a type, and how; `overridden` are
    fields of Strawberry's own values that are read otherwise than by their resolver.
    """

    def __init__(
        self,
        schema: Schema,
        others: Mapping[str, Mapping[type, Fields]] = NO_CLASSES,
        overridden: Mapping[str, Fields] | None = None,
    ) -> None:
        self._types = schema._schema.type_map  # noqa: SLF001  graphql-core's schema, of which Strawberry's is a view
        self._others = others
        self._overridden = overridden or {}
        self.fields = cache(self._fields)

    def classes(self, type_name: str) -> Mapping[type, Fields]:
        origin = self._types[type_name].extensions[DEFINITION].origin
        return {origin: self.fields(type_name), **self._others.get(type_name, {})}

    def _fields(self, type_name: str) -> Fields:
        kind = self._types[type_name]
        assert isinstance(kind, GraphQLObjectType)  # noqa: S101  only objects have fields to read
        found = {name: _read(one.extensions[DEFINITION]) for name, one in kind.fields.items()}
        own = {name: read for name, read in found.items() if read is not None}
        return {**own, **self._overridden.get(type_name, {})}


def _read(field: StrawberryField) -> Read | None:
    """None for a field that needs more than its value and its arguments."""
    resolver = field.base_resolver
    if field.extensions:
        return None
    if resolver is None:
        return Read((field.python_name,))
    others = (resolver.info_parameter, resolver.parent_parameter, resolver.root_parameter)
    if field.is_async or any(others) or resolver.self_parameter is None:
        return None
    return Read(call=cast(Callable[..., Any], resolver.wrapped_func))
