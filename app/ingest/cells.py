"""Reading single cells. Each function raises LineRefused with a reason a person can check in the file."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from app.football.match import Score, day_kickoff
from app.ingest.errors import LineRefused

MOST_GOALS = 99
MOST_COUNTED = 999
LONGEST_NAME = 120
_COUNT = re.compile(r"(\d{1,4})(\.0*)?", re.ASCII)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(:\d{2})?", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufeff]")
UK = ZoneInfo("Europe/London")


def team_name(text: str | None, column: str) -> str:
    """A name with single spaces."""
    name = " ".join((text or "").split())
    if not name:
        raise LineRefused(f"{column} is empty")
    if len(name) > LONGEST_NAME or _UNPRINTABLE.search(name):
        raise LineRefused(f"{column} is not a name: {name[:40]!r}")
    return name


def day(text: str | None) -> date:
    """DD/MM/YY, DD/MM/YYYY or YYYY-MM-DD."""
    value = text or ""
    try:
        if found := _DATE.fullmatch(value):
            return date(_year(found[3]), int(found[2]), int(found[1]))
        if found := _ISO_DATE.fullmatch(value):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise LineRefused(f"{value[:40]!r} is not a date (DD/MM/YYYY)" if value else "the date is missing")


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= 70 else 2000)


def clock_time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise LineRefused(f"{text[:40]!r} is not a time (HH:MM)")
    return time(int(found[1]), int(found[2]))


def kickoff(on: date, at: time | None, zone: tzinfo = UK) -> datetime:
    """The instant in UTC; without a time, the instant that stands for the day."""
    if at is None:
        return day_kickoff(on)
    return datetime.combine(on, at, zone).astimezone(UTC)


def score(home: str | None, away: str | None, what: str) -> Score | None:
    """Goals of both sides, or None where the source has neither."""
    if not home and not away:
        return None
    if not home or not away:
        raise LineRefused(f"{what} has goals of one side only: {home or '-'}:{away or '-'}")
    return Score(_goals(home, what), _goals(away, what))


def _goals(text: str, what: str) -> int:
    found = _COUNT.fullmatch(text)
    if not found or int(found[1]) > MOST_GOALS:
        raise LineRefused(f"{what}: {text[:20]!r} is not a number of goals")
    return int(found[1])


def count(text: str) -> int:
    """A count of shots, corners, fouls or cards."""
    found = _COUNT.fullmatch(text)
    if not found or int(found[1]) > MOST_COUNTED:
        raise LineRefused(f"{text[:20]!r} is not a count")
    return int(found[1])


def printable(text: str) -> str:
    """Text with single spaces and nothing that cannot be shown."""
    return " ".join(_UNPRINTABLE.sub("", text).split())


def check_result(full_time: Score | None, half_time: Score | None, result: str, column: str) -> None:
    """Refuse a half-time score above the full-time score and a result letter that contradicts the score."""
    if full_time is None:
        if half_time is not None:
            raise LineRefused("there is a half-time score but no full-time score")
        return
    if half_time and (half_time.home > full_time.home or half_time.away > full_time.away):
        raise LineRefused(
            f"half-time {half_time.home}-{half_time.away} is above "
            f"full-time {full_time.home}-{full_time.away}"
        )
    if result in ("H", "D", "A") and result != full_time.outcome.value[0]:
        raise LineRefused(f"{column} {result} contradicts the score {full_time.home}-{full_time.away}")
