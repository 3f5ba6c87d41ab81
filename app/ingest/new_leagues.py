"""football-data.co.uk's second format: all seasons of one country's league in one file, closing prices only.

The newest files mark the prices as closing (`PSCH`), older ones do not (`PH`): they are the same prices.
"""

import re
from collections.abc import Mapping

from app.ingest import cells
from app.ingest.catalogue import NewLeague
from app.ingest.errors import FileRefused, LineRefused
from app.ingest.lines import (
    Faults,
    Repeats,
    line_odds,
    read_lines,
    read_result,
    read_teams,
    read_time,
    refuse_excess,
)
from app.ingest.odds_columns import odds_columns
from app.ingest.rows import CompetitionName, MatchRow, ParsedFile
from app.ingest.seasons import SeasonName, calendar_year, spanning
from app.ingest.table import Line, Table, read_table

REQUIRED = ("Country", "League", "Season", "Date", "Home", "Away", "HG", "AG", "Res")
_SPAN = re.compile(r"(\d{4})/(\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def parse(payload: bytes, *, file: str, new_league: NewLeague) -> ParsedFile:
    """Read the file of one country.

    Raises FileRefused where the file is not CSV, lacks the needed columns, or is of another country.
    """
    table = read_table(payload, file=file, required=REQUIRED)
    _check_country(table, file, new_league.league.country)
    reader = _LineReader(table, file, new_league)
    rows = read_lines(table, reader.faults, reader.read)
    return ParsedFile(
        file,
        rows,
        (new_league.league, *new_league.others.values()),
        tuple(reader.seasons.values()),
        tuple(reader.faults.refused),
        tuple(reader.faults.dropped),
    )


def _check_country(table: Table, file: str, country: str) -> None:
    named = {line.cells.get("Country", "") for line in table.lines}
    if named and country not in named:
        raise FileRefused(file, f"its country is {min(named)[:20]!r}, not {country!r}")


class _LineReader:
    def __init__(self, table: Table, file: str, new_league: NewLeague) -> None:
        self._new_league = new_league
        self._odds = odds_columns(table.columns, all_closing=True)
        self._repeats = Repeats()
        self.seasons: dict[str, SeasonName] = {}
        self.faults = Faults(file)

    def read(self, line: Line) -> MatchRow:
        """Raises LineRefused."""
        value = line.cells
        refuse_excess(line)
        competition = self._competition(value)
        season = self._season(value.get("Season", ""))
        on = cells.day(value.get("Date"))
        if not season.holds(on):
            raise LineRefused(f"{on} is not in season {season.label}")
        home, away = read_teams(value.get("Home"), value.get("Away"))
        result = read_result(value, ("HG", "AG"), "Res")
        self._repeats.refuse(competition.code, home, away, on, line.number)
        at = read_time(line, self.faults)
        return MatchRow(
            line=line.number,
            competition=competition.code,
            season=season.code,
            home=home,
            away=away,
            kickoff=cells.kickoff(on, at),
            kickoff_time_known=at is not None,
            status=result.status,
            score=result.score,
            odds=line_odds(line, self._odds, self.faults),
        )

    def _competition(self, value: Mapping[str, str]) -> CompetitionName:
        country = self._new_league.league.country
        if value.get("Country") != country:
            raise LineRefused(f"its country is {value.get('Country', '')[:20]!r}, not {country!r}")
        return self._new_league.others.get(value.get("League", ""), self._new_league.league)

    def _season(self, text: str) -> SeasonName:
        """The season as named; refused where another season of the file has its code already."""
        season = _named_season(text)
        first = self.seasons.setdefault(season.code, season)
        if first != season:
            raise LineRefused(f"season {season.label} cannot be told from {first.label}")
        return season


def _named_season(text: str) -> SeasonName:
    if (span := _SPAN.fullmatch(text)) and int(span[2]) == int(span[1]) + 1:
        year, named = int(span[1]), spanning
    elif _YEAR.fullmatch(text):
        year, named = int(text), calendar_year
    else:
        raise LineRefused(f"{text[:20]!r} is not a season (2024 or 2024/2025)")
    if not 1900 <= year <= 2100:
        raise LineRefused(f"season {text[:20]!r} is impossible")
    return named(year)
