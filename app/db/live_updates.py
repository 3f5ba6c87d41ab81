"""The streams of live matches: updates, numbered without gaps within a match, a competition and over all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from app.db import match_events
from app.db.live_states import movement_from_json, movement_to_json, state_from_json, state_to_json, text
from app.db.predictions import Receipt, receipt
from app.db.sql import fetch, fetch_count, from_json
from app.football.inplay.delta import Movement, UpdateCause
from app.football.inplay.events import MatchEvent
from app.football.inplay.state import MatchState
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ScoreGrid


@dataclass(frozen=True, slots=True)
class InPlayPrediction:
    """What is believed of the FINAL score; every market is read off `grid`."""

    grid: ScoreGrid
    outcome: OutcomeProbabilities
    expected_goals: ExpectedGoals
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class LiveUpdate:
    """One step of a match's stream.

    `sequence`: gap-free within the match, from 1. `position`, `competition_position`: gap-free over all live
    matches, and over those of the competition. `prediction` is None where the teams' strengths are not known;
    `missing` says what is needed then.
    """

    match_id: int
    competition: str
    sequence: int
    position: int
    competition_position: int
    run: str | None
    cause: UpdateCause
    event: MatchEvent | None
    state: MatchState
    made_at: datetime
    prediction: InPlayPrediction | None
    missing: tuple[str, ...] = ()
    movements: tuple[Movement, ...] = ()


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """An update as it is written; `features` are what its prediction was made from."""

    update: LiveUpdate
    competition_id: int
    features: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Positions:
    """The first of the positions that were given out, over all and by competition."""

    first: int
    of_competitions: Mapping[int, int]


_COLUMNS = (
    "u.position, u.match_id, c.code, u.sequence, u.competition_position, u.run, u.cause, u.state, u.made_at,"
    " u.feature_digest, u.data_cutoff, u.expected_home_goals, u.expected_away_goals, u.score_grid, u.missing,"
    " u.movements, v.name, v.version, v.sha256, v.feature_set, u.data_cutoff < v.data_cutoff AS in_sample,"
    " e.event_id, e.source, e.sequence AS number, e.kind, e.body, e.occurred_at"
)
_FROM = (
    "FROM live_update u JOIN competition c ON c.id = u.competition_id"
    " LEFT JOIN model_version v ON v.id = u.model_version_id"
    " LEFT JOIN match_event e ON e.event_id = u.event_id"
)
_AFTER = f"SELECT {_COLUMNS} {_FROM} WHERE u.match_id = $1 AND u.sequence > $2 ORDER BY u.sequence LIMIT $3"
_SINCE = f"SELECT {_COLUMNS} {_FROM} WHERE u.position > $1 ORDER BY u.position LIMIT $2"
_OF_COMPETITION = f"""
SELECT {_COLUMNS} {_FROM}
WHERE u.competition_id = (SELECT id FROM competition WHERE code = $1) AND u.competition_position > $2
ORDER BY u.competition_position LIMIT $3
"""
_LATEST = f"""
SELECT {_COLUMNS} {_FROM} JOIN live_match l ON (l.match_id, l.sequence) = (u.match_id, u.sequence)
WHERE u.match_id = ANY($1::bigint[])
"""
_OF_RUN = """
SELECT min(u.sequence) AS first, max(u.sequence) AS last FROM live_update u
JOIN live_match l ON l.match_id = u.match_id AND l.run IS NOT DISTINCT FROM u.run WHERE u.match_id = $1
"""
_POSITION = """
SELECT value FROM live_counter WHERE scope =
    CASE WHEN $1::text IS NULL THEN 0 ELSE (SELECT id FROM competition WHERE code = $1) END
"""
_TAKE = """
WITH every AS (
    UPDATE live_counter SET value = value + $1 WHERE scope = 0 RETURNING value
), own AS (
    INSERT INTO live_counter (scope, value)
    SELECT given.scope, given.number
    FROM every CROSS JOIN unnest($2::bigint[], $3::bigint[]) AS given (scope, number) ORDER BY given.scope
    ON CONFLICT (scope) DO UPDATE SET value = live_counter.value + excluded.value
    RETURNING scope, value
)
SELECT 0::bigint AS scope, value FROM every UNION ALL SELECT scope, value FROM own
"""
_DELETE = """
WITH gone AS (
    DELETE FROM live_update WHERE position IN (
        SELECT u.position FROM live_update u JOIN live_match l ON l.match_id = u.match_id
        WHERE u.run IS NOT NULL AND u.made_at < $1 AND u.sequence < l.sequence
        ORDER BY u.made_at LIMIT $2)
    RETURNING 1
)
SELECT count(*) AS count FROM gone
"""
_INSERT = """
INSERT INTO live_update (position, match_id, competition_id, sequence, competition_position, run, cause,
    event_id, state, made_at, model_version_id, features, feature_digest, data_cutoff, expected_home_goals,
    expected_away_goals, score_grid, missing, movements)
SELECT new.position, new.match_id, new.competition_id, new.sequence, new.competition_position, new.run,
    new.cause, new.event_id, new.state, new.made_at, v.id, new.features::float8[], new.digest,
    new.data_cutoff, new.expected_home, new.expected_away, new.score_grid, new.missing, new.movements
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::text[], $7::text[],
    $8::text[], $9::jsonb[], $10::timestamptz[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::timestamptz[], $16::float8[], $17::float8[], $18::bytea[], $19::jsonb[], $20::jsonb[])
    AS new (position, match_id, competition_id, sequence, competition_position, run, cause, event_id, state,
        made_at, name, version, features, digest, data_cutoff, expected_home, expected_away, score_grid,
        missing, movements)
LEFT JOIN model_version v ON (v.name, v.version) = (new.name, new.version)
"""


async def after(match_id: int, sequence: int, limit: int) -> list[LiveUpdate]:
    """What followed a step of a match's stream, in order."""
    return [live_update(row) for row in await fetch(_AFTER, match_id, sequence, limit)]


async def of_run(match_id: int) -> tuple[int, int] | None:
    """The first and the last sequence of the match's stream since it was begun, or begun anew."""
    [row] = await fetch(_OF_RUN, match_id)
    return None if row["first"] is None else (row["first"], row["last"])


async def since(position: int, limit: int) -> list[LiveUpdate]:
    """What followed a step of the stream of all live matches, in order."""
    return [live_update(row) for row in await fetch(_SINCE, position, limit)]


async def of_competition_since(competition: str, position: int, limit: int) -> list[LiveUpdate]:
    """What followed a step of a competition's stream, in order."""
    return [live_update(row) for row in await fetch(_OF_COMPETITION, competition, position, limit)]


async def latest(match_ids: Collection[int]) -> dict[int, LiveUpdate]:
    """The last update of each match that has any; one statement."""
    return {row["match_id"]: live_update(row) for row in await fetch(_LATEST, list(match_ids))}


async def position(competition: str | None) -> int:
    """The last position given out, over all or in the competition; 0 where nothing was said yet."""
    return next((int(row["value"]) for row in await fetch(_POSITION, competition)), 0)


async def take_positions(transaction: BaseDBAsyncClient, counts: Mapping[int, int]) -> Positions:
    """Positions for so many updates of each competition (by id).

    From here to the end of the transaction no other writer gets any: positions become visible in order.
    """
    scopes = sorted(counts)
    values = [sum(counts.values()), scopes, [counts[scope] for scope in scopes]]
    last = {row["scope"]: row["value"] for row in await transaction.execute_query_dict(_TAKE, values)}
    return Positions(
        last[0] - sum(counts.values()) + 1, {scope: last[scope] - counts[scope] + 1 for scope in scopes}
    )


async def append(transaction: BaseDBAsyncClient, new: Sequence[NewUpdate]) -> None:
    if new:
        await transaction.execute_query(_INSERT, list(map(list, zip(*map(_values, new), strict=True))))


async def delete_replayed(before: datetime, limit: int) -> int:
    """Delete the oldest updates of replays made before an instant, never a match's last; how many."""
    return await fetch_count(_DELETE, before, limit)


def live_update(row: Mapping[str, Any]) -> LiveUpdate:
    event = None
    if row["event_id"] is not None:
        event = match_events.match_event({**row, "sequence": row["number"]})
    return LiveUpdate(
        match_id=row["match_id"],
        competition=row["code"],
        sequence=row["sequence"],
        position=row["position"],
        competition_position=row["competition_position"],
        run=row["run"],
        cause=UpdateCause(row["cause"]),
        event=event,
        state=state_from_json(from_json(row["state"])),
        made_at=row["made_at"],
        prediction=_prediction(row) if row["score_grid"] is not None else None,
        missing=tuple(from_json(row["missing"]) or ()),
        movements=tuple(map(movement_from_json, from_json(row["movements"]))),
    )


def _prediction(row: Mapping[str, Any]) -> InPlayPrediction:
    grid = ScoreGrid.from_bytes(row["score_grid"])
    return InPlayPrediction(
        grid=grid,
        outcome=grid.match_result,
        expected_goals=ExpectedGoals(home=row["expected_home_goals"], away=row["expected_away_goals"]),
        receipt=receipt(row),
    )


_NO_PREDICTION = (None,) * 8


def _values(new: NewUpdate) -> tuple[Any, ...]:
    update = new.update
    return (
        update.position,
        update.match_id,
        new.competition_id,
        update.sequence,
        update.competition_position,
        update.run,
        update.cause.value,
        None if update.event is None else update.event.id,
        text(state_to_json(update.state)),
        update.made_at,
        *(_NO_PREDICTION if update.prediction is None else _predicted(update.prediction, new.features or ())),
        text(update.missing) if update.prediction is None else None,
        text([movement_to_json(one) for one in update.movements]),
    )


def _predicted(prediction: InPlayPrediction, features: tuple[float, ...]) -> tuple[Any, ...]:
    receipt, expected = prediction.receipt, prediction.expected_goals
    return (
        receipt.model_name,
        receipt.model_version,
        "{" + ",".join(map(repr, features)) + "}",
        receipt.feature_digest,
        receipt.data_cutoff,
        expected.home,
        expected.away,
        prediction.grid.to_bytes(),
    )
