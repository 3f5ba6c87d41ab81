"""Matches with their teams, competition and season, read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from app.db.competitions import CompetitionRow, SeasonRow, competition_row
from app.db.listing import Listing
from app.db.matches_fold import played_match
from app.db.models import CompetitionKind
from app.db.paging import Ordering, Page, Slice, Where, like
from app.db.sql import array, fetch
from app.db.teams import TeamRow, team_row
from app.football.inplay.events import Side
from app.football.match import STATISTIC_NAMES, Fixture, MatchStatistics, MatchStatus, PlayedMatch, Score

_KEY = ("m.kickoff", "m.id")
_TYPES = ("timestamptz", "bigint")
KICKOFF_ASC = Ordering("KICKOFF_ASC", _KEY, _TYPES)
KICKOFF_DESC = Ordering("KICKOFF_DESC", _KEY, _TYPES, descending=True)

_COMPETITION = "(SELECT id FROM competition WHERE code = {})"
_COUNTS = ", ".join(f"m.{name}" for name in STATISTIC_NAMES)
_UNNAMED = "match m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id"
_COLUMNS = (
    "m.id, m.kickoff, m.kickoff_time_known, m.neutral, m.status, m.home_goals, m.away_goals,"
    " m.half_time_home_goals, m.half_time_away_goals, m.known_at, m.meeting, m.referee, m.source,"
    " m.updated_at, "
    + _COUNTS
    + ", c.id AS c_id, c.code AS c_code, c.name AS c_name, c.country AS c_country, c.tier AS c_tier,"
    " c.kind AS c_kind, s.id AS s_id, s.code AS s_code, s.label AS s_label, s.starts_in AS s_starts_in,"
    " h.id AS h_id, h.name AS h_name, h.country AS h_country, h.kind AS h_kind,"
    " a.id AS a_id, a.name AS a_name, a.country AS a_country, a.kind AS a_kind"
)
_FROM = f"{_UNNAMED} JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id"


@dataclass(frozen=True, slots=True)
class MatchRow:
    id: int
    competition: CompetitionRow
    season: SeasonRow
    home: TeamRow
    away: TeamRow
    kickoff: datetime
    kickoff_time_known: bool
    neutral: bool
    status: MatchStatus
    score: Score | None
    half_time: Score | None
    statistics: MatchStatistics
    known_at: datetime | None
    meeting: int
    referee: str | None
    source: str
    updated_at: datetime

    @property
    def fixture(self) -> Fixture:
        return Fixture(
            match_id=str(self.id),
            competition=self.competition.code,
            season=self.season.code,
            home=str(self.home.id),
            away=str(self.away.id),
            kickoff=self.kickoff,
            kickoff_time_known=self.kickoff_time_known,
            neutral=self.neutral,
        )

    @property
    def played(self) -> PlayedMatch | None:
        """The finished match; None before its end."""
        if self.status is not MatchStatus.FINISHED or self.score is None:
            return None
        return PlayedMatch(self.fixture, self.score, self.half_time, self.statistics)


@dataclass(frozen=True, slots=True)
class MatchFilter:
    """What a list of matches is narrowed to; None does not narrow.

    `kickoff_from` is included, `kickoff_to` is not; `day` is one of UTC; `search` is any part of either
    team's name.
    """

    competitions: tuple[str, ...] | None = None
    kind: CompetitionKind | None = None
    country: str | None = None
    season: str | None = None
    team_id: int | None = None
    opponent_id: int | None = None
    statuses: tuple[MatchStatus, ...] | None = None
    kickoff_from: datetime | None = None
    kickoff_to: datetime | None = None
    day: date | None = None
    search: str | None = None
    has_odds: bool | None = None
    told_live: bool | None = None


EVERY_MATCH = MatchFilter()


async def page(where: MatchFilter, part: Slice) -> Page[MatchRow]:
    return await _MATCHES.page(conditions_of(where), part)


async def count(where: MatchFilter) -> int:
    return await _COUNTED.count(conditions_of(where))


async def by_ids(ids: Sequence[int]) -> dict[int, MatchRow]:
    return await _MATCHES.by_ids(ids)


async def fixtures(ids: Sequence[int]) -> dict[int, Fixture]:
    return {match_id: row.fixture for match_id, row in (await by_ids(ids)).items()}


async def ids(where: MatchFilter) -> list[int]:
    """Every match of the filter, however many, in order of kickoff."""
    conditions = conditions_of(where)
    rows = await fetch(
        f"SELECT m.id FROM {_UNNAMED} WHERE {conditions.sql} ORDER BY m.kickoff, m.id",
        *conditions.params,
    )
    return [row["id"] for row in rows]


async def pages_of_teams(
    team_ids: Sequence[int], where: MatchFilter, part: Slice
) -> dict[int, Page[MatchRow]]:
    """One page for each team, in one statement; a team without a match has no entry."""
    return await _TEAM_MATCHES.pages(team_ids, "TRUE", conditions_of(where), part)


async def played_by_teams(
    team_ids: Sequence[int], where: MatchFilter, most: int, side: Side | None = None
) -> dict[int, tuple[PlayedMatch, ...]]:
    """Each team's last finished matches, at most so many, without the names of anybody."""
    on = {None: "TRUE", Side.HOME: "m.home_id = k.key", Side.AWAY: "m.away_id = k.key"}[side]
    finished = conditions_of(where).add("m.status = 'FINISHED'")
    pages = await _TEAM_PLAYED.pages(team_ids, on, finished, Slice(KICKOFF_DESC, most))
    return {team: page.rows for team, page in pages.items()}


async def pages_of_competitions(
    competition_ids: Sequence[int], where: MatchFilter, part: Slice
) -> dict[int, Page[MatchRow]]:
    """One page for each competition, in one statement."""
    return await _MATCHES.pages(competition_ids, "m.competition_id = k.key", conditions_of(where), part)


async def meetings_before(matches: Sequence[MatchRow], first: int) -> dict[int, tuple[MatchRow, ...]]:
    """For each match, the last finished meetings of its two teams before it, the latest first."""
    rows = await fetch(
        f"SELECT k.id AS k_id, r.* FROM unnest({array('$1', 'bigint')}, {array('$2', 'bigint')},"
        f" {array('$3', 'bigint')}, {array('$4', 'timestamptz')})"
        f" AS k(id, one, other, kickoff) CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM {_FROM}"
        " WHERE m.status = 'FINISHED' AND m.kickoff < k.kickoff"
        " AND ((m.home_id = k.one AND m.away_id = k.other)"
        f" OR (m.home_id = k.other AND m.away_id = k.one)) ORDER BY {KICKOFF_DESC.sql} LIMIT {int(first)}) r",
        [match.id for match in matches],
        [match.home.id for match in matches],
        [match.away.id for match in matches],
        [match.kickoff for match in matches],
    )
    found: dict[int, list[MatchRow]] = {}
    for row in rows:
        found.setdefault(row["k_id"], []).append(_row(row))
    return {match: tuple(meetings) for match, meetings in found.items()}


def conditions_of(where: MatchFilter) -> Where:
    conditions = _where_edition(Where(), where)
    if where.kind is not None:
        conditions.add("c.kind = {}", where.kind.value)
    if where.country is not None:
        conditions.add("c.country = {}", where.country)
    if where.statuses is not None:
        conditions.add("m.status = ANY({}::text[])", [status.value for status in where.statuses])
    for table, wanted in (("odds", where.has_odds), ("live_match", where.told_live)):
        if wanted is not None:
            exists = "EXISTS" if wanted else "NOT EXISTS"
            conditions.add(f"{exists} (SELECT FROM {table} t WHERE t.match_id = m.id)")
    return _where_teams(_where_kickoff(conditions, where), where)


def _where_edition(conditions: Where, where: MatchFilter) -> Where:
    """One competition and its season are given by key: through a join, PostgreSQL would not know how few
    matches they have, and would walk all matches by kickoff until it has met enough of them."""
    if where.competitions is not None and len(where.competitions) == 1:
        [code] = where.competitions
        conditions.add(f"m.competition_id = {_COMPETITION}", code)
        if where.season is not None:
            key = f"(SELECT id FROM season WHERE code = {{}} AND competition_id = {_COMPETITION})"
            conditions.add(f"m.season_id = {key}", where.season, code)
        return conditions
    if where.competitions is not None:
        conditions.add("c.code = ANY({}::text[])", list(where.competitions))
    if where.season is not None:
        conditions.add("s.code = {}", where.season)
    return conditions


def _where_kickoff(conditions: Where, where: MatchFilter) -> Where:
    if where.kickoff_from is not None:
        conditions.add("m.kickoff >= {}", where.kickoff_from)
    if where.kickoff_to is not None:
        conditions.add("m.kickoff < {}", where.kickoff_to)
    if where.day is not None:
        begin = datetime.combine(where.day, time(0), UTC)
        conditions.add("m.kickoff >= {} AND m.kickoff < {}::timestamptz + interval '1 day'", begin, begin)
    return conditions


def _where_teams(conditions: Where, where: MatchFilter) -> Where:
    for team_id in (where.team_id, where.opponent_id):
        if team_id is not None:
            conditions.add("(m.home_id = {} OR m.away_id = {})", team_id, team_id)
    if where.search is not None:
        named = "ANY(ARRAY(SELECT id FROM team WHERE name ILIKE {}))"
        pattern = like(where.search)
        conditions.add(f"(m.home_id = {named} OR m.away_id = {named})", pattern, pattern)
    return conditions


def _row(row: dict[str, Any]) -> MatchRow:
    return MatchRow(
        id=row["id"],
        competition=competition_row(row, "c_"),
        season=SeasonRow(row["s_id"], row["s_code"], row["s_label"], row["s_starts_in"]),
        home=team_row(row, "h_"),
        away=team_row(row, "a_"),
        kickoff=row["kickoff"],
        kickoff_time_known=row["kickoff_time_known"],
        neutral=row["neutral"],
        status=MatchStatus(row["status"]),
        score=_score(row["home_goals"], row["away_goals"]),
        half_time=_score(row["half_time_home_goals"], row["half_time_away_goals"]),
        statistics=MatchStatistics(*(row[name] for name in STATISTIC_NAMES)),
        known_at=row["known_at"],
        meeting=row["meeting"],
        referee=row["referee"],
        source=row["source"],
        updated_at=row["updated_at"],
    )


def _score(home: int | None, away: int | None) -> Score | None:
    return None if home is None or away is None else Score(home, away)


def of_team(tables: str) -> str:
    """The tables with the matches of `k.key` only: home and away, each in order of kickoff by its index."""
    sides = (f"SELECT * FROM match WHERE {side} = k.key" for side in ("home_id", "away_id"))
    return tables.replace("match m", f"({' UNION ALL '.join(sides)}) m", 1)


_MATCHES = Listing(_COLUMNS, _FROM, "m.id", _row)
_COUNTED = Listing("m.id", _UNNAMED, "m.id", _row)
_TEAM_MATCHES = replace(_MATCHES, tables=of_team(_FROM))
_TEAM_PLAYED = Listing(
    "m.id, m.home_id, m.away_id, m.kickoff, m.kickoff_time_known, m.neutral, m.home_goals, m.away_goals,"
    " m.half_time_home_goals, m.half_time_away_goals, c.code AS competition, s.code AS season,"
    " NULL::float8[] AS opening, NULL::float8[] AS closing, " + _COUNTS,
    of_team(_UNNAMED),
    "m.id",
    played_match,
)
