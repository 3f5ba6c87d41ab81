"""football-data.co.uk's fixtures.csv: the coming matches of all divisions with their first prices."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from app.ingest import cells
from app.ingest.catalogue import DIVISIONS
from app.ingest.errors import LineRefused
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
from app.ingest.odds_columns import OddsColumns, odds_columns
from app.ingest.rows import MatchRow, ParsedFile
from app.ingest.seasons import SeasonName, season_of_code, season_on
from app.ingest.table import Line, read_table

REQUIRED = ("Div", "Date", "HomeTeam", "AwayTeam")


def parse(payload: bytes, *, file: str) -> ParsedFile:
    """Read the fixtures of every division. The season of a match follows from its date.

    Raises FileRefused where the file is not CSV or lacks the needed columns.
    """
    table = read_table(payload, file=file, required=REQUIRED)
    layout = odds_columns(table.columns)
    faults, repeats = Faults(file), Repeats()
    rows = read_lines(table, faults, partial(_row, layout=layout, faults=faults, repeats=repeats))
    divisions = {row.competition for row in rows}
    return ParsedFile(
        file,
        rows,
        tuple(DIVISIONS[code] for code in sorted(divisions)),
        tuple(season_of_code(code) for code in dict.fromkeys(row.season for row in rows)),
        tuple(faults.refused),
        tuple(faults.dropped),
    )


def _row(line: Line, layout: tuple[OddsColumns, ...], faults: Faults, repeats: Repeats) -> MatchRow:
    value = line.cells
    refuse_excess(line)
    division = _division(value)
    on = cells.day(value.get("Date"))
    season = _season(on)
    home, away = read_teams(value.get("HomeTeam"), value.get("AwayTeam"))
    result = read_result(value, ("FTHG", "FTAG"), "FTR", half_time=("HTHG", "HTAG"))
    repeats.refuse(division, home, away, on, line.number)
    at = read_time(line, faults)
    return MatchRow(
        line=line.number,
        competition=division,
        season=season.code,
        home=home,
        away=away,
        kickoff=cells.kickoff(on, at),
        kickoff_time_known=at is not None,
        status=result.status,
        score=result.score,
        half_time=result.half_time,
        odds=line_odds(line, layout, faults),
    )


def _division(value: Mapping[str, str]) -> str:
    code = value.get("Div", "")
    if code not in DIVISIONS:
        raise LineRefused(f"the division {code[:20]!r} is unknown")
    return code


def _season(on: date) -> SeasonName:
    if not 1993 <= on.year <= 2100:
        raise LineRefused(f"{on} is not a date of this century's football")
    return season_on(on)
