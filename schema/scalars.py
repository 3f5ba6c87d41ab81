"""Scalars beyond GraphQL's own: instants and days that cannot be misread, probabilities."""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from app.clock import written
from app.errors import ValidationFailed

Probability = NewType("Probability", float)
Json = NewType("Json", object)


def _read_instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(_text("DateTime", value))
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValidationFailed("DateTime", f"{value!r} is no instant; write 2025-08-16T14:00:00Z") from None
    raise ValidationFailed(
        "DateTime", f"{value!r} has no time zone; end it with Z for UTC or with an offset such as +01:00"
    )


def _write_instant(instant: datetime) -> str:
    if instant.tzinfo is None:
        raise TypeError(f"an instant without zone: {instant!r}")
    return written(instant)


def _read_date(value: object) -> date:
    try:
        return date.fromisoformat(_text("Date", value))
    except ValueError:
        raise ValidationFailed("Date", f"{value!r} is no day; write 2025-08-16") from None


def _write_date(day: date) -> str:
    return day.isoformat()


def _read_probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValidationFailed("Probability", f"{value!r} is not a number from 0 to 1")
    return float(value)


def _write_probability(value: float) -> float:
    # the markets allow for float64 rounding; a client is promised 0..1
    return min(1.0, max(0.0, float(value)))


def _any(value: object) -> object:
    return value


def _text(scalar: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValidationFailed(scalar, f"must be a text, not {value!r}")
    return value


SCALARS: dict[Any, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "An instant with its offset from UTC, in the form of ISO 8601 (2025-08-16T14:00:00Z)."
            " Answers are in UTC. An instant without an offset is refused."
        ),
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=_write_instant,
        parse_value=_read_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day in the form of ISO 8601 (2025-08-16).",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date",
        serialize=_write_date,
        parse_value=_read_date,
    ),
    Probability: strawberry.scalar(
        name="Probability",
        description="A probability: a number from 0 (impossible) to 1 (certain).",
        serialize=_write_probability,
        parse_value=_read_probability,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Any JSON value; used where the shape depends on the kind of thing described.",
        serialize=_any,
        parse_value=_any,
    ),
}
