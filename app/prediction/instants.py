"""The instant beyond which nothing may be seen, checked once for everybody."""

from datetime import UTC, datetime

from app.clock import written
from app.errors import ValidationFailed
from app.football.match import Fixture


def utc(field: str, instant: datetime) -> datetime:
    """The instant in UTC. Raises ValidationFailed when it has no time zone."""
    if instant.utcoffset() is None:
        raise ValidationFailed(
            field, f"{instant.isoformat()} has no time zone; write it like 2024-08-17T14:00:00Z"
        )
    return instant.astimezone(UTC)


def resolve_as_of(fixture: Fixture, as_of: datetime | None, now: datetime) -> datetime:
    """`as_of` in UTC, by default the earlier of now and kickoff.

    Raises ValidationFailed for an instant without zone, after now, or after kickoff.
    """
    if as_of is None:
        return min(now, fixture.kickoff)
    as_of = utc("asOf", as_of)
    if as_of > now:
        raise ValidationFailed("asOf", f"{written(as_of)} is in the future; leave it out for now")
    if as_of > fixture.kickoff:
        raise ValidationFailed(
            "asOf",
            f"{written(as_of)} is after kickoff ({written(fixture.kickoff)}); choose an earlier one",
        )
    return as_of
