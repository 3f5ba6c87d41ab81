"""What becomes of errors that are not values of a union: each gets a code, and nothing internal leaves."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import StreamExecutionResult

from app.errors import FootballError, InsufficientData, ValidationFailed
from app.http.answer import INTERNAL, cause_of, masked, refuses_value
from app.http.documents import PARSE_FAILED, VALIDATION_FAILED
from app.log import get_logger

log = get_logger(__name__)


class CodedErrors(SchemaExtension):
    """Gives every error of a result its `extensions.code`; logs and masks what was not foreseen."""

    def on_validate(self) -> Iterator[None]:
        yield
        for error in self.execution_context.pre_execution_errors or ():
            if not isinstance(cause_of(error), FootballError):
                error.extensions = {"code": VALIDATION_FAILED, **(error.extensions or {})}

    def on_operation(self) -> Iterator[None]:
        yield
        self._code(self.execution_context.result)

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        self._code(result)
        yield

    def _code(self, result: Any) -> None:
        if result is not None and getattr(result, "errors", None):
            request_id = getattr(self.execution_context.context, "request_id", "")
            result.errors = [coded(error, request_id) for error in result.errors]


def coded(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error with its code; one that was not foreseen is logged and replaced."""
    if "code" in (error.extensions or {}):
        return error
    cause = cause_of(error)
    if isinstance(cause, FootballError):
        return _with(error, error.message, {"code": cause.code, **_facts(cause)})
    if cause is None or refuses_value(error):
        return _with(error, error.message, {"code": _own_code(error)})
    log.error("resolver failed", path=error.path, request_id=request_id, exc_info=cause)
    return _with(error, masked(request_id), {"code": INTERNAL, "requestId": request_id})


def _facts(cause: FootballError) -> dict[str, Any]:
    if isinstance(cause, ValidationFailed):
        return {"field": cause.field}
    return {"missing": list(cause.missing)} if isinstance(cause, InsufficientData) else {}


def _own_code(error: GraphQLError) -> str:
    """The code of an error that GraphQL itself found: in the text, or in the value of a variable."""
    return PARSE_FAILED if isinstance(error, GraphQLSyntaxError) else ValidationFailed.code


def _with(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
