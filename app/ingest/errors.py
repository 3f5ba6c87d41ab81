"""What can go wrong with a source, each with what to do about it."""

from app.errors import FootballError, NotFound, Unavailable


class FileRefused(FootballError):
    """A whole file is not what it should be; nothing of it was written."""

    code = "FILE_REFUSED"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}; nothing of it was loaded")
        self.file = file
        self.reason = reason


class SourceAbsent(NotFound):
    """The source answers, but does not have this file."""

    code = "SOURCE_ABSENT"


class SourceUnavailable(Unavailable):
    """The source does not answer, or not in time, after all retries."""

    code = "SOURCE_UNAVAILABLE"


class BudgetExhausted(Unavailable):
    """This run has asked the source as often as it may."""

    code = "REQUEST_BUDGET_EXHAUSTED"


class LineRefused(ValueError):
    """Inside a parser: this line cannot be meant. Becomes a `RefusedLine`, never leaves the package."""
