"""The clock, passed to whoever needs the time, so that tests and replays choose it."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)
