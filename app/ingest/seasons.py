"""Seasons: 2425 spans two years, 2024 is a calendar year."""

import re
from dataclasses import dataclass
from datetime import date

from app.errors import ValidationFailed

FIRST_YEAR_OF_CENTURY = 50
"""Season 6364 is 1963/64 and 4950 would be 2049/50."""
_CODE = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SeasonName:
    """`starts_in` is the year it begins; `first` and `last` bound the days its matches can be on."""

    code: str
    label: str
    starts_in: int
    first: date
    last: date

    def holds(self, on: date) -> bool:
        return self.first <= on <= self.last


def spanning(year: int) -> SeasonName:
    """The season that begins in `year`. Its days run late: 2019/20 ended in August 2020."""
    after = (year + 1) % 100
    return SeasonName(
        code=f"{year % 100:02d}{after:02d}",
        label=f"{year}/{after:02d}",
        starts_in=year,
        first=date(year, 6, 1),
        last=date(year + 1, 9, 30),
    )


def calendar_year(year: int) -> SeasonName:
    """A season of one year; a last round may slip into January."""
    return SeasonName(str(year), str(year), year, date(year, 1, 1), date(year + 1, 2, 28))


def season_on(on: date) -> SeasonName:
    """The two-year season that a day belongs to; the new one begins in July."""
    return spanning(on.year if on.month >= 7 else on.year - 1)


def season_of_code(code: str) -> SeasonName:
    """2425 as 2024/25. Raises ValidationFailed where the two years do not follow each other."""
    if _CODE.fullmatch(code):
        first, after = int(code[:2]), int(code[2:])
        if (first + 1) % 100 == after:
            return spanning(first + (1900 if first >= FIRST_YEAR_OF_CENTURY else 2000))
    raise ValidationFailed("seasons", f"{code[:20]!r} is not a season; write 2425 for 2024/25")


def parse_seasons(text: str, today: date) -> tuple[str, ...]:
    """`2425`, `1516-2425`, a comma-separated mixture, or `all` (from 1993/94 to the one running today).

    Returns codes in order of time, each once. Raises ValidationFailed.
    """
    newest = season_on(today).starts_in
    if text.strip().lower() == "all":
        return tuple(spanning(year).code for year in range(1993, newest + 1))
    years: set[int] = set()
    for part in text.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        start = season_of_code(first).starts_in
        end = season_of_code(last).starts_in if dash else start
        if end < start:
            raise ValidationFailed("seasons", f"{part.strip()!r} runs backwards; write {last}-{first}")
        years.update(range(start, end + 1))
    if max(years) > today.year:
        late = spanning(max(years)).label
        raise ValidationFailed("seasons", f"{late} has not begun; the newest is {spanning(newest).label}")
    return tuple(spanning(year).code for year in sorted(years))
