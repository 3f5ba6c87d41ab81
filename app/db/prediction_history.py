"""Stored predictions, read: lists of receipts with their grids."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.db.listing import Listing
from app.db.models import PredictionKind
from app.db.paging import Ordering, Page, Slice, Where
from app.db.predictions import COLUMNS, StoredPrediction, stored_prediction

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
    return await _PREDICTIONS.page(_where(where), part)


async def count(where: PredictionFilter) -> int:
    return await _PREDICTIONS.count(_where(where))


async def pages_of_matches(
    match_ids: Sequence[int], where: PredictionFilter, part: Slice
) -> dict[int, Page[StoredPrediction]]:
    """One page for each match, in one statement; a match without a prediction has no entry."""
    return await _PREDICTIONS.pages(match_ids, "p.match_id = k.key", _where(where), part)


def _where(where: PredictionFilter) -> Where:
    conditions = Where()
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
