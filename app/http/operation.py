"""Reading one GraphQL operation out of a request body or a query string, distrusting all of it."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.datastructures import QueryParams

from app.http.refusals import RequestRefused

MAX_JSON_DEPTH = 64
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAMES = (b'"query"', b'"variables"', b'"operationName"', b'"extensions"', b'"documentId"')
BATCH = "batches are not accepted; send one operation a request"


@dataclass(frozen=True, slots=True)
class Operation:
    """What the client asks to run. Its document may be named instead of sent: `query` is empty then."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    document_id: str | None = None
    sha256: str | None = None
    """The document's digest as an automatic persisted query tells it."""

    @classmethod
    def from_json(cls, body: bytes) -> "Operation":
        """The operation in a JSON body. Raises RequestRefused saying what is wrong with it."""
        value = load_json(body, "the request body")
        if isinstance(value, list):
            raise RequestRefused(BATCH)
        if b"\\u" in body or _repeats(body):
            _require_unique(body)
        return cls.from_value(value)

    @classmethod
    def from_value(cls, value: object) -> "Operation":
        """The operation in a decoded JSON value."""
        if not isinstance(value, dict):
            raise RequestRefused(f"the request must be a JSON object, not {_json_type(value)}")
        name = value.get("operationName")
        if name is not None and not isinstance(name, str):
            raise RequestRefused(f"`operationName` must be a string or null, not {_json_type(name)}")
        extensions = _object(value.get("extensions"), "extensions")
        document_id, sha256 = value.get("documentId"), _persisted(extensions.get("persistedQuery"))
        query = _query(value.get("query"), document_id, sha256)
        variables = _object(value.get("variables"), "variables")
        return cls(query, variables, name or None, document_id, sha256)

    @classmethod
    def from_parameters(cls, parameters: QueryParams) -> "Operation":
        """The operation in a URL's query string, where variables and extensions are JSON texts."""
        if len(parameters) != len(parameters.multi_items()):
            raise RequestRefused("a parameter of the URL is sent twice; which one is meant?")
        value: dict[str, Any] = {
            name: parameters.get(name) for name in ("query", "operationName", "documentId")
        }
        for name in ("variables", "extensions"):
            if text := parameters.get(name):
                value[name] = load_json(text.encode("utf-8", "replace"), f"`{name}`")
        _refuse_hostile(value)
        return cls.from_value(value)


def _repeats(body: bytes) -> bool:
    """Whether a name may come twice."""
    for name in _NAMES:  # noqa: SIM110  each request comes here, and a loop is twice as fast
        if body.count(name) > 1:
            return True
    return False


def _require_unique(body: bytes) -> None:
    """JSON's readers disagree about names that come twice: what one checks, another does not run."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise RequestRefused("a name comes twice in one object of the request body; send it once")
        return found

    json.loads(body, object_pairs_hook=unique)


def _query(query: object, document_id: object, sha256: str | None) -> str:
    """The document's text, empty where an id or a digest stands for it."""
    if document_id is not None and not isinstance(document_id, str):
        raise RequestRefused(f"`documentId` must be a string or null, not {_json_type(document_id)}")
    if document_id is not None and query is not None:
        raise RequestRefused("send either `query` or the `documentId` of a trusted document, not both")
    if document_id is not None and sha256 is not None:
        raise RequestRefused("name a document by `documentId` or by `sha256Hash`, not by both")
    if query is None and (document_id is not None or sha256 is not None):
        return ""
    if not isinstance(query, str):
        raise RequestRefused(f"`query` must be a string, not {_json_type(query)}")
    return query


def _persisted(value: object) -> str | None:
    """The digest of an automatic persisted query, if it is one."""
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("version") != 1:
        raise RequestRefused("`extensions.persistedQuery` must be an object of version 1")
    sha256 = value.get("sha256Hash")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise RequestRefused("`extensions.persistedQuery.sha256Hash` must be 64 hexadecimal digits (0-9a-f)")
    return sha256


def load_json(text: bytes, what: str) -> Any:
    """Decode strict JSON: UTF-8, no NaN, no number beyond a double, no NUL character, bounded depth.

    Raises RequestRefused naming `what`.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(f"{what} is not valid JSON: {error}") from None
    # the only spelling of NUL in JSON, and no value is deeper than its brackets are many
    if b"\\u0000" in text or text.count(b"{") + text.count(b"[") >= MAX_JSON_DEPTH:
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
