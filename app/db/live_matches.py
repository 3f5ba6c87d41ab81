"""How live matches stand: one row for each match that is or was live, and what follows for the match."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db.live_states import state_from_json, state_to_json, text
from app.db.match_events import Run
from app.db.sql import fetch, from_json
from app.football.inplay.state import MatchState
from app.football.match import MatchStatus, Score

QUIET = timedelta(hours=1)
"""A match that nothing was heard of for so long, and whose clock has stopped, is no longer said to run."""

RENEWED_APART = timedelta(seconds=10)
"""Between an update and one that only another model makes: where processes have different versions for a
while, none of them may answer the others at once."""

SOURCE = "live"
"""What `match.source` says where the result comes from the live feed."""


@dataclass(frozen=True, slots=True)
class LiveRow:
    """A row of `live_match`. `expectation` (as JSON text) and `told` are as their writer made them; `due_at`:
    when the clock moves on by a minute; None where it stands still."""

    match_id: int
    run: str | None
    speed: float
    sequence: int
    state: MatchState
    expectation: str | None
    told: dict[str, Any]
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class LockedMatch:
    """A match that this transaction holds still, as the calendar has it."""

    id: int
    competition_id: int
    competition: str
    kickoff: datetime
    kickoff_time_known: bool
    status: MatchStatus
    source: str
    score: Score | None
    half_time: Score | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a live feed says of a match: that it is played, or how it ended."""

    match_id: int
    status: MatchStatus
    score: Score | None
    half_time: Score | None
    known_at: datetime | None


_LOCK = "SELECT id FROM match WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE"
_LOCK_DUE = """
SELECT m.id FROM live_match l JOIN match m ON m.id = l.match_id
WHERE l.ended_at IS NULL AND l.expectation ? 'home' AND (l.due_at <= $1 OR (l.told->>'model' <> $2
    AND l.updated_at <= $4 AND (l.due_at IS NOT NULL OR l.updated_at > $5)))
ORDER BY m.id LIMIT $3 FOR NO KEY UPDATE OF m SKIP LOCKED
"""
_READ = """
SELECT m.id, m.competition_id, c.code, m.kickoff, m.kickoff_time_known, m.status, m.source, m.home_goals,
    m.away_goals, m.half_time_home_goals, m.half_time_away_goals,
    l.match_id, l.run, l.speed, l.sequence, l.expectation, l.told, l.started_at, l.updated_at, l.ended_at,
    l.due_at, l.state
FROM match m JOIN competition c ON c.id = m.competition_id LEFT JOIN live_match l ON l.match_id = m.id
WHERE m.id = ANY($1::bigint[])
"""
_RUNS = """
SELECT match_id, run, expectation IS NOT NULL AS expected FROM live_match WHERE match_id = ANY($1::bigint[])
"""
_RUNNING = """
SELECT l.match_id FROM live_match l JOIN competition c ON c.id = l.competition_id
WHERE l.ended_at IS NULL AND ($1::text IS NULL OR c.code = $1) AND (l.due_at IS NOT NULL OR l.updated_at > $2)
ORDER BY l.match_id
"""
_LAST_TOLD = "SELECT match_id FROM live_match ORDER BY ended_at IS NULL DESC, updated_at DESC LIMIT 1"
_WRITE = """
INSERT INTO live_match AS l (match_id, competition_id, run, speed, sequence, phase, state, expectation, told,
    started_at, updated_at, ended_at, due_at)
SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::float8[], $5::int[], $6::text[], $7::jsonb[],
    $8::jsonb[], $9::jsonb[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])
ON CONFLICT (match_id) DO UPDATE SET (run, speed, sequence, phase, state, expectation, told, started_at,
    updated_at, ended_at, due_at) = (excluded.run, excluded.speed, excluded.sequence, excluded.phase,
    excluded.state, excluded.expectation, excluded.told, excluded.started_at, excluded.updated_at,
    excluded.ended_at, excluded.due_at)
"""
_RESULT = """
UPDATE match m SET status = r.status, home_goals = r.home, away_goals = r.away,
    half_time_home_goals = r.half_home, half_time_away_goals = r.half_away, known_at = r.known_at,
    source = $8, updated_at = $9
FROM unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::int[], $6::int[], $7::timestamptz[])
    AS r (id, status, home, away, half_home, half_away, known_at)
WHERE m.id = r.id
"""
_REVISE = """
INSERT INTO match_revision (match_id, source, changed_at, before, after)
SELECT id, $4, $5, before, after FROM unnest($1::bigint[], $2::jsonb[], $3::jsonb[]) AS r (id, before, after)
"""
_FORGET = (
    "DELETE FROM rating_history WHERE match_id = ANY($1::bigint[])",
    "DELETE FROM competition_rating_history WHERE match_id = ANY($1::bigint[])",
    "DELETE FROM match_settlement WHERE match_id = ANY($1::bigint[])",
)


async def running(competition: str | None, now: datetime) -> list[int]:
    """The matches (ids) that are live or being replayed, in the competition or anywhere."""
    return [row["match_id"] for row in await fetch(_RUNNING, competition, now - QUIET)]


async def last_told() -> int | None:
    """The match that something was told of last: of those that are not over, if there are any."""
    rows = await fetch(_LAST_TOLD)
    return rows[0]["match_id"] if rows else None


async def expected_runs(match_ids: Sequence[int]) -> set[Run]:
    """The current runs that have an expectation already; nothing is locked."""
    rows = await fetch(_RUNS, list(match_ids))
    return {(row["match_id"], row["run"]) for row in rows if row["expected"]}


async def lock(transaction: BaseDBAsyncClient, match_ids: Sequence[int]) -> None:
    """Hold the matches until the transaction ends; one after another, in order of id, whoever locks."""
    await transaction.execute_query(_LOCK, [list(match_ids)])


async def lock_due(
    transaction: BaseDBAsyncClient, now: datetime, model_sha256: str | None, limit: int
) -> list[int]:
    """Hold running matches whose clock has moved on, or that another model spoke of last.

    Those that are being written right now are left out.
    """
    since = [now - RENEWED_APART, now - QUIET]
    rows = await transaction.execute_query_dict(_LOCK_DUE, [now, model_sha256, limit, *since])
    return [row["id"] for row in rows]


async def read(
    transaction: BaseDBAsyncClient, match_ids: Sequence[int]
) -> dict[int, tuple[LockedMatch, LiveRow | None]]:
    """The matches and how they stand: of locked ones, what the last writer left."""
    rows = await transaction.execute_query_dict(_READ, [list(match_ids)])
    return {row["id"]: (_locked(row), None if row["match_id"] is None else _live(row)) for row in rows}


async def write(transaction: BaseDBAsyncClient, rows: Sequence[tuple[int, LiveRow]]) -> None:
    """Write these rows; each with the id of its match's competition."""
    if rows:
        columns = zip(*(_values(competition_id, row) for competition_id, row in rows), strict=True)
        await transaction.execute_query(_WRITE, list(map(list, columns)))


async def write_results(
    transaction: BaseDBAsyncClient, results: Sequence[tuple[LockedMatch, Result]], at: datetime
) -> None:
    """Let the matches say what the feed says. What corrects an earlier result is remembered, and what
    followed from that result is forgotten, as after any source's correction."""
    if not results:
        return
    columns = zip(*(_result(new) for _, new in results), strict=True)
    await transaction.execute_query(_RESULT, [*map(list, columns), SOURCE, at])
    revised = [
        (old.id, text(before), text(after))
        for old, new in results
        if old.status in (MatchStatus.FINISHED, MatchStatus.ABANDONED)
        for before, after in [_difference(old, new)]
    ]
    if revised:
        await transaction.execute_query(_REVISE, [*map(list, zip(*revised, strict=True)), SOURCE, at])
        for statement in _FORGET:
            await transaction.execute_query(statement, [[match_id for match_id, _, _ in revised]])


def _locked(row: Mapping[str, Any]) -> LockedMatch:
    return LockedMatch(
        id=row["id"],
        competition_id=row["competition_id"],
        competition=row["code"],
        kickoff=row["kickoff"],
        kickoff_time_known=row["kickoff_time_known"],
        status=MatchStatus(row["status"]),
        source=row["source"],
        score=_score(row["home_goals"], row["away_goals"]),
        half_time=_score(row["half_time_home_goals"], row["half_time_away_goals"]),
    )


def _live(row: Mapping[str, Any]) -> LiveRow:
    return LiveRow(
        match_id=row["match_id"],
        run=row["run"],
        speed=row["speed"],
        sequence=row["sequence"],
        state=state_from_json(from_json(row["state"])),
        expectation=row["expectation"],
        told=from_json(row["told"]),
        started_at=row["started_at"],
        updated_at=row["updated_at"],
        ended_at=row["ended_at"],
        due_at=row["due_at"],
    )


def _score(home: int | None, away: int | None) -> Score | None:
    return None if home is None or away is None else Score(home, away)


def _values(competition_id: int, row: LiveRow) -> tuple[Any, ...]:
    return (
        row.match_id,
        competition_id,
        row.run,
        row.speed,
        row.sequence,
        row.state.phase.value,
        text(state_to_json(row.state)),
        row.expectation,
        text(row.told),
        row.started_at,
        row.updated_at,
        row.ended_at,
        row.due_at,
    )


def _result(new: Result) -> tuple[Any, ...]:
    return (new.match_id, new.status.value, *_goals(new.score), *_goals(new.half_time), new.known_at)


def _goals(score: Score | None) -> tuple[int | None, int | None]:
    return (None, None) if score is None else (score.home, score.away)


def _difference(old: LockedMatch, new: Result) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changed fields before and after."""
    names = ("status", "home_goals", "away_goals", "half_time_home_goals", "half_time_away_goals")
    before = (old.status.value, *_goals(old.score), *_goals(old.half_time))
    after = (new.status.value, *_goals(new.score), *_goals(new.half_time))
    changed = [place for place in range(len(names)) if before[place] != after[place]]
    return {names[i]: before[i] for i in changed}, {names[i]: after[i] for i in changed}
