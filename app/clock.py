"""The clock, passed to whoever needs the time, so that tests and replays choose it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def written(instant: datetime) -> str:
    """The instant in UTC as answers and messages write it: 2025-08-16T14:00:00Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
