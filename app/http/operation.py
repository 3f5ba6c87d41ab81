"""Reading one GraphQL operation out of a request body or a query string, distrusting all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.http.refusals import RequestRefused

MAX_JSON_DEPTH = 64
BATCH = "batches are not accepted; send one operation a request"


@dataclass(frozen=True, slots=True)
class Operation:
    """What the client asks to run."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None

    @classmethod
    def from_json(cls, body: bytes) -> "Operation":
        """The operation in a JSON body. Raises RequestRefused saying what is wrong with it."""
        value = load_json(body, "the request body")
        if isinstance(value, list):
            raise RequestRefused(BATCH)
        return cls.from_value(value)

    @classmethod
    def from_value(cls, value: object) -> "Operation":
        """The operation in a decoded JSON value."""
        if not isinstance(value, dict):
            raise RequestRefused(f"the request must be a JSON object, not {_json_type(value)}")
        query = value.get("query")
        if not isinstance(query, str):
            raise RequestRefused(f"`query` must be a string, not {_json_type(query)}")
        name = value.get("operationName")
        if name is not None and not isinstance(name, str):
            raise RequestRefused(f"`operationName` must be a string or null, not {_json_type(name)}")
        _object(value.get("extensions"), "extensions")
        return cls(query, _object(value.get("variables"), "variables"), name or None)

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> "Operation":
        """The operation in a URL's query string, where variables and extensions are JSON texts."""
        value: dict[str, Any] = {name: parameters.get(name) for name in ("query", "operationName")}
        for name in ("variables", "extensions"):
            if text := parameters.get(name):
                value[name] = load_json(text.encode("utf-8", "replace"), f"`{name}`")
        _refuse_hostile(value)
        return cls.from_value(value)


def load_json(text: bytes, what: str) -> Any:
    """Decode strict JSON: UTF-8, no NaN, no number beyond a double, no NUL character, bounded depth.

    Raises RequestRefused naming `what`.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(f"{what} is not valid JSON: {error}") from None
    _refuse_hostile(value)
    return value


def _refuse_hostile(root: object) -> None:
    """PostgreSQL stores no NUL character, and deep values exhaust the stack of whoever walks them."""
    level: list[object] = [root]
    for _ in range(MAX_JSON_DEPTH):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                below += value.keys()
                below += value.values()
            elif isinstance(value, list):
                below += value
            elif isinstance(value, str) and "\0" in value:
                raise RequestRefused("the NUL character (\\u0000) is not accepted in any text")
        if not below:
            return
        level = below
    raise RequestRefused(f"JSON nested more than {MAX_JSON_DEPTH} levels deep is not accepted")


def _object(value: object, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestRefused(f"`{name}` must be an object or null, not {_json_type(value)}")
    return value


def _json_type(value: object) -> str:
    if value is None:
        return "null or absent"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "an array"}
    return names.get(type(value), "an object")
