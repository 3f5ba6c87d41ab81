"""On real Bundesliga matches: training, backtest and serving see the same, and never the future."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.clock import system_clock
from app.db import matches, matches_fold, models
from app.db.connection import connection, open_database, raw_connection
from app.db.fixtures import FixtureFilter
from app.football.features import FeatureVector, build_features
from app.football.match import Fixture, PlayedMatch
from app.football.ratings import RatingBook, in_fold_order
from app.prediction.features import BATCH, FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from app.training.dataset import Dataset, build_dataset
from tests.program import ROOT

AS_OF = datetime(1998, 2, 13, 12, tzinfo=UTC)
"""In the middle of a season and of a week: a match day is about to begin."""
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


async def all_played(url: str) -> list[PlayedMatch]:
    async with raw_connection(url) as raw, raw.transaction(readonly=True):
        return [match async for match in matches_fold.played_matches(raw)]


async def served(fixtures: Sequence[Fixture]) -> list[FeatureVector]:
    service = FeatureService(system_clock)
    vectors = []
    for start in range(0, len(fixtures), BATCH):
        for vector in await service.compute(fixtures[start : start + BATCH]):
            assert isinstance(vector, FeatureVector), vector
            vectors.append(vector)
    return vectors


def same_bits(rows: Sequence[Sequence[float]], dataset: Dataset) -> bool:
    return np.array(rows, dtype="<f4").tobytes() == dataset.features.astype("<f4").tobytes()


async def test_training_rows_served_features_and_stored_rows_are_the_same_bits(archive_url: str) -> None:
    played = await all_played(archive_url)
    dataset = build_dataset(played)
    assert len(played) - 1000 < len(dataset) < len(played)
    async with open_database(archive_url):
        vectors = await served([match.fixture for match in dataset.matches])
        assert same_bits([vector.values for vector in vectors], dataset)

        stored = await FeatureService(system_clock).backfill(FixtureFilter())
        assert (stored.added, stored.insufficient) == (len(dataset), len(played) - len(dataset))
        kept = {row.match.id: row for row in await models.FeatureRow.all().select_related("match")}
        rows = [kept[int(match.fixture.match_id)] for match in dataset.matches]
        assert same_bits([row.values for row in rows], dataset)
        assert [row.digest for row in rows] == [vector.digest for vector in vectors]


async def test_a_backtest_that_knows_only_the_past_has_the_same_features(archive_url: str) -> None:
    """Results are handed over one by one as they become known; nothing else is there to be seen."""
    played = in_fold_order(await all_played(archive_url))
    chosen = sorted(
        random.Random(7).sample(played[2000:], 60),  # noqa: S311  any sample will do
        key=lambda match: match.fixture.kickoff,
    )
    async with open_database(archive_url):
        vectors = await served([match.fixture for match in chosen])
    book, waiting = RatingBook(), list(reversed(played))
    for match, vector in zip(chosen, vectors, strict=True):
        kickoff = match.fixture.kickoff
        while waiting[-1].known_at <= kickoff:
            book.apply(waiting.pop())
        own = build_features(match.fixture, *book.states(match.fixture), kickoff)
        assert (own.values, own.digest) == (vector.values, vector.digest)


async def predictions(ids: Sequence[int]) -> list[MatchPrediction]:
    """The shipped model's answers as of AS_OF, without the instant at which they were made."""
    async with ModelRegistry(ROOT / "models_onnx", "match", system_clock) as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        known = await matches.fixtures(ids)
        made = await predictor.predict([known[id_] for id_ in ids], as_of=AS_OF)
    answers = [one for one in made if isinstance(one, MatchPrediction)]
    assert len(answers) == len(ids)
    return [replace(one, receipt=replace(one.receipt, made_at=LONG_AGO)) for one in answers]


@pytest.mark.parametrize("deleted", [False, True])
async def test_a_database_that_ends_at_as_of_gives_the_same_predictions(
    archive_url: str, deleted: bool
) -> None:
    """Later matches lose their results, or are not there at all; ratings are made anew from what is left."""
    async with open_database(archive_url):
        coming = await models.Match.filter(kickoff__gt=AS_OF).order_by("kickoff", "id").limit(27)
        ids = [match.id for match in coming]
        before = await predictions(ids)
        await connection().execute_script(
            f"""DELETE FROM rating_history; DELETE FROM competition_rating_history;
            UPDATE match SET status = 'SCHEDULED', home_goals = NULL, away_goals = NULL,
                half_time_home_goals = NULL, half_time_away_goals = NULL, known_at = NULL
            WHERE known_at > '{AS_OF}'"""
        )
        if deleted:
            await connection().execute_query(
                "DELETE FROM match WHERE kickoff > $1 AND id <> ALL($2)", [AS_OF, ids]
            )
        assert not await models.Match.filter(known_at__gt=AS_OF).exists()
        await refresh(archive_url)
        assert await predictions(ids) == before
