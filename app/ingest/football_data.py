"""Season files of football-data.co.uk: one division, one season, results, statistics and odds.

Columns are read by name, as they differ from season to season. `Time` is UK local time.
"""

from datetime import date

from app.errors import ValidationFailed
from app.football.match import NO_STATISTICS, MatchStatistics
from app.ingest import cells
from app.ingest.catalogue import DIVISIONS
from app.ingest.errors import FileRefused, LineRefused
from app.ingest.lines import (
    Faults,
    Repeats,
    Result,
    line_odds,
    read_lines,
    read_result,
    read_teams,
    read_time,
    refuse_excess,
)
from app.ingest.odds_columns import odds_columns
from app.ingest.rows import MatchRow, ParsedFile
from app.ingest.seasons import SeasonName, season_of_code
from app.ingest.table import Line, Table, read_table

REQUIRED = ("Div", "Date", "HomeTeam", "AwayTeam", "FTHG", "FTAG", "FTR")
STATISTICS = {
    "HS": "home_shots",
    "AS": "away_shots",
    "HST": "home_shots_on_target",
    "AST": "away_shots_on_target",
    "HC": "home_corners",
    "AC": "away_corners",
    "HF": "home_fouls",
    "AF": "away_fouls",
    "HY": "home_yellow_cards",
    "AY": "away_yellow_cards",
    "HR": "home_red_cards",
    "AR": "away_red_cards",
}
LONGEST_REFEREE = 80
RENAMED = {"HT": "HomeTeam", "AT": "AwayTeam", "HG": "FTHG", "AG": "FTAG", "Res": "FTR"}
"""Names that some seasons give to the columns of everyone else."""


def parse(payload: bytes, *, file: str, division: str, season: str) -> ParsedFile:
    """Read the season file of one division, such as `E0` of `2425`.

    Raises FileRefused where the file is not CSV, lacks the needed columns, or is of another division, and
    ValidationFailed for a division or season that nobody knows.
    """
    league = DIVISIONS.get(division)
    if league is None:
        raise ValidationFailed("division", f"{division[:20]!r} is unknown; known are {', '.join(DIVISIONS)}")
    table = read_table(payload, file=file, required=REQUIRED, renamed=RENAMED)
    _check_division(table, file, division)
    reader = _LineReader(table, file, division, season_of_code(season))
    rows = read_lines(table, reader.faults, reader.read)
    return ParsedFile(
        file,
        rows,
        (league,),
        (season_of_code(season),),
        tuple(reader.faults.refused),
        tuple(reader.faults.dropped),
    )


def _check_division(table: Table, file: str, division: str) -> None:
    named = {line.cells.get("Div", "") for line in table.lines}
    if named and division not in named:
        raise FileRefused(file, f"its division is {min(named)[:20]!r}, not {division!r}")


class _LineReader:
    def __init__(self, table: Table, file: str, division: str, season: SeasonName) -> None:
        self._division = division
        self._season = season
        self._odds = odds_columns(table.columns)
        self._repeats = Repeats()
        self.faults = Faults(file)

    def read(self, line: Line) -> MatchRow:
        """Raises LineRefused."""
        value = line.cells
        refuse_excess(line)
        if value.get("Div") != self._division:
            raise LineRefused(f"its division is {value.get('Div', '')[:20]!r}, not {self._division!r}")
        on = cells.day(value.get("Date"))
        if not self._season.holds(on):
            raise LineRefused(f"{on} is not in season {self._season.label}")
        teams = read_teams(value.get("HomeTeam"), value.get("AwayTeam"))
        result = read_result(value, ("FTHG", "FTAG"), "FTR", half_time=("HTHG", "HTAG"))
        self._repeats.refuse(self._division, *teams, on, line.number)
        return self._match(line, on, teams, result)

    def _match(self, line: Line, on: date, teams: tuple[str, str], result: Result) -> MatchRow:
        at = read_time(line, self.faults)
        return MatchRow(
            line=line.number,
            competition=self._division,
            season=self._season.code,
            home=teams[0],
            away=teams[1],
            kickoff=cells.kickoff(on, at),
            kickoff_time_known=at is not None,
            status=result.status,
            score=result.score,
            half_time=result.half_time,
            statistics=self._statistics(line) if result.score else NO_STATISTICS,
            referee=_referee(line),
            odds=line_odds(line, self._odds, self.faults),
        )

    def _statistics(self, line: Line) -> MatchStatistics:
        counts: dict[str, int] = {}
        for column, name in STATISTICS.items():
            if text := line.cells.get(column):
                try:
                    counts[name] = cells.count(text)
                except LineRefused as fault:
                    self.faults.drop(line.number, f"{column}: {fault}; left out")
        return MatchStatistics(**counts) if counts else NO_STATISTICS


def _referee(line: Line) -> str | None:
    return cells.printable(line.cells.get("Referee", ""))[:LONGEST_REFEREE] or None
