"""When a walk-forward backtest fits its model anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from app.errors import ValidationFailed

SEASON_BEGINS = 7
"""July: between the seasons of most European leagues."""
MOST_DAYS = 3650
WORDS = ("season", "month", "week")


@dataclass(frozen=True, slots=True)
class Window:
    """Matches kicking off from `start` on and before `end` (UTC), forecast by one model fitted at `start`."""

    start: datetime
    end: datetime


def windows(start: datetime, end: datetime, refit: str) -> list[Window]:
    """The windows that cover `start` to `end` (UTC), without a gap, the first beginning at `start`.

    `refit` is season (each July 1), month (each first day), week (each Monday) or a number of days.
    Raises ValidationFailed for any other, and where `start` is not before `end`.
    """
    if start >= end:
        raise ValidationFailed("--from", f"{start:%Y-%m-%d} must be before --to ({end:%Y-%m-%d})")
    dates = [start, *_between(start, end, refit), end]
    return [Window(*pair) for pair in pairwise(dates)]


def _between(start: datetime, end: datetime, refit: str) -> Iterator[datetime]:
    at = _next(start, refit)
    while at < end:
        yield at
        at = _next(at, refit)


def _next(at: datetime, refit: str) -> datetime:
    """The first refit date after `at`."""
    day = datetime(at.year, at.month, at.day, tzinfo=UTC)
    match refit:
        case "season":
            return datetime(at.year + (at.month >= SEASON_BEGINS), SEASON_BEGINS, 1, tzinfo=UTC)
        case "month":
            return datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=UTC)
        case "week":
            return day + timedelta(days=7 - day.weekday())
    return at + timedelta(days=_days(refit))


def _days(refit: str) -> int:
    if refit.isascii() and refit.isdigit() and 1 <= int(refit[:6]) <= MOST_DAYS:
        return int(refit)
    raise ValidationFailed(
        "--refit", f"{refit[:20]!r} must be {', '.join(WORDS)} or a number of days (1 to {MOST_DAYS})"
    )
