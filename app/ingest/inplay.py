"""The in-play files: timed events of played matches (matches.csv, events.parquet, team_map.json).

Events are read with pyarrow, which is an extra: a serving process never reads them.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from app.config import variable
from app.errors import FootballError, NotFound, Unavailable
from app.football.inplay.events import Happening
from app.football.match import Score
from app.ingest.inplay_events import CannotBeTold, EventLine, happenings

MATCHES, EVENTS, TEAMS = "matches.csv", "events.parquet", "team_map.json"
A_DAY = timedelta(days=1)


class InPlayDataUnusable(FootballError):
    """The folder of the in-play files lacks a file, or a file is not what it should be."""

    code = "INPLAY_DATA_UNUSABLE"


@dataclass(frozen=True, slots=True)
class RecordedMatch:
    """A line of matches.csv; the teams by football-data's names, None where it has none."""

    number: int
    division: str
    season: str
    day: date
    home: str | None
    away: str | None
    score: Score


class InPlayFiles:
    """The recorded matches of a folder, by who played when. Raises InPlayDataUnusable as soon as read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def matches(self) -> tuple[RecordedMatch, ...]:
        try:
            with (self._folder / MATCHES).open(encoding="utf-8", newline="") as file:
                names: dict[str, dict[str, str]] = json.loads((self._folder / TEAMS).read_text("utf-8"))
                found = tuple(_match(row, names.get(row["Div"], {})) for row in csv.DictReader(file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unusable(error) from error
        if not found:
            raise self._unusable(ValueError(f"{MATCHES} has no match"))
        return found

    @property
    def last_day(self) -> date:
        return max(one.day for one in self.matches)

    @property
    def divisions(self) -> tuple[str, ...]:
        return tuple(sorted({one.division for one in self.matches}))

    def find(
        self, division: str, day: date, home: Collection[str], away: Collection[str]
    ) -> RecordedMatch | None:
        """The match of a day (or the day beside it: kickoffs are in UTC here) between two teams, each by any
        of its names."""
        near = [
            one
            for home_name in home
            for away_name in away
            for one in self._by_teams.get((division, home_name, away_name), ())
            if abs(one.day - day) <= A_DAY
        ]
        return min(near, key=lambda one: abs(one.day - day), default=None)

    def happenings(self, records: Sequence[RecordedMatch]) -> dict[int, tuple[Happening, ...] | NotFound]:
        """What happened in each match, by its number; NotFound says why it cannot be told.

        Raises Unavailable without pyarrow.
        """
        lines = self._lines([one.number for one in records])
        return {one.number: _told(one, lines.get(one.number, [])) for one in records}

    @cached_property
    def _by_teams(self) -> dict[tuple[str, str, str], list[RecordedMatch]]:
        found: defaultdict[tuple[str, str, str], list[RecordedMatch]] = defaultdict(list)
        for one in self.matches:
            if one.home and one.away:
                found[one.division, one.home, one.away].append(one)
        return found

    def _lines(self, numbers: Sequence[int]) -> dict[int, list[EventLine]]:
        parquet = _pyarrow_parquet()
        try:
            table = parquet.read_table(
                self._folder / EVENTS,
                columns=list(EventLine._fields),
                filters=[("match_id", "in", list(numbers))],
            )
        except (OSError, ValueError, LookupError) as error:  # pyarrow's own errors are children of these
            raise self._unusable(error) from error
        return _grouped(zip(*(table.column(name).to_pylist() for name in EventLine._fields), strict=True))

    def _unusable(self, error: Exception) -> InPlayDataUnusable:
        return InPlayDataUnusable(
            f"{self._folder} cannot be read as in-play data ({type(error).__name__}: {error}); {MATCHES}, "
            f"{EVENTS} and {TEAMS} belong there; set {variable('inplay_data')} to their folder or unset it"
        )


def _match(row: dict[str, str], names: dict[str, str]) -> RecordedMatch:
    return RecordedMatch(
        number=int(row["match_id"]),
        division=row["Div"],
        season=row["season"].zfill(4),
        day=date.fromisoformat(row["date"]),
        home=row["HomeTeam"] or names.get(row["home"]),
        away=row["AwayTeam"] or names.get(row["away"]),
        score=Score(int(row["GH"]), int(row["GA"])),
    )


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[EventLine]]:
    found: defaultdict[int, list[EventLine]] = defaultdict(list)
    for row in rows:
        line = EventLine(*row)
        found[line.match_id].append(line)
    return found


def _told(record: RecordedMatch, lines: Sequence[EventLine]) -> tuple[Happening, ...] | NotFound:
    try:
        return happenings(lines, record.score)
    except CannotBeTold as reason:
        return NotFound(f"match {record.number} of the in-play data cannot be told: {reason}")


def _pyarrow_parquet() -> Any:
    try:
        return import_module("pyarrow.parquet")
    except ImportError as error:
        raise Unavailable(
            "in-play data is read with pyarrow, which is not installed; add the extra `export`"
        ) from error
