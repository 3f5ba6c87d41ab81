"""Feature rows are stored once, and made anew only when history was corrected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.db import features, models
from app.db.features import StoredFeatures, StoreReport
from tests import builders

pytestmark = pytest.mark.usefixtures("database")


def row(match_id: int, number: float = 0.1, digest: str = "0" * 64) -> StoredFeatures:
    return StoredFeatures(
        match_id=match_id,
        feature_set="match-1",
        as_of=builders.KICKOFF,
        values=(number, -1e-300, 12345.678901234567),
        digest=digest,
        computed_at=builders.KICKOFF,
    )


async def test_storing_again_changes_nothing() -> None:
    match_id = (await builders.match()).id
    later = replace(row(match_id), computed_at=builders.KICKOFF + timedelta(days=1))
    assert await features.store([row(match_id)]) == StoreReport(1, 0, 0)
    assert await features.store([later]) == StoreReport(0, 0, 1)
    stored = await models.FeatureRow.get(match_id=match_id)
    assert stored.computed_at == builders.KICKOFF
    assert tuple(stored.values) == row(match_id).values


async def test_a_corrected_history_replaces_the_row() -> None:
    match_id = (await builders.match()).id
    await features.store([row(match_id)])
    assert await features.store([row(match_id, 0.2, "1" * 64)]) == StoreReport(0, 1, 0)
    stored = await models.FeatureRow.get(match_id=match_id)
    assert (stored.values[0], stored.digest) == (0.2, "1" * 64)


async def test_a_match_given_twice_is_one_row() -> None:
    match_id = (await builders.match()).id
    assert await features.store([row(match_id), row(match_id)]) == StoreReport(1, 0, 0)
    assert await features.store([]) == StoreReport(0, 0, 0)


async def test_another_instant_is_another_row() -> None:
    match_id = (await builders.match()).id
    earlier = replace(row(match_id), as_of=builders.KICKOFF - timedelta(days=1))
    assert await features.store([row(match_id), earlier]) == StoreReport(2, 0, 0)
