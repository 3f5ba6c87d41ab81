"""A backtest's features are those that serving gives for the same matches."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.clock import system_clock
from app.db.connection import open_database
from app.errors import FootballError
from app.football.features import FEATURE_SETS, FeatureSet, FeatureVector
from app.football.match import Fixture
from app.ingest.collector import Collector
from app.prediction import ratings
from app.prediction.features import FeatureService
from app.training.backtest.rows import build_rows
from app.training.folder import PricedMatches, from_database, source_day
from tests.training.backtest.samples import END, START

Key = tuple[str, str, str, str]


@pytest.fixture
async def filled(database_url: str, files: Path) -> str:
    """A database with the matches of the folder."""
    await Collector(database_url, files.as_uri()).football_data(
        ("E0", "EC"), ("1516", "1617", "1718", "1819", "1920")
    )
    await ratings.refresh(database_url)
    return database_url


@pytest.mark.parametrize("feature_set", FEATURE_SETS.values(), ids=lambda one: str(one.name))
async def test_features_of_the_folder_are_those_served_from_the_database_bit_for_bit(
    filled: str, priced: PricedMatches, feature_set: FeatureSet
) -> None:
    rows = build_rows(priced, feature_set, START, END, ("E0", "EC"))
    async with open_database(filled):
        stored = await from_database(filled)
        fixtures = [one for one in stored.fixtures if START <= one.kickoff < END]
        served = await FeatureService(system_clock).compute_at(
            [(one, one.kickoff) for one in fixtures], feature_set=feature_set
        )
    told = {key(stored, one): values(vector) for one, vector in zip(fixtures, served, strict=True)}
    for fixture, features in zip(rows.fixtures, rows.features, strict=True):
        assert np.array_equal(told[key(priced, fixture)], features)
    assert len(rows.fixtures) == len(told) == 264


def key(priced: PricedMatches, fixture: Fixture) -> Key:
    names = priced.names[fixture.match_id]
    return fixture.competition, source_day(fixture.kickoff).isoformat(), names.home, names.away


def values(computed: FeatureVector | FootballError) -> NDArray[np.float32]:
    assert isinstance(computed, FeatureVector), computed
    return np.array(computed.values, dtype=np.float32)


async def test_the_database_holds_the_prices_of_the_folder(filled: str, priced: PricedMatches) -> None:
    async with open_database(filled):
        stored = await from_database(filled)
        bare = await from_database(filled, prices=False)
    assert (bare.pre_match, bare.closing) == ({}, {})
    by_key = {key(stored, one): one.match_id for one in stored.fixtures}
    compared = 0
    for fixture in priced.fixtures:
        if match_id := by_key.get(key(priced, fixture)):
            compared += 1
            assert stored.closing[match_id] == priced.closing[fixture.match_id]
            mine, theirs = priced.pre_match[fixture.match_id], stored.pre_match[match_id]
            assert mine.match_result == theirs.match_result
            assert mine.known_at == theirs.known_at
    assert compared == 5 * 264
