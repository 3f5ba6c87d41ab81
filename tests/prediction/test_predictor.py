"""One use case: probabilities with receipts, of what was known at an instant and of nothing later."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.clock import Clock, system_clock
from app.db import models, predictions
from app.db.models import PredictionKind
from app.errors import (
    Conflict,
    FootballError,
    InsufficientData,
    ModelUnavailable,
    NotFound,
    ValidationFailed,
)
from app.football.features import MATCH
from app.football.match import Fixture, MatchStatus
from app.football.scoregrid import ScoreGrid
from app.prediction.contract import ModelContractBroken
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from tests import builders, leagues
from tests.fakes import DATA_CUTOFF, write_model

NOW = leagues.START + timedelta(days=400)
KICKOFF = NOW + timedelta(days=3)


@dataclass(frozen=True)
class World:
    """A played season of E0 and a match ahead, with what predicts it."""

    url: str
    predictor: Predictor
    registry: ModelRegistry
    ahead: Fixture
    past: tuple[Fixture, ...]

    def at(self, now: datetime) -> Predictor:
        return predictor_of(self.registry, lambda: now)

    async def predict(self, *fixtures: Fixture, as_of: datetime | None = None) -> MatchPrediction:
        return only(await self.predictor.predict(fixtures or [self.ahead], as_of=as_of))


def predictor_of(registry: ModelRegistry, clock: Clock) -> Predictor:
    return Predictor(registry, FeatureService(clock), clock)


def only(predicted: list[MatchPrediction | FootballError]) -> MatchPrediction:
    [one] = predicted
    assert isinstance(one, MatchPrediction), one
    return one


def refused(predicted: list[MatchPrediction | FootballError]) -> FootballError:
    [one] = predicted
    assert isinstance(one, FootballError), one
    return one


@pytest.fixture
async def world(database: str, tmp_path: Path) -> AsyncIterator[World]:
    rows = await leagues.seasons(divisions=("E0",), teams=5)
    past = tuple([await leagues.fixture_of(row.id) for row in rows])
    ahead = await builders.match("E0 team 0", "E0 team 1", kickoff=KICKOFF)
    await refresh(database)
    write_model(tmp_path)
    async with ModelRegistry(tmp_path, "match", system_clock) as registry:
        fixture = await leagues.fixture_of(ahead.id)
        yield World(database, predictor_of(registry, lambda: NOW), registry, fixture, past)


async def test_a_prediction_is_a_receipt(world: World) -> None:
    predicted = await world.predict()
    receipt, info = predicted.receipt, world.registry.get().info
    assert (receipt.model_name, receipt.model_version, receipt.model_sha256) == (
        *("match", "1.0.0"),
        info.sha256,
    )
    assert receipt.data_cutoff == receipt.made_at == NOW
    assert receipt.feature_set == MATCH.name
    assert not receipt.in_sample
    assert (predicted.id, predicted.sequence) == (None, None)


async def test_what_the_model_was_trained_on_is_said_to_be_in_sample(world: World) -> None:
    predicted = await world.predict(world.past[-1])
    assert predicted.receipt.data_cutoff < DATA_CUTOFF
    assert predicted.receipt.in_sample


async def test_outcome_expected_goals_and_grid_are_those_of_the_graph(world: World) -> None:
    predicted = await world.predict()
    assert predicted.outcome == predicted.grid.match_result
    outcome = predicted.outcome
    assert abs(outcome.home + outcome.draw + outcome.away - 1) <= 1e-9
    means = np.arange(11)
    assert predicted.expected_goals.home == pytest.approx(predicted.grid.cells.sum(axis=1) @ means, abs=0.01)


async def test_on_neutral_ground_neither_side_gains_by_being_named_first(world: World) -> None:
    neutral = replace(world.ahead, neutral=True)
    turned = replace(neutral, home=neutral.away, away=neutral.home)
    at_home, one, past, other = await world.predictor.predict([world.ahead, neutral, world.past[-1], turned])
    assert isinstance(one, MatchPrediction)
    assert isinstance(other, MatchPrediction)
    assert other.grid.cells == pytest.approx(one.grid.transposed().cells, abs=1e-12)
    assert (other.expected_goals.home, other.expected_goals.away) == (
        one.expected_goals.away,
        one.expected_goals.home,
    )
    assert one.receipt.feature_digest != other.receipt.feature_digest
    assert at_home == await world.predict()
    assert past == await world.predict(world.past[-1])
    assert one == await world.predict(neutral)


async def test_a_neutral_match_that_cannot_be_predicted_takes_no_other_with_it(world: World) -> None:
    unknown = replace(world.ahead, home="999999", neutral=True)
    answers = await world.predictor.predict([unknown, world.ahead])
    assert isinstance(answers[0], InsufficientData)
    assert answers[1] == await world.predict()


async def test_nobody_writes_by_predicting(world: World) -> None:
    await world.predict()
    assert await models.Prediction.all().count() == 0


async def test_each_fixture_gets_its_own_answer_in_order(world: World) -> None:
    unknown = replace(world.ahead, home="999999")
    abroad = replace(world.ahead, competition="INT-WCQ")
    asked = [world.past[3], unknown, world.ahead, abroad, world.past[-1]]
    answers = await world.predictor.predict(asked)
    assert [type(answer) for answer in answers] == [
        InsufficientData,
        InsufficientData,
        MatchPrediction,
        ModelUnavailable,
        MatchPrediction,
    ]
    alone = await world.predict(world.past[-1])
    last = answers[-1]
    assert isinstance(last, MatchPrediction)
    assert last == alone


async def test_nothing_asked_is_answered_with_nothing(world: World) -> None:
    assert await world.predictor.predict([]) == []


async def test_a_model_trained_on_leagues_abstains_on_internationals(world: World) -> None:
    answer = refused(await world.predictor.predict([replace(world.ahead, competition="INT-EURO")]))
    assert isinstance(answer, ModelUnavailable)
    assert "trained on league matches" in answer.message


@pytest.mark.parametrize(
    ("as_of", "why"),
    [
        (NOW + timedelta(seconds=1), "in the future"),
        (NOW.replace(tzinfo=None), "no time zone"),
    ],
)
async def test_an_instant_that_cannot_be_meant_is_refused(world: World, as_of: datetime, why: str) -> None:
    answer = refused(await world.predictor.predict([world.ahead], as_of=as_of))
    assert isinstance(answer, ValidationFailed)
    assert answer.field == "asOf"
    assert why in answer.message


async def test_an_instant_after_kickoff_is_refused(world: World) -> None:
    late = world.past[-1].kickoff + timedelta(minutes=1)
    answer = refused(await world.predictor.predict([world.past[-1]], as_of=late))
    assert isinstance(answer, ValidationFailed)
    assert "after kickoff" in answer.message


async def test_an_instant_before_the_first_match_says_what_is_needed(world: World) -> None:
    answer = refused(await world.predictor.predict([world.ahead], as_of=leagues.START - timedelta(days=9)))
    assert isinstance(answer, InsufficientData)
    assert len(answer.missing) == 3


async def test_an_instant_in_another_zone_is_the_same_instant(world: World) -> None:
    instant = NOW - timedelta(days=2)
    elsewhere = datetime.fromisoformat(instant.isoformat()).astimezone()
    assert await world.predict(as_of=elsewhere) == await world.predict(as_of=instant)


async def test_an_unknown_model_is_each_fixtures_answer(world: World) -> None:
    answers = await world.predictor.predict([world.ahead, world.past[-1]], model="magic")
    assert [type(answer) for answer in answers] == [ModelUnavailable, ModelUnavailable]


async def test_a_graph_that_contradicts_itself_is_refused(world: World, tmp_path: Path) -> None:
    await world.registry.install(write_model(tmp_path / "other", "2.0.0", contradicting=True))
    answer = refused(await world.predictor.predict([world.ahead]))
    assert isinstance(answer, ModelContractBroken)
    assert "contradicts itself" in answer.message


async def test_a_graph_whose_grid_is_no_distribution_is_refused(world: World, tmp_path: Path) -> None:
    await world.registry.install(write_model(tmp_path / "other", "2.0.0", total=0.9))
    answer = refused(await world.predictor.predict([world.ahead]))
    assert isinstance(answer, ModelContractBroken)
    assert "no probabilities" in answer.message


async def test_what_became_known_after_as_of_changes_nothing(world: World) -> None:
    """Truncating the database after `as_of` leaves every receipt and probability as it was.

    The instants are those at which a result became known, and a microsecond before.
    """
    known = sorted({played.known_at for played in await leagues.all_played()})
    instants = [*known, *(instant - timedelta(microseconds=1) for instant in known[::3])]
    before = {as_of: await world.predictor.predict([world.ahead], as_of=as_of) for as_of in instants}
    for as_of in sorted(instants, reverse=True):
        await models.Match.filter(known_at__gt=as_of).delete()
        await refresh(world.url)
        truncated = await world.predictor.predict([world.ahead], as_of=as_of)
        assert [said(one) for one in truncated] == [said(one) for one in before[as_of]]
    assert {type(answer) for [answer] in before.values()} == {MatchPrediction, InsufficientData}


def said(predicted: MatchPrediction | FootballError) -> object:
    return predicted.message if isinstance(predicted, FootballError) else predicted


async def test_a_stored_prediction_comes_back_as_it_was_answered(world: World) -> None:
    made = only(await world.predictor.predict_and_store([world.ahead]))
    assert made.sequence == 1
    stored = (await predictions.latest_for([made.match_id]))[made.match_id]
    assert (stored.id, stored.sequence, stored.kind) == (made.id, 1, PredictionKind.PRE_MATCH)
    assert (stored.grid, stored.outcome, stored.expected_goals) == (
        *(made.grid, made.outcome),
        made.expected_goals,
    )
    assert stored.receipt == made.receipt


async def test_a_match_that_has_started_is_not_stored(world: World) -> None:
    asked = [world.past[-1], world.ahead]
    started, stored = await world.predictor.predict_and_store(asked)
    assert isinstance(started, Conflict)
    assert "the match has started" in started.message
    assert isinstance(stored, MatchPrediction)
    assert await models.Prediction.all().count() == 1
    at_kickoff = refused(await world.at(KICKOFF).predict_and_store([world.ahead]))
    assert isinstance(at_kickoff, Conflict)


async def test_twenty_at_once_are_numbered_without_a_gap(world: World) -> None:
    made = await asyncio.gather(*(world.predictor.predict_and_store([world.ahead]) for _ in range(20)))
    assert sorted(only(one).sequence or 0 for one in made) == list(range(1, 21))


async def test_a_match_nobody_scheduled_is_predicted_as_if_it_were(world: World) -> None:
    scheduled = await world.predict()
    home, away = int(world.ahead.home), int(world.ahead.away)
    predicted = await world.predictor.hypothetical(home, away, "E0", KICKOFF, neutral=False)
    assert predicted.grid == scheduled.grid
    assert predicted.receipt == scheduled.receipt
    elsewhere = await world.predictor.hypothetical(home, away, "E0", KICKOFF, neutral=True)
    assert elsewhere.receipt.feature_digest != predicted.receipt.feature_digest


async def test_a_pairing_that_cannot_be_is_refused(world: World) -> None:
    home, away = int(world.ahead.home), int(world.ahead.away)
    ask = world.predictor.hypothetical
    with pytest.raises(ValidationFailed, match="away"):
        await ask(home, home, "E0", KICKOFF, neutral=False)
    with pytest.raises(NotFound, match="no team 999999"):
        await ask(999999, away, "E0", KICKOFF, neutral=False)
    with pytest.raises(NotFound, match="no competition XX"):
        await ask(home, away, "XX", KICKOFF, neutral=False)
    with pytest.raises(ValidationFailed, match=r"kickoff: .*no time zone"):
        await ask(home, away, "E0", KICKOFF.replace(tzinfo=None), neutral=False)
    newcomer = await builders.team("Wrexham")
    with pytest.raises(InsufficientData, match="away team"):
        await ask(home, newcomer.id, "E0", KICKOFF, neutral=False)


async def test_a_postponed_match_keeps_its_predictions(world: World) -> None:
    made = only(await world.predictor.predict_and_store([world.ahead]))
    await models.Match.filter(id=made.match_id).update(status=MatchStatus.POSTPONED)
    assert made.match_id in await predictions.latest_for([made.match_id])


def test_the_grid_of_a_float32_model_survives_the_database() -> None:
    grid = ScoreGrid.from_cells(ScoreGrid.from_rates(1.4, 1.1).cells.astype(np.float32))
    assert ScoreGrid.from_bytes(grid.to_bytes()) == grid
