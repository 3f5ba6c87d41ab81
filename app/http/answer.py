"""What a door sends back for an operation, with every error coded and nothing internal in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError

from app.errors import FootballError, ValidationFailed
from app.log import get_logger

INTERNAL = "INTERNAL"

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One GraphQL response. `refused` means that nothing ran: the response has no `data` entry.

    `forms` keeps its bytes by door, for it may be the answer to many.
    """

    data: dict[str, Any] | None
    errors: tuple[dict[str, Any], ...] = ()
    extensions: dict[str, Any] | None = None
    refused: bool = False
    forms: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def broken(self) -> bool:
        """Whether nothing ran because of us."""
        return self.refused and any(error["extensions"]["code"] == INTERNAL for error in self.errors)

    @classmethod
    def of_bytes(cls, body: bytes) -> "Answer":
        """An answer without errors that is known by its bytes alone."""
        return cls(None, forms={"json": body})

    def payload(self) -> dict[str, Any]:
        payload: dict[str, Any] = {}
        if self.errors:
            payload["errors"] = list(self.errors)
        if not self.refused:
            payload["data"] = self.data
        if self.extensions:
            payload["extensions"] = self.extensions
        return payload

    def encoded(self) -> bytes:
        """The payload as JSON."""
        form = self.forms.get("json")
        if form is None:
            # plans leave instants to the encoder, which writes them as the scalar does, ten times as fast
            form = self.forms["json"] = orjson.dumps(self.payload(), option=orjson.OPT_UTC_Z)
        return form


def answer(
    data: dict[str, Any] | None,
    errors: Sequence[GraphQLError] | None,
    extensions: dict[str, Any] | None,
    request_id: str,
) -> Answer:
    """An answer from an execution's result.

    An error without a path, where there is no data, was found before anything ran.
    """
    errors = errors or ()
    return Answer(
        data=data,
        errors=tuple(describe(error, request_id) for error in errors),
        extensions=extensions or None,
        refused=data is None and bool(errors) and all(error.path is None for error in errors),
    )


def refusal(errors: Sequence[GraphQLError], request_id: str) -> Answer:
    return Answer(None, tuple(describe(error, request_id) for error in errors), refused=True)


def failure(error: Exception, request_id: str) -> Answer:
    """An answer for an exception met outside any field."""
    return refusal([GraphQLError(str(error), original_error=error)], request_id)


def describe(error: GraphQLError, request_id: str) -> dict[str, Any]:
    """The error as clients see it: always with a code; what we did not foresee is logged and masked."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = cause_of(error)
    extensions: dict[str, Any] = {}
    if isinstance(cause, FootballError):
        formatted["message"] = cause.message
        extensions["code"] = cause.code
    elif cause is not None and not refuses_value(error):
        log.error("operation failed", path=error.path, exc_info=cause)
        formatted["message"] = masked(request_id)
        extensions["code"] = INTERNAL
    else:
        extensions["code"] = ValidationFailed.code
    formatted["extensions"] = extensions | (formatted.get("extensions") or {})
    return formatted


def masked(request_id: str) -> str:
    """What a client is told of an error that was not foreseen; the log has the rest."""
    return f"internal error; name request {request_id} when you report it"


def cause_of(error: GraphQLError) -> Exception | None:
    """The innermost exception that is not GraphQL's own."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def refuses_value(error: GraphQLError) -> bool:
    """Whether a scalar refused a literal or a variable: that points into the document, at no result."""
    return error.path is None and bool(error.nodes)
