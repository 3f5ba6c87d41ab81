"""Versions never change, and one of a name is the champion."""

import asyncio
from dataclasses import replace

import pytest

from app.db import model_versions
from app.db.model_versions import NewVersion
from app.errors import Conflict
from tests import builders

pytestmark = pytest.mark.usefixtures("database")

AT = builders.KICKOFF
NEW = NewVersion(
    name="match",
    version="1.0.0",
    sha256="0" * 64,
    feature_set="match-1",
    data_cutoff=AT,
    training_rows=10,
    opset=18,
    metrics={"rps": 0.2},
)


async def test_a_version_is_registered_once() -> None:
    assert await model_versions.register(NEW, at=AT)
    assert not await model_versions.register(NEW, at=AT)
    [row] = await model_versions.versions()
    assert (row.name, row.metrics, row.champion) == ("match", {"rps": 0.2}, False)


async def test_replicas_that_start_at_once_register_a_version_once() -> None:
    new = await asyncio.gather(*(model_versions.register(NEW, at=AT) for _ in range(8)))
    assert sorted(new) == [False] * 7 + [True]


async def test_another_file_under_the_same_version_is_a_conflict() -> None:
    await model_versions.register(NEW, at=AT)
    with pytest.raises(Conflict, match="give the new file a new version"):
        await model_versions.register(replace(NEW, sha256="1" * 64), at=AT)
