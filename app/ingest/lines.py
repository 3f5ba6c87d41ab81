"""What the formats share in reading one line: teams, result, time, odds, and the book of faults."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import NamedTuple

from app.football.match import MatchStatus, Score
from app.ingest import cells
from app.ingest.errors import LineRefused
from app.ingest.odds_columns import OddsColumns, read_odds
from app.ingest.rows import MatchRow, OddsRow, RefusedLine
from app.ingest.table import Line, Table

MARKS = {
    "P": MatchStatus.POSTPONED,
    "PP": MatchStatus.POSTPONED,
    "P-P": MatchStatus.POSTPONED,
    "POSTP": MatchStatus.POSTPONED,
    "POSTPONED": MatchStatus.POSTPONED,
    "ABD": MatchStatus.ABANDONED,
    "ABN": MatchStatus.ABANDONED,
    "A-A": MatchStatus.ABANDONED,
    "ABANDONED": MatchStatus.ABANDONED,
    "CAN": MatchStatus.CANCELLED,
    "CANC": MatchStatus.CANCELLED,
    "CANCELLED": MatchStatus.CANCELLED,
}
"""Marks that stand in place of the result letter."""


class Result(NamedTuple):
    status: MatchStatus
    score: Score | None
    half_time: Score | None = None


class Faults:
    """Collects what was left out of one file: whole lines, and single values of kept lines."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.refused: list[RefusedLine] = []
        self.dropped: list[RefusedLine] = []

    def refuse(self, line: int, reason: object) -> None:
        self.refused.append(RefusedLine(self._file, line, str(reason)))

    def drop(self, line: int, reason: object) -> None:
        self.dropped.append(RefusedLine(self._file, line, str(reason)))


class Repeats:
    """Refuses a match that an earlier line of the file already told."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str, date], int] = {}

    def refuse(self, competition: str, home: str, away: str, on: date, line: int) -> None:
        first = self._seen.setdefault((competition, home, away, on), line)
        if first != line:
            raise LineRefused(f"{home} v {away} on {on} stands already in line {first}")


def read_lines(table: Table, faults: Faults, read: Callable[[Line], MatchRow]) -> tuple[MatchRow, ...]:
    """The matches of all lines that `read` takes; those it refuses (LineRefused) go into the book."""
    rows: list[MatchRow] = []
    for line in table.lines:
        try:
            rows.append(read(line))
        except LineRefused as fault:
            faults.refuse(line.number, fault)
    return tuple(rows)


def refuse_excess(line: Line) -> None:
    """Cells beyond the header: a shifted line, whose columns cannot be trusted."""
    if line.excess:
        raise LineRefused(f"it has more cells than the first line names: {line.excess[0][:20]!r}")


def read_teams(home: str | None, away: str | None) -> tuple[str, str]:
    """Both names; refused where one is missing or they are the same."""
    names = cells.team_name(home, "the home team"), cells.team_name(away, "the away team")
    if names[0] == names[1]:
        raise LineRefused(f"{names[0]} plays against itself")
    return names


def read_result(
    value: Mapping[str, str], goals: tuple[str, str], letter: str, half_time: tuple[str, str] | None = None
) -> Result:
    """Status and scores, refused where they contradict each other or the result letter."""
    full = cells.score(value.get(goals[0]), value.get(goals[1]), "full time")
    half = half_time and cells.score(value.get(half_time[0]), value.get(half_time[1]), "half time")
    mark = value.get(letter, "")
    status = MARKS.get(mark.upper())
    if status and status is not MatchStatus.ABANDONED:
        return Result(status, None)
    cells.check_result(full, half or None, mark, letter)
    if status:
        return Result(status, full, half or None)
    return Result(MatchStatus.FINISHED if full else MatchStatus.SCHEDULED, full, half or None)


def read_time(line: Line, faults: Faults) -> time | None:
    """The `Time` cell; one that cannot be meant is left out and reported, and only the day counts."""
    text = line.cells.get("Time")
    if not text:
        return None
    try:
        return cells.clock_time(text)
    except LineRefused as fault:
        faults.drop(line.number, f"{fault}; only the day is kept")
        return None


def line_odds(line: Line, layout: tuple[OddsColumns, ...], faults: Faults) -> tuple[OddsRow, ...]:
    rows, reasons = read_odds(line.cells, layout)
    for reason in reasons:
        faults.drop(line.number, reason)
    return rows
