"""One base error. Each child is named after a fact, carries a stable `code`, and says what to do.

The domain knows no HTTP: doors translate `code` into a status, a GraphQL type or an exit status.
"""

from typing import ClassVar


class FootballError(Exception):
    """Anything this service refuses or fails to do, in words a user can act on."""

    code: ClassVar[str] = "FOOTBALL_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingsInvalid(FootballError):
    code = "SETTINGS_INVALID"


class NotFound(FootballError):
    """A thing was asked for by a name or id nobody has."""

    code = "NOT_FOUND"


class ValidationFailed(FootballError):
    """An argument has a value that cannot be meant; `field` names it."""

    code = "VALIDATION_FAILED"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class InsufficientData(FootballError):
    """The features cannot be computed from what was known; `missing` lists what is needed."""

    code = "INSUFFICIENT_DATA"

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("not enough data: " + "; ".join(missing))
        self.missing = missing


class ModelUnavailable(FootballError):
    code = "MODEL_UNAVAILABLE"


class Conflict(FootballError):
    code = "CONFLICT"


class PermissionDenied(FootballError):
    """The viewer's role does not allow it."""

    code = "PERMISSION_DENIED"


class RateLimited(FootballError):
    """The viewer asked too often; `retry_after`: seconds to wait."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(FootballError):
    """A server this service needs does not answer."""

    code = "UNAVAILABLE"
