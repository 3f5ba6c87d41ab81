"""Stored predictions: append-only receipts with their grids, numbered without gaps within a match.

A challenger's are shadows: written here, and left out of everything that is read here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from app.clock import written
from app.db.audit import Act
from app.db.listing import Listing
from app.db.models import PredictionKind
from app.db.paging import Ordering, Page, Slice, Where
from app.db.sql import array, fetch
from app.errors import Conflict, NotFound
from app.football.scoregrid import ExpectedGoals, OutcomeProbabilities, ScoreGrid
from app.ids import global_id


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


COLUMNS = (
    "p.id, p.match_id, p.kind, p.sequence, p.data_cutoff, p.made_at, p.feature_set, p.feature_digest,"
    " p.home, p.draw, p.away, p.expected_home_goals, p.expected_away_goals, p.score_grid,"
    " v.name, v.version, v.sha256, p.data_cutoff < v.data_cutoff AS in_sample"
)
"""What `stored_prediction` needs of prediction `p` and its model version `v`."""

_LATEST = f"""
SELECT {COLUMNS} FROM unnest({array("$1", "bigint")}) AS asked (match_id) CROSS JOIN LATERAL (
    SELECT own.* FROM prediction own JOIN model_version made_by ON made_by.id = own.model_version_id
    WHERE own.match_id = asked.match_id AND NOT own.shadow AND ($2::text IS NULL OR made_by.name = $2)
        AND ($3::text IS NULL OR own.kind = $3)
    ORDER BY own.sequence DESC LIMIT 1
) p JOIN model_version v ON v.id = p.model_version_id
"""
UNREGISTERED = "a model version that made a prediction is not registered; restart the service"
_LOCK = "SELECT id, kickoff FROM match WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
_STORED = (
    "match_id, model_version_id, kind, sequence, data_cutoff, made_at, feature_set, feature_digest,"
    " home, draw, away, expected_home_goals, expected_away_goals, score_grid"
)
_NEW = """unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
    $7::timestamptz[], $8::text[], $9::text[], $10::float8[], $11::float8[], $12::float8[], $13::float8[],
    $14::float8[], $15::bytea[]) WITH ORDINALITY AS new (match_id, name, version, sha256, kind, data_cutoff,
    made_at, feature_set, feature_digest, home, draw, away, expected_home, expected_away, score_grid, place)
JOIN model_version v ON (v.name, v.version, v.sha256) = (new.name, new.version, new.sha256)"""
_INSERT = f"""
INSERT INTO prediction ({_STORED})
SELECT new.match_id, v.id, new.kind,
    coalesce((SELECT max(sequence) FROM prediction WHERE match_id = new.match_id), 0)
        + row_number() OVER (PARTITION BY new.match_id ORDER BY new.place),
    new.data_cutoff, new.made_at, new.feature_set, new.feature_digest,
    new.home, new.draw, new.away, new.expected_home, new.expected_away, new.score_grid
FROM {_NEW}
ORDER BY new.place
RETURNING id, match_id, sequence
"""
_INSERT_SHADOWS = f"""
INSERT INTO prediction ({_STORED}, shadow)
SELECT new.match_id, v.id, new.kind, NULL,
    new.data_cutoff, new.made_at, new.feature_set, new.feature_digest,
    new.home, new.draw, new.away, new.expected_home, new.expected_away, new.score_grid, TRUE
FROM {_NEW} JOIN match m ON m.id = new.match_id
WHERE new.made_at < m.kickoff AND new.feature_digest IS DISTINCT FROM (
    SELECT p.feature_digest FROM prediction p
    WHERE p.shadow AND (p.match_id, p.model_version_id) = (new.match_id, v.id) ORDER BY p.id DESC LIMIT 1)
RETURNING id
"""


async def append(
    new: Sequence[NewPrediction], act: Act | None = None
) -> list[Numbered | Conflict | NotFound]:
    """Store each prediction, in order, with the match's next number; one transaction.

    A pre-match prediction made at or after kickoff is a Conflict, an unknown match NotFound; the others are
    stored. Raises Conflict when the version that made one is not registered.
    """
    if not new:
        return []
    async with in_transaction() as transaction:
        # the row lock makes the numbers of a match gap-free and holds its kickoff still
        locked = await transaction.execute_query_dict(_LOCK, [[one.match_id for one in new]])
        kickoffs = {row["id"]: row["kickoff"] for row in locked}
        refusals = [_refusal(one, kickoffs) for one in new]
        accepted = [one for one, refusal in zip(new, refusals, strict=True) if refusal is None]
        rows = await transaction.execute_query_dict(_INSERT, _arrays(accepted)) if accepted else []
        if len(rows) != len(accepted):
            raise Conflict(UNREGISTERED)
        if accepted and act is not None:
            act.after = {"predictions": [_told(one) for one in accepted]}
            await act.write(transaction)
    numbered = iter(_in_order(accepted, rows))
    return [next(numbered) if refusal is None else refusal for refusal in refusals]


async def append_shadows(new: Sequence[NewPrediction]) -> int:
    """Keep what a challenger says of these matches, outside of their sequences; how many were written.

    Left out: what it said last from the same features, and matches that have kicked off.
    """
    return len(await fetch(_INSERT_SHADOWS, *_arrays(new))) if new else 0


async def add_in_play(transaction: BaseDBAsyncClient, new: Sequence[NewPrediction]) -> None:
    """Store these with their matches' next numbers, in a transaction that has locked the matches.

    Raises Conflict when the version that made one is not registered.
    """
    if new and len(await transaction.execute_query_dict(_INSERT, _arrays(new))) != len(new):
        raise Conflict(UNREGISTERED)


async def latest_for(
    match_ids: Sequence[int], *, model: str | None = None, kind: PredictionKind | None = None
) -> dict[int, StoredPrediction]:
    """The newest stored prediction of each match (by the model of this name, of this kind); one statement."""
    rows = await fetch(_LATEST, list(match_ids), model, kind)
    return {row["match_id"]: stored_prediction(row) for row in rows}


def stored_prediction(row: Mapping[str, Any]) -> StoredPrediction:
    """The value of a row that has `COLUMNS`."""
    return StoredPrediction(
        id=row["id"],
        match_id=row["match_id"],
        sequence=row["sequence"],
        kind=PredictionKind(row["kind"]),
        grid=ScoreGrid.from_bytes(row["score_grid"]),
        outcome=OutcomeProbabilities(home=row["home"], draw=row["draw"], away=row["away"]),
        expected_goals=ExpectedGoals(home=row["expected_home_goals"], away=row["expected_away_goals"]),
        receipt=receipt(row),
    )


def receipt(row: Mapping[str, Any]) -> Receipt:
    """Of a prediction's row that has its model version's columns, too."""
    return Receipt(
        model_name=row["name"],
        model_version=row["version"],
        model_sha256=row["sha256"],
        feature_set=row["feature_set"],
        feature_digest=row["feature_digest"],
        data_cutoff=row["data_cutoff"],
        made_at=row["made_at"],
        in_sample=row["in_sample"],
    )


def _refusal(one: NewPrediction, kickoffs: dict[int, datetime]) -> Conflict | NotFound | None:
    kickoff = kickoffs.get(one.match_id)
    if kickoff is None:
        return NotFound(f"there is no match {one.match_id}")
    if one.kind is PredictionKind.PRE_MATCH and one.receipt.made_at >= kickoff:
        return Conflict(
            f"the match has started ({written(kickoff)}): a prediction is stored only before kickoff; "
            "ask match.prediction(asOf:) for one that is not stored"
        )
    return None


def _told(one: NewPrediction) -> dict[str, str]:
    """What the audit trail says of it."""
    made = one.receipt
    return {
        "match": global_id("Match", one.match_id),
        "model": f"{made.model_name} {made.model_version}",
        "featureDigest": made.feature_digest,
    }


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


LATEST_FIRST = Ordering("MADE_AT_DESC", ("p.made_at", "p.id"), ("timestamptz", "bigint"), descending=True)


@dataclass(frozen=True, slots=True)
class PredictionFilter:
    """`made_from` is included, `made_to` is not."""

    competitions: tuple[str, ...] | None = None
    kind: PredictionKind | None = None
    model: str | None = None
    version: str | None = None
    made_from: datetime | None = None
    made_to: datetime | None = None
    match_id: int | None = None

    def of_match(self, match_id: int) -> "PredictionFilter":
        return replace(self, match_id=match_id)


async def page(where: PredictionFilter, part: Slice) -> Page[StoredPrediction]:
    return await _PREDICTIONS.page(conditions_of(where), part)


async def count(where: PredictionFilter) -> int:
    return await _PREDICTIONS.count(conditions_of(where))


async def pages_of_matches(
    match_ids: Sequence[int], where: PredictionFilter, part: Slice
) -> dict[int, Page[StoredPrediction]]:
    """One page for each match, in one statement; a match without a prediction has no entry."""
    return await _PREDICTIONS.pages(match_ids, "p.match_id = k.key", conditions_of(where), part)


def conditions_of(where: PredictionFilter) -> Where:
    conditions = Where().add("NOT p.shadow")
    if where.match_id is not None:
        conditions.add("p.match_id = {}", where.match_id)
    if where.competitions is not None:
        conditions.add(
            "EXISTS (SELECT FROM match m JOIN competition c ON c.id = m.competition_id"
            " WHERE m.id = p.match_id AND c.code = ANY({}::text[]))",
            list(where.competitions),
        )
    for column, value in (("p.kind", where.kind), ("v.name", where.model), ("v.version", where.version)):
        if value is not None:
            conditions.add(f"{column} = {{}}", str(value))
    if where.made_from is not None:
        conditions.add("p.made_at >= {}", where.made_from)
    if where.made_to is not None:
        conditions.add("p.made_at < {}", where.made_to)
    return conditions


_PREDICTIONS = Listing(
    COLUMNS, "prediction p JOIN model_version v ON v.id = p.model_version_id", "p.id", stored_prediction
)
