"""Ids of things outside of this program: base64 of `Type:key`, opaque to clients (Relay's global ids)."""

import base64
import binascii

from app.errors import ValidationFailed

MAX_LENGTH = 300
_HIGHEST = 2**63 - 1


def global_id(type_name: str, key: object) -> str:
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def split_id(id: str, field: str = "id") -> tuple[str, str]:  # noqa: A002  the API's word
    """Type name and key. Raises ValidationFailed(field) for what this service never gave out."""
    try:
        text = base64.b64decode(id, validate=True).decode() if len(id) <= MAX_LENGTH else ""
    except (binascii.Error, ValueError):
        text = ""
    type_name, colon, key = text.partition(":")
    if not (type_name and colon and key) or "\0" in text:
        raise ValidationFailed(field, f"{id[:60]!r} is not an id of this service; take ids from its answers")
    return type_name, key


def key_of(type_name: str, id: str, field: str = "id") -> str:  # noqa: A002
    """The key in an id of this type. Raises ValidationFailed(field)."""
    found, key = split_id(id, field)
    if found != type_name:
        raise ValidationFailed(field, f"is the id of a {found}; the id of a {type_name} is needed")
    return key


def row_id(type_name: str, id: str, field: str = "id") -> int:  # noqa: A002
    """The number of a database row in an id of this type. Raises ValidationFailed(field)."""
    key = key_of(type_name, id, field)
    if not (key.isascii() and key.isdigit()) or int(key[:20]) > _HIGHEST:
        raise ValidationFailed(field, f"{id[:60]!r} is not an id of a {type_name}; take ids from answers")
    return int(key)
