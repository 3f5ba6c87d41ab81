"""Failures that a caller is expected to handle, as types of unions."""

from typing import cast

import strawberry

from app import errors
from schema.enums import ErrorCode


@strawberry.interface(description="A failure that a caller is expected to handle.")
class Error:
    code: ErrorCode = strawberry.field(description="What kind of failure it is, for programs.")
    message: str = strawberry.field(description="What went wrong and what to do about it, for people.")


@strawberry.type(description="Nothing has the id or name that was asked for.")
class NotFound(Error):
    pass


@strawberry.type(description="An argument has a value that cannot be meant.")
class ValidationFailed(Error):
    field: str = strawberry.field(description="The argument or input field that was refused.")


@strawberry.type(description="The features cannot be computed from what was known at the instant asked for.")
class InsufficientData(Error):
    missing: list[str] = strawberry.field(description="What is missing, one need a line.")


@strawberry.type(description="No model can answer this question.")
class ModelUnavailable(Error):
    pass


@strawberry.type(description="The state of things does not allow it.")
class Conflict(Error):
    pass


@strawberry.type(description="The caller may not do this.")
class PermissionDenied(Error):
    pass


@strawberry.type(description="The caller asked too often.")
class RateLimited(Error):
    retry_after: int = strawberry.field(description="Seconds to wait before asking again.")


Failure = (
    NotFound
    | ValidationFailed
    | InsufficientData
    | ModelUnavailable
    | Conflict
    | PermissionDenied
    | RateLimited
)
ERROR_TYPES: tuple[type, ...] = (
    NotFound,
    ValidationFailed,
    InsufficientData,
    ModelUnavailable,
    Conflict,
    PermissionDenied,
    RateLimited,
)


_PLAIN: tuple[tuple[type[errors.FootballError], type[Error], ErrorCode], ...] = (
    (errors.ModelUnavailable, ModelUnavailable, ErrorCode.MODEL_UNAVAILABLE),
    (errors.NotFound, NotFound, ErrorCode.NOT_FOUND),
    (errors.Conflict, Conflict, ErrorCode.CONFLICT),
    (errors.PermissionDenied, PermissionDenied, ErrorCode.PERMISSION_DENIED),
)


def failure(error: errors.FootballError) -> Failure:
    """The error as a value of a union; raises it again when it is none a caller is expected to handle."""
    match error:
        case errors.ValidationFailed():
            return ValidationFailed(
                code=ErrorCode.VALIDATION_FAILED, message=error.message, field=error.field
            )
        case errors.InsufficientData():
            return InsufficientData(
                code=ErrorCode.INSUFFICIENT_DATA, message=error.message, missing=list(error.missing)
            )
        case errors.RateLimited():
            return RateLimited(
                code=ErrorCode.RATE_LIMITED, message=error.message, retry_after=error.retry_after
            )
    for cause, kind, code in _PLAIN:
        if isinstance(error, cause):
            return cast(Failure, kind(code=code, message=error.message))
    raise error
