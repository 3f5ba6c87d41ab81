"""What every source format is read into."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.football.match import NO_STATISTICS, MatchStatistics, MatchStatus, Score
from app.ingest.seasons import SeasonName


class OddsRow(NamedTuple):
    """Decimal prices of one bookmaker on one market. `market` and `taken` are the database's words."""

    bookmaker: str
    market: str
    line: float | None
    taken: str
    home: float | None
    draw: float | None
    away: float | None
    over: float | None
    under: float | None


class RefusedLine(NamedTuple):
    """A line, or one value of it, that was left out. Lines count from 1, the header included."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One match as a source tells it, with the source's names for the teams.

    `kickoff` is in UTC, 12:00 UTC of the day where only the day is known. `status` is SCHEDULED where
    the source gives no score.
    """

    line: int
    competition: str
    season: str
    home: str
    away: str
    kickoff: datetime
    kickoff_time_known: bool
    status: MatchStatus
    score: Score | None = None
    half_time: Score | None = None
    statistics: MatchStatistics = field(default=NO_STATISTICS)
    referee: str | None = None
    neutral: bool = False
    odds: tuple[OddsRow, ...] = ()


class CompetitionName(NamedTuple):
    """A competition a file tells of. `kind` is the database's word, LEAGUE or INTERNATIONAL."""

    code: str
    name: str
    country: str
    tier: int | None
    kind: str = "LEAGUE"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """All rows of one file, in file order, with the competitions and seasons they name by code.

    `refused` are lines left out; `dropped` are single values left out of a line that was kept.
    """

    file: str
    rows: tuple[MatchRow, ...]
    competitions: tuple[CompetitionName, ...]
    seasons: tuple[SeasonName, ...]
    refused: tuple[RefusedLine, ...] = ()
    dropped: tuple[RefusedLine, ...] = ()
