"""Turning a domain value into a type whose fields have the same names."""

from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")


def view(kind: type[T], value: object, **others: Any) -> T:
    """A `kind` whose fields are `others` and, for the rest, the attributes of `value`."""
    names = (field.name for field in fields(kind) if field.init)  # type: ignore[arg-type]  # a Strawberry type is a dataclass
    return kind(**{name: others[name] if name in others else getattr(value, name) for name in names})
