"""Turning a domain value into a type whose fields have the same names."""

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

T = TypeVar("T")


def view(kind: type[T], value: object, **others: Any) -> T:
    """A `kind` whose fields are `others` and, for the rest, the attributes of `value`."""
    names = _names(cast(Hashable, kind))
    return kind(**{name: others[name] if name in others else getattr(value, name) for name in names})


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)
