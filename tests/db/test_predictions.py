"""Receipts are appended in order, without gaps, and only before kickoff."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import models, predictions
from app.db.models import PredictionKind
from app.db.predictions import NewPrediction, Numbered, Receipt
from app.errors import Conflict, NotFound
from app.football.scoregrid import ExpectedGoals, ScoreGrid
from tests import builders

pytestmark = pytest.mark.usefixtures("database")

MADE_AT = builders.KICKOFF - timedelta(days=1)
DIGEST = "0" * 64


def new(
    match_id: int, home_rate: float = 1.4, kind: PredictionKind = PredictionKind.PRE_MATCH
) -> NewPrediction:
    receipt = Receipt(
        model_name="match",
        model_version="1.0.0",
        model_sha256=DIGEST,
        feature_set="match-1",
        feature_digest=DIGEST,
        data_cutoff=MADE_AT,
        made_at=MADE_AT,
        in_sample=False,
    )
    return NewPrediction(
        match_id, kind, ScoreGrid.from_rates(home_rate, 1.1), ExpectedGoals(home_rate, 1.1), receipt
    )


async def registered() -> None:
    await models.ModelVersion.get_or_create(
        name="match",
        version="1.0.0",
        sha256=DIGEST,
        defaults={
            "feature_set": "match-1",
            "data_cutoff": MADE_AT,
            "training_rows": 1,
            "opset": 18,
            "metrics": {},
            "registered_at": MADE_AT,
        },
    )


async def two_matches() -> tuple[int, int]:
    await registered()
    return (await builders.match()).id, (await builders.match("Everton", "Fulham")).id


def sequences(numbered: Sequence[Numbered | Conflict | NotFound]) -> list[int]:
    return [one.sequence for one in numbered if isinstance(one, Numbered)]


async def test_numbers_go_on_within_each_match() -> None:
    first, second = await two_matches()
    assert sequences(await predictions.append([new(first), new(second), new(first)])) == [1, 1, 2]
    assert sequences(await predictions.append([new(second), new(first)])) == [2, 3]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=5), min_size=1, max_size=8))
async def test_numbers_are_gap_free_whatever_is_stored_at_once(calls: list[list[int]]) -> None:
    ids = await two_matches_anew()
    await asyncio.gather(*(predictions.append([new(ids[which]) for which in call]) for call in calls))
    for which, match_id in enumerate(ids):
        rows = await models.Prediction.filter(match_id=match_id).order_by("sequence")
        stored = [row.sequence for row in rows]
        assert stored == list(range(1, sum(call.count(which) for call in calls) + 1))


async def two_matches_anew() -> tuple[int, int]:
    await registered()
    meeting = await models.Match.all().count() + 1
    first = await builders.match(meeting=meeting)
    return first.id, (await builders.match("Everton", "Fulham", meeting=meeting)).id


async def test_one_refusal_leaves_the_others_stored() -> None:
    first, second = await two_matches()
    started = (await builders.match("Leeds", "Derby", kickoff=MADE_AT)).id
    answers = await predictions.append([new(first), new(started), new(987654), new(second)])
    assert [type(answer) for answer in answers] == [Numbered, Conflict, NotFound, Numbered]
    assert await models.Prediction.all().count() == 2


async def test_a_prediction_in_play_is_stored_after_kickoff() -> None:
    await registered()
    started = (await builders.match(kickoff=MADE_AT - timedelta(minutes=10))).id
    [answer] = await predictions.append([new(started, kind=PredictionKind.IN_PLAY)])
    assert isinstance(answer, Numbered)


async def test_a_prediction_of_an_unregistered_version_is_a_conflict_and_nothing_is_stored() -> None:
    first, second = await two_matches()
    unknown = new(second)
    unknown = replace(unknown, receipt=replace(unknown.receipt, model_sha256="f" * 64))
    with pytest.raises(Conflict, match="not registered"):
        await predictions.append([new(first), unknown])
    assert await models.Prediction.all().count() == 0


async def test_the_latest_of_each_match_comes_back_as_it_went_in() -> None:
    first, second = await two_matches()
    await predictions.append([new(first, 1.0), new(first, 2.0), new(second, 3.0)])
    latest = await predictions.latest_for([first, second, 987654])
    assert sorted(latest) == sorted((first, second))
    expected = new(first, 2.0)
    assert latest[first].sequence == 2
    assert (latest[first].grid, latest[first].receipt) == (
        ScoreGrid.from_bytes(expected.grid.to_bytes()),
        expected.receipt,
    )
    assert latest[second].expected_goals == ExpectedGoals(3.0, 1.1)
    assert await predictions.latest_for([first], model="another") == {}
    assert await predictions.latest_for([first], model="match") == {first: latest[first]}
