"""The latest finished match and the latest successful collection."""

from datetime import timedelta

import pytest

from app.db import models
from app.db.freshness import Freshness, freshness, ping
from tests import builders
from tests.builders import KICKOFF

pytestmark = pytest.mark.usefixtures("database")


async def test_an_empty_database_knows_neither() -> None:
    await ping()
    assert await freshness() == Freshness(None, None)


async def test_only_finished_matches_and_successful_collections_count() -> None:
    await builders.match(score=(2, 1), kickoff=KICKOFF)
    await builders.match("Chelsea", "Arsenal", kickoff=KICKOFF + timedelta(days=9))
    for days, status in ((1, models.WorkStatus.SUCCEEDED), (2, models.WorkStatus.FAILED)):
        at = KICKOFF + timedelta(days=days)
        await models.CollectionRun.create(
            source="test", requested={}, status=status, started_at=at, finished_at=at
        )
    assert await freshness() == Freshness(KICKOFF, KICKOFF + timedelta(days=1))
