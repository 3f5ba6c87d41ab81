"""Options that are spelled the same in every command."""

from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from app.errors import ValidationFailed

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Competitions = Annotated[
    list[str] | None,
    typer.Option(
        "--competitions", "--competition", help="Codes such as E0,SP1 (repeatable or comma-separated)."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="See no data after this instant, such as 2024-08-17T12:00Z."),
]
From = Annotated[str | None, typer.Option("--from", help="First day or instant, such as 2024-08-01.")]
To = Annotated[str | None, typer.Option("--to", help="Day or instant to stop before.")]
ModelName = Annotated[str | None, typer.Option("--model", help="Name of the model; unset: FOOTBALL_MODEL.")]


def codes(given: list[str] | None) -> tuple[str, ...]:
    """The codes of a repeatable, comma-separated option."""
    return tuple(code.strip() for text in given or () for code in text.split(",") if code.strip())


def instant(option: str, text: str | None) -> datetime | None:
    """An instant with its zone, or a day (its first instant in UTC).

    Raises ValidationFailed for anything else: an instant without a zone could be meant in any.
    """
    if text is None:
        return None
    try:
        if len(text) == len("2024-08-17"):
            return datetime.combine(date.fromisoformat(text), time(0), UTC)
        given = datetime.fromisoformat(text)
        if given.tzinfo is not None:
            return given.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValidationFailed(
            option, f"{text!r} is no instant; write 2024-08-17 or 2024-08-17T12:00Z"
        ) from None
    raise ValidationFailed(option, f"{text!r} has no time zone; write {text}Z for UTC")
