"""Relay's global ids as GraphQL ids."""

from uuid import UUID

import strawberry

from app import ids
from app.errors import ValidationFailed
from app.ids import key_of, row_id, split_id

__all__ = ["global_id", "key_of", "row_id", "split_id", "uuid_of"]


def global_id(type_name: str, key: object) -> strawberry.ID:
    return strawberry.ID(ids.global_id(type_name, key))


def uuid_of(type_name: str, id: str, field: str = "id") -> UUID:
    try:
        return UUID(key_of(type_name, id, field))
    except ValueError:
        raise ValidationFailed(
            field, f"{id[:60]!r} is not an id of a {type_name}; take ids from answers"
        ) from None
