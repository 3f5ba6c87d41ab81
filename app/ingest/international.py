"""Matches between national sides: one file, one line a match, the day only.

Each tournament is a competition of its own, its code `INT-` and the tournament's name in lower case with
dashes (`INT-fifa-world-cup`); a season is a calendar year.
"""

import re
import unicodedata
from functools import partial

from app.football.match import INTERNATIONAL_PREFIX
from app.ingest import cells
from app.ingest.errors import LineRefused
from app.ingest.lines import Faults, Repeats, read_lines, read_result, read_teams, refuse_excess
from app.ingest.rows import CompetitionName, MatchRow, ParsedFile
from app.ingest.seasons import calendar_year
from app.ingest.table import Line, read_table

REQUIRED = ("date", "home_team", "away_team", "home_score", "away_score", "tournament", "neutral")
FIRST_YEAR = 1870
LAST_YEAR = 2100
COUNTRY = "International"
LONGEST_CODE = 64
NOT_PLAYED = "NA"
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")


def parse(payload: bytes, *, file: str) -> ParsedFile:
    """Read the results file.

    Raises FileRefused where the file is not CSV or lacks the needed columns.
    """
    table = read_table(payload, file=file, required=REQUIRED)
    faults, repeats = Faults(file), Repeats()
    competitions: dict[str, CompetitionName] = {}
    rows = read_lines(table, faults, partial(_row, competitions=competitions, repeats=repeats))
    years = {int(row.season) for row in rows}
    return ParsedFile(
        file,
        rows,
        tuple(competitions.values()),
        tuple(calendar_year(year) for year in sorted(years)),
        tuple(faults.refused),
    )


def _row(line: Line, competitions: dict[str, CompetitionName], repeats: Repeats) -> MatchRow:
    value = {name: "" if cell == NOT_PLAYED else cell for name, cell in line.cells.items()}
    refuse_excess(line)
    competition = _competition(value.get("tournament", ""))
    on = cells.day(value.get("date"))
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise LineRefused(f"{on} is before football between nations, or too far ahead")
    home, away = read_teams(value.get("home_team"), value.get("away_team"))
    result = read_result(value, ("home_score", "away_score"), "")
    neutral = _neutral(value.get("neutral", ""))
    repeats.refuse(competition.code, home, away, on, line.number)
    competitions.setdefault(competition.code, competition)
    return MatchRow(
        line=line.number,
        competition=competition.code,
        season=str(on.year),
        home=home,
        away=away,
        kickoff=cells.kickoff(on, None),
        kickoff_time_known=False,
        status=result.status,
        score=result.score,
        neutral=neutral,
    )


def _competition(tournament: str) -> CompetitionName:
    name = cells.team_name(tournament, "the tournament")
    return CompetitionName(competition_code(name), name, COUNTRY, None, "INTERNATIONAL")


def competition_code(tournament: str) -> str:
    """`INT-fifa-world-cup` for "FIFA World Cup". Raises LineRefused for a name without a letter or digit."""
    plain = unicodedata.normalize("NFKD", tournament).encode("ascii", "ignore").decode().lower()
    slug = _BETWEEN_WORDS.sub("-", plain).strip("-")
    if not slug:
        raise LineRefused(f"the tournament {tournament[:40]!r} has no name to make a code of")
    return (INTERNATIONAL_PREFIX + slug)[:LONGEST_CODE].rstrip("-")


def _neutral(text: str) -> bool:
    if text.upper() not in ("TRUE", "FALSE"):
        raise LineRefused(f"neutral is {text[:20]!r}, neither TRUE nor FALSE")
    return text.upper() == "TRUE"
