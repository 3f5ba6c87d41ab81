"""Matches with their prices, from a folder of season files or from the database: what a backtest runs on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from app.db import odds
from app.db import priced as stored
from app.db.connection import raw_connection
from app.db.matches_fold import played_matches
from app.errors import FootballError, ValidationFailed
from app.football.match import Fixture, MatchStatus, PlayedMatch, Score
from app.football.prices import Handicap, PreMatchOdds, ThreeWay, TwoWay, price_move, usual_known_at
from app.ingest.catalogue import DIVISIONS, REPEATED_PAIRINGS
from app.ingest.cells import UK
from app.ingest.errors import FileRefused
from app.ingest.football_data import parse
from app.ingest.odds_columns import ASIAN_HANDICAP, CLOSING, MATCH_RESULT, OPENING, TOTAL_GOALS
from app.ingest.pairing import pair
from app.ingest.rows import MatchRow, OddsRow
from app.ingest.seasons import season_of_code
from app.ingest.teams import CLUB_NAMES

OnProgress = Callable[[int, int], None]
"""Called with the files (or matches) done and in all."""

SEASONS = "mmz4281"
LAYOUT = f"{SEASONS}/SSSS/DIV.csv, such as {SEASONS}/2425/E0.csv"
CLOSING_BOOKMAKERS = ("Avg", "PS")
"""The market's average where it was recorded at closing (from 2019/20), Pinnacle's before."""
MOST_NAMED = 5
BATCH = 500


class Names(NamedTuple):
    """Both teams as the source spells them."""

    home: str
    away: str


@dataclass(frozen=True)
class PricedMatches:
    """`matches` are the finished ones, `unplayed` have no result (yet); the rest is keyed by match id.

    `closing` holds decimal prices of home, draw and away. `faults` name the files and lines left out.
    """

    matches: list[PlayedMatch]
    pre_match: Mapping[str, PreMatchOdds]
    closing: Mapping[str, ThreeWay]
    unplayed: Sequence[Fixture] = ()
    names: Mapping[str, Names] = field(default_factory=dict)
    faults: tuple[str, ...] = ()

    @property
    def fixtures(self) -> list[Fixture]:
        """Of all matches between clubs, played or not, in order of kickoff."""
        every = [*(match.fixture for match in self.matches), *self.unplayed]
        return sorted(
            (one for one in every if not one.international),
            key=lambda one: (one.kickoff, one.competition, one.home, one.away),
        )


def source_day(kickoff: datetime) -> date:
    """The day that football-data.co.uk's files give: the one in the United Kingdom."""
    return kickoff.astimezone(UK).date()


def from_folder(folder: Path, on_progress: OnProgress = lambda _done, _total: None) -> PricedMatches:
    """Read `folder/mmz4281/SSSS/DIV.csv`; match ids count the matches by season, file and line.

    A file or line that cannot be read is told in `faults` and left out. Raises ValidationFailed where the
    folder is none, or holds no match at all in that layout.
    """
    paths = _season_files(folder)
    reading = _Reading()
    for done, path in enumerate(paths, start=1):
        reading.add(path)
        on_progress(done, len(paths))
    read = reading.result()
    if not read.names:
        told = "; ".join(read.faults[:MOST_NAMED]) or "no file has a line"
        raise ValidationFailed("--data", f"no match could be read in {folder}: {told}")
    return read


async def from_database(url: str, *, prices: bool = True) -> PricedMatches:
    """Everything the database holds; without `prices`, no odds. Tortoise must be open on it."""
    async with raw_connection(url) as connection, connection.transaction(readonly=True):
        matches = [match async for match in played_matches(connection)]
        unplayed = await stored.unplayed(connection)
        names = await stored.team_names(connection)
        closing = await stored.closing(connection, CLOSING_BOOKMAKERS) if prices else {}
    return PricedMatches(
        matches,
        await _stored_prices([int(match_id) for match_id in names]) if prices else {},
        {match: _preferred(offers) for match, offers in closing.items()},
        unplayed,
        {match: Names(*pair) for match, pair in names.items()},
    )


async def _stored_prices(match_ids: Sequence[int]) -> dict[str, PreMatchOdds]:
    found: dict[str, PreMatchOdds] = {}
    for start in range(0, len(match_ids), BATCH):
        batch = await odds.pre_match(match_ids[start : start + BATCH])
        found |= {str(match_id): priced for match_id, priced in batch.items()}
    return found


def _season_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ValidationFailed("--data", f"{folder} is not a folder")
    paths = [path for path in folder.glob(f"{SEASONS}/*/*") if path.suffix.lower() == ".csv"]
    if not paths:
        raise ValidationFailed("--data", f"{folder} holds no season files; their layout is {LAYOUT}")
    return sorted(paths, key=_order)


def _order(path: Path) -> tuple[int, str, str]:
    """Seasons in order of time, whatever the century; within one, divisions by code."""
    try:
        return season_of_code(path.parent.name).starts_in, path.stem, ""
    except ValidationFailed:
        return 0, path.stem, path.parent.name


class _Reading:
    """Collects the matches of one file after the other."""

    def __init__(self) -> None:
        self._matches: list[PlayedMatch] = []
        self._unplayed: list[Fixture] = []
        self._pre_match: dict[str, PreMatchOdds] = {}
        self._closing: dict[str, ThreeWay] = {}
        self._names: dict[str, Names] = {}
        self._faults: list[str] = []

    def add(self, path: Path) -> None:
        file = f"{path.parent.name}/{path.name}"
        try:
            parsed = parse(path.read_bytes(), file=file, division=path.stem, season=path.parent.name)
        except FileRefused as refused:
            self._faults.append(str(refused))
            return
        except (FootballError, OSError) as error:
            self._faults.append(f"{file}: {getattr(error, 'strerror', None) or error}")
            return
        self._faults += [f"{line.file}:{line.line}: {line.reason}" for line in parsed.refused]
        for row in self._one_a_meeting(parsed.rows, file):
            self._keep(row)

    def result(self) -> PricedMatches:
        return PricedMatches(
            self._matches, self._pre_match, self._closing, self._unplayed, self._names, tuple(self._faults)
        )

    def _one_a_meeting(self, rows: Iterable[MatchRow], file: str) -> Iterator[MatchRow]:
        """The lines that are a match of their own, as they are when a file is collected."""
        meetings: defaultdict[tuple[str, str], list[MatchRow]] = defaultdict(list)
        for row in rows:
            meetings[_team(row, row.home), _team(row, row.away)].append(row)
        for (home, away), told in meetings.items():
            if home == away:
                self._faults.append(f"{file}:{told[0].line}: {told[0].home} and {told[0].away} are one team")
                continue
            paired = pair(told, [], repeats=told[0].competition in REPEATED_PAIRINGS)
            self._faults += [f"{file}:{row.line}: {reason}" for row, reason in paired.refused]
            yield from sorted((row for row, _ in paired.pairs), key=lambda row: row.kickoff)

    def _keep(self, row: MatchRow) -> None:
        fixture = _fixture(str(len(self._names) + 1), row)
        self._names[fixture.match_id] = Names(row.home, row.away)
        priced, offers = _pre_match(row.odds, row.kickoff), dict(_closing(row.odds))
        closing = _preferred(offers) if offers else None
        if row.status is MatchStatus.FINISHED and row.score is not None:
            self._matches.append(_played(fixture, row.score, row, priced, closing))
        else:
            self._unplayed.append(fixture)
        if priced:
            self._pre_match[fixture.match_id] = priced
        if closing:
            self._closing[fixture.match_id] = closing


def _played(
    fixture: Fixture, score: Score, row: MatchRow, priced: PreMatchOdds | None, closing: ThreeWay | None
) -> PlayedMatch:
    opening = priced.match_result.get("Avg") if priced else None
    return PlayedMatch(fixture, score, row.half_time, row.statistics, price_move(opening, closing), closing)


def _fixture(match_id: str, row: MatchRow) -> Fixture:
    return Fixture(
        match_id=match_id,
        competition=row.competition,
        season=row.season,
        home=_team(row, row.home),
        away=_team(row, row.away),
        kickoff=row.kickoff,
        kickoff_time_known=row.kickoff_time_known,
        neutral=row.neutral,
    )


def _team(row: MatchRow, name: str) -> str:
    """One key for a club under all the names that the files give it, as the database has one team."""
    country = DIVISIONS[row.competition].country
    return f"{country}/{CLUB_NAMES.get((country, name), name).casefold()}"


def _pre_match(told: Iterable[OddsRow], kickoff: datetime) -> PreMatchOdds | None:
    """The opening prices of a line; None without one on the result."""
    results: dict[str, ThreeWay] = {}
    totals: dict[str, TwoWay] = {}
    handicaps: dict[str, Handicap] = {}
    for price in told:
        if price.taken != OPENING:
            continue
        if price.market == MATCH_RESULT and price.home and price.draw and price.away:
            results[price.bookmaker] = (price.home, price.draw, price.away)
        elif price.market == TOTAL_GOALS and price.over and price.under:
            totals[price.bookmaker] = (price.over, price.under)
        elif price.market == ASIAN_HANDICAP and price.line is not None and price.home and price.away:
            handicaps[price.bookmaker] = (price.line, price.home, price.away)
    return PreMatchOdds(usual_known_at(kickoff), results, totals, handicaps) if results else None


def _closing(told: Iterable[OddsRow]) -> Iterator[tuple[str, ThreeWay]]:
    for price in told:
        if price.market != MATCH_RESULT or price.taken != CLOSING:
            continue
        if price.bookmaker in CLOSING_BOOKMAKERS and price.home and price.draw and price.away:
            yield price.bookmaker, (price.home, price.draw, price.away)


def _preferred(offers: Mapping[str, ThreeWay]) -> ThreeWay:
    return next(offers[name] for name in CLOSING_BOOKMAKERS if name in offers)
