"""Stored predictions: append-only receipts, numbered without gaps within a match."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.transactions import in_transaction

from app.db.connection import connection
from app.db.models import PredictionKind
from app.errors import Conflict, NotFound
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ScoreGrid


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a prediction came from.

    `data_cutoff`: nothing later was seen (its `as_of`); `in_sample`: the model was trained on later matches,
    so the prediction says nothing about its skill.
    """

    model_name: str
    model_version: str
    model_sha256: str
    feature_set: str
    feature_digest: str
    data_cutoff: datetime
    made_at: datetime
    in_sample: bool


@dataclass(frozen=True, slots=True)
class NewPrediction:
    """What is stored of a prediction; the outcome is the grid's own."""

    match_id: int
    kind: PredictionKind
    grid: ScoreGrid
    expected_goals: ExpectedGoals
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class StoredPrediction:
    """A row of the database, as it was answered when it was made."""

    id: int
    match_id: int
    sequence: int
    kind: PredictionKind
    grid: ScoreGrid
    outcome: OutcomeProbabilities
    expected_goals: ExpectedGoals
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Numbered:
    """The keys that a stored prediction got."""

    id: int
    sequence: int


_HIGHEST_ID = 2**63 - 1
_SELECT = """
SELECT p.id, p.match_id, p.sequence, p.kind, p.data_cutoff, p.made_at, p.feature_set, p.feature_digest,
    p.home, p.draw, p.away, p.expected_home_goals, p.expected_away_goals, p.score_grid,
    v.name AS model_name, v.version AS model_version, v.sha256 AS model_sha256,
    p.data_cutoff < v.data_cutoff AS in_sample
"""
_FROM = "FROM prediction p JOIN model_version v ON v.id = p.model_version_id"
_LOCK = "SELECT id, kickoff FROM match WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
_INSERT = """
INSERT INTO prediction (match_id, model_version_id, kind, sequence, data_cutoff, made_at, feature_set,
    feature_digest, home, draw, away, expected_home_goals, expected_away_goals, score_grid)
SELECT new.match_id, v.id, new.kind,
    coalesce((SELECT max(sequence) FROM prediction WHERE match_id = new.match_id), 0)
        + row_number() OVER (PARTITION BY new.match_id ORDER BY new.place),
    new.data_cutoff, new.made_at, new.feature_set, new.feature_digest,
    new.home, new.draw, new.away, new.expected_home, new.expected_away, new.score_grid
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::text[], $9::text[], $10::float8[], $11::float8[], $12::float8[], $13::float8[],
    $14::float8[], $15::bytea[]) WITH ORDINALITY AS new (match_id, name, version, sha256, kind, data_cutoff,
    made_at, feature_set, feature_digest, home, draw, away, expected_home, expected_away, score_grid, place)
JOIN model_version v ON (v.name, v.version, v.sha256) = (new.name, new.version, new.sha256)
ORDER BY new.place
RETURNING id, match_id, sequence
"""


async def append(new: Sequence[NewPrediction]) -> list[Numbered | Conflict | NotFound]:
    """Store each prediction, in order, with the match's next number; one transaction.

    A pre-match prediction made at or after kickoff is a Conflict, an unknown match NotFound; the others are
    stored. Raises Conflict when the version that made one is not registered.
    """
    async with in_transaction() as transaction:
        # the row lock makes the numbers of a match gap-free and holds its kickoff still
        locked = await transaction.execute_query_dict(_LOCK, [[one.match_id for one in new]])
        kickoffs = {row["id"]: row["kickoff"] for row in locked}
        refusals = [_refusal(one, kickoffs) for one in new]
        accepted = [one for one, refusal in zip(new, refusals, strict=True) if refusal is None]
        rows = await transaction.execute_query_dict(_INSERT, _arrays(accepted)) if accepted else []
        if len(rows) != len(accepted):
            raise Conflict("a model version that made a prediction is not registered; restart the service")
    numbered = iter(_in_order(accepted, rows))
    return [next(numbered) if refusal is None else refusal for refusal in refusals]


async def by_ids(ids: Sequence[int]) -> dict[int, StoredPrediction]:
    rows = await connection().execute_query_dict(f"{_SELECT} {_FROM} WHERE p.id = ANY($1)", [list(ids)])
    return {row["id"]: _stored(row) for row in rows}


async def by_id(id_: int) -> StoredPrediction:
    """Raises NotFound."""
    found = await by_ids([id_])
    if not found:
        raise NotFound(f"there is no prediction {id_}")
    return found[id_]


async def latest_for(
    match_ids: Sequence[int], *, model: str | None = None, as_of: datetime | None = None
) -> dict[int, StoredPrediction]:
    """The newest stored prediction of each match (made by `model`, made not after `as_of`); one statement."""
    sql = f"""{_SELECT} FROM unnest($1::bigint[]) AS asked (match_id) CROSS JOIN LATERAL (
        SELECT q.* FROM prediction q JOIN model_version w ON w.id = q.model_version_id
        WHERE q.match_id = asked.match_id AND ($2::text IS NULL OR w.name = $2)
            AND ($3::timestamptz IS NULL OR q.made_at <= $3)
        ORDER BY q.sequence DESC LIMIT 1) p JOIN model_version v ON v.id = p.model_version_id"""
    rows = await connection().execute_query_dict(sql, [list(match_ids), model, as_of])
    return {row["match_id"]: _stored(row) for row in rows}


async def of_match(
    match_id: int,
    *,
    limit: int,
    before: int | None = None,
    kind: PredictionKind | None = None,
    model: str | None = None,
) -> list[StoredPrediction]:
    """Predictions of a match, newest first, those with a sequence below `before`."""
    sql = f"""{_SELECT} {_FROM} WHERE p.match_id = $1 AND ($2::int IS NULL OR p.sequence < $2)
        AND ($3::text IS NULL OR p.kind = $3) AND ($4::text IS NULL OR v.name = $4)
        ORDER BY p.sequence DESC LIMIT $5"""
    rows = await connection().execute_query_dict(sql, [match_id, before, kind, model, limit])
    return [_stored(row) for row in rows]


async def recent(
    *,
    limit: int,
    before: tuple[datetime, int] | None = None,
    kind: PredictionKind | None = None,
    model: str | None = None,
) -> list[StoredPrediction]:
    """Predictions of all matches, newest first; `before` is the (made_at, id) of the last one seen."""
    made_at, id_ = before or (None, None)
    sql = f"""{_SELECT} {_FROM}
        WHERE (p.made_at, p.id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::bigint, {_HIGHEST_ID}))
        AND ($3::text IS NULL OR p.kind = $3) AND ($4::text IS NULL OR v.name = $4)
        ORDER BY p.made_at DESC, p.id DESC LIMIT $5"""
    rows = await connection().execute_query_dict(sql, [made_at, id_, kind, model, limit])
    return [_stored(row) for row in rows]


def _refusal(one: NewPrediction, kickoffs: dict[int, datetime]) -> Conflict | NotFound | None:
    kickoff = kickoffs.get(one.match_id)
    if kickoff is None:
        return NotFound(f"there is no match {one.match_id}")
    if one.kind is PredictionKind.PRE_MATCH and one.receipt.made_at >= kickoff:
        return Conflict(
            f"the match has started ({kickoff.isoformat()}): a prediction is stored only before kickoff; "
            "ask match.prediction(asOf:) for one that is not stored"
        )
    return None


def _arrays(new: Sequence[NewPrediction]) -> list[list[Any]]:
    rows = [_values(one) for one in new]
    return [list(column) for column in zip(*rows, strict=True)]


def _values(one: NewPrediction) -> tuple[Any, ...]:
    receipt, outcome = one.receipt, one.grid.match_result
    return (
        one.match_id,
        receipt.model_name,
        receipt.model_version,
        receipt.model_sha256,
        one.kind.value,
        receipt.data_cutoff,
        receipt.made_at,
        receipt.feature_set,
        receipt.feature_digest,
        outcome.home,
        outcome.draw,
        outcome.away,
        one.expected_goals.home,
        one.expected_goals.away,
        one.grid.to_bytes(),
    )


def _in_order(accepted: Sequence[NewPrediction], rows: Sequence[dict[str, Any]]) -> list[Numbered]:
    """RETURNING promises no order: within a match, the sequence tells it."""
    waiting: dict[int, list[Numbered]] = {}
    for row in sorted(rows, key=lambda row: -row["sequence"]):
        waiting.setdefault(row["match_id"], []).append(Numbered(row["id"], row["sequence"]))
    return [waiting[one.match_id].pop() for one in accepted]


def _stored(row: dict[str, Any]) -> StoredPrediction:
    return StoredPrediction(
        id=row["id"],
        match_id=row["match_id"],
        sequence=row["sequence"],
        kind=PredictionKind(row["kind"]),
        grid=ScoreGrid.from_bytes(row["score_grid"]),
        outcome=OutcomeProbabilities(home=row["home"], draw=row["draw"], away=row["away"]),
        expected_goals=ExpectedGoals(home=row["expected_home_goals"], away=row["expected_away_goals"]),
        receipt=Receipt(
            model_name=row["model_name"],
            model_version=row["model_version"],
            model_sha256=row["model_sha256"],
            feature_set=row["feature_set"],
            feature_digest=row["feature_digest"],
            data_cutoff=row["data_cutoff"],
            made_at=row["made_at"],
            in_sample=row["in_sample"],
        ),
    )
