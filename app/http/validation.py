"""Parsing and validating a document within limits, every error coded and small enough to be kept."""

from collections.abc import Iterable

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    StringValueNode,
    Visitor,
    validate,
    visit,
)

from app.errors import FootballError, ValidationFailed
from app.http.lexer import parse_quickly
from app.http.rules import rules_for
from app.http.shape import complaints

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
MAX_CHARACTERS = 65_536
MAX_TOKENS = 2_000
MAX_ERRORS = 5
MAX_MESSAGE = 500
TOO_DEEP = "the document is nested too deeply"


class DocumentRefused(Exception):
    """The document cannot be run, for the reasons in `errors`.

    Kept errors are handed over rather than raised: each raising would lengthen their tracebacks.
    """

    def __init__(self, errors: list[GraphQLError], kind: OperationType | None = None) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        self.kind = kind


def read(text: str) -> DocumentNode:
    """The document's syntax tree. Raises DocumentRefused."""
    if len(text) > MAX_CHARACTERS:
        raise refusal(f"the document has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed")
    try:
        tree = parse_quickly(text, MAX_TOKENS)
        if "\\u" in text:
            visit(tree, _NoNul())
    except GraphQLError as error:
        raise DocumentRefused([kept(error, PARSE_FAILED)]) from None
    except RecursionError:
        raise refusal(TOO_DEEP) from None
    if found := list(complaints(tree)):
        raise DocumentRefused(
            [kept(GraphQLError(message, node), VALIDATION_FAILED) for message, node in found]
        )
    return tree


def check(schema: GraphQLSchema, text: str, tree: DocumentNode, *, suggest: bool) -> list[GraphQLError]:
    """What is wrong with the document under the schema's rules."""
    try:
        errors = validate(schema, tree, rules_for(text), MAX_ERRORS, hide_suggestions=not suggest)
    except RecursionError:
        return [refused(TOO_DEEP, VALIDATION_FAILED)]
    return _kept(errors)


def refusal(message: str, code: str = PARSE_FAILED) -> DocumentRefused:
    return DocumentRefused([refused(message, code)])


def refused(message: str, code: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})


def kept(error: GraphQLError, code: str) -> GraphQLError:
    """The error with its code, and without the nodes and frames that it would keep alive.

    A value that the schema itself refuses keeps the code of its reason.
    """
    cause = error.original_error
    extensions = dict(error.extensions or {})
    if isinstance(cause, FootballError):
        extensions = {"code": cause.code, **extensions}
        if isinstance(cause, ValidationFailed):
            extensions["field"] = cause.field
    message = error.message if len(error.message) <= MAX_MESSAGE else f"{error.message[:MAX_MESSAGE]} ..."
    return GraphQLError(
        message,
        source=error.source,
        positions=error.positions,
        extensions={"code": code, **extensions},
    )


def _kept(errors: Iterable[GraphQLError]) -> list[GraphQLError]:
    return [kept(error, VALIDATION_FAILED) for error in errors]


class _NoNul(Visitor):
    """Refuses the NUL character that an escape smuggles into a text."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:
            raise GraphQLError("the NUL character (\\u0000) is not accepted in any text", node)
