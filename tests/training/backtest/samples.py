"""An invented league system as the season files that a source would serve."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.football.match import PlayedMatch

HEADER = (
    "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,HS,AS,HST,AST,HC,AC,"
    "B365H,B365D,B365A,AvgH,AvgD,AvgA,AvgCH,AvgCD,AvgCA"
)
START, END = datetime(2019, 7, 1, tzinfo=UTC), datetime(2020, 7, 1, tzinfo=UTC)
"""The fifth season of six."""


def line(match: PlayedMatch, *, odds: bool = True) -> str:
    """One line: prices follow from the teams' names, so that they never depend on what happened."""
    fixture, counted = match.fixture, match.statistics
    counts = (
        counted.home_shots,
        counted.away_shots,
        counted.home_shots_on_target,
        counted.away_shots_on_target,
        counted.home_corners,
        counted.away_corners,
    )
    cells = (
        fixture.competition,
        f"{fixture.kickoff:%d/%m/%Y}",
        f"{fixture.kickoff:%H:%M}",
        fixture.home,
        fixture.away,
        match.score.home,
        match.score.away,
        match.score.outcome.value[0],
        *("" if count is None else count for count in counts),
        *(_prices(fixture.home, fixture.away) if odds else ("",) * 9),
    )
    return ",".join(map(str, cells))


def _prices(home: str, away: str) -> tuple[float, ...]:
    edge = (int(home.split("-")[1]) - int(away.split("-")[1])) / 40
    first = (round(2.2 - edge, 2), 3.4, round(3.3 + edge, 2))
    last = (round(2.25 - edge, 2), 3.4, round(3.2 + edge, 2))
    return (*first, *first, *last)


def write_files(folder: Path, matches: Sequence[PlayedMatch], *, odds: bool = True) -> Path:
    """`folder/mmz4281/SSSS/DIV.csv` of all matches; returns `folder`."""
    files: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for match in sorted(matches, key=lambda one: one.fixture.kickoff):
        files[match.fixture.season, match.fixture.competition].append(line(match, odds=odds))
    for (season, division), lines in files.items():
        file = folder / "mmz4281" / season / f"{division}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join((HEADER, *lines)) + "\n")
    return folder


def file_of(folder: Path, season: str, division: str = "E0") -> Path:
    return folder / "mmz4281" / season / f"{division}.csv"
