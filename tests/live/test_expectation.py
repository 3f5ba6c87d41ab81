"""What was believed before kickoff is asked once, and holds for the whole match."""

from pathlib import Path

import numpy as np
import pytest

from app.db import matches, models
from app.football.inplay.features import IN_PLAY
from app.football.inplay.state import MatchState
from app.live.incoming import Applied
from app.live.predictor import Expected, expected_from_json, expected_to_json, features_digest
from app.live.updates import UpdateCause
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from tests import builders, fakes
from tests.live.playing import Feed, World


async def expectation(world: World) -> dict[str, object]:
    row = await models.LiveMatch.get(match_id=world.id())
    assert row.expectation is not None
    return row.expectation


async def test_it_is_what_the_champion_said_before_kickoff(world: World) -> None:
    world.clock.passes(days=-2)
    stored = await store_prediction(world)
    world.clock.passes(days=2)
    await world.applied(world.feed().tell("KICK_OFF"))
    assert await expectation(world) == expected_to_json(
        Expected((await world.predictor.expectations([world.id()]))[world.id()].expectation, stored.receipt)
    )
    assert (await expectation(world))["home"] == stored.expected_goals.home


async def test_without_a_stored_one_it_is_computed_as_of_kickoff(world: World) -> None:
    await world.applied(world.feed().tell("KICK_OFF"))
    found = expected_from_json(await expectation(world))
    assert found.receipt is not None
    assert found.receipt.data_cutoff == builders.KICKOFF
    assert found.receipt.model_name == "match"
    assert await models.Prediction.filter(kind="PRE_MATCH").count() == 0


async def test_it_does_not_move_when_another_champion_is_chosen(world: World, tmp_path: Path) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    before = await expectation(world)
    await world.models.install(fakes.write_model(tmp_path, "9.0.0", goals=3.0))
    await world.applied(feed.tell("GOAL", 3, side="HOME"))
    await world.another().process([world.incoming(feed.tell("GOAL", 4, side="HOME"))])
    assert await expectation(world) == before


async def test_teams_that_are_not_known_leave_a_match_without_a_prediction(world: World) -> None:
    match = await builders.match("Newcomers", "Strangers", of=await builders.competition("E0"))
    feed = Feed.of(match.id, world.clock)
    updates = await world.applied(feed.tell("KICK_OFF"), feed.tell("GOAL", 3, side="HOME"))
    assert [one.prediction for one in updates] == [None, None]
    assert "the home team has 0 matches" in updates[1].missing[0]
    assert updates[1].state.score.home == 1
    assert updates[1].movements == ()
    row = await models.LiveMatch.get(match_id=match.id)
    assert row.expectation == {"missing": list(updates[1].missing)}


async def test_without_the_model_a_match_goes_on_and_is_predicted_once_there_is_one(
    world: World,
) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    without = world.without_model()
    [outcome] = await without.process([world.incoming(feed.tell("GOAL", 3, side="HOME"))])
    assert isinstance(outcome, Applied)
    assert outcome.update.prediction is None
    assert "no model is installed" in outcome.update.missing[0]
    [update] = await world.applied(feed.tell("GOAL", 4, side="AWAY"))
    assert update.prediction is not None
    assert update.movements == ()


async def test_another_version_in_the_middle_of_a_match_has_its_own_part(
    world: World, tmp_path: Path
) -> None:
    feed = world.feed()
    [first] = await world.applied(feed.tell("KICK_OFF"))
    await world.models.install(another_version(tmp_path))
    world.clock.passes(minutes=10)
    [update] = await world.applied(feed.tell("GOAL", 10, side="HOME"))
    causes = [one.cause for one in update.movements]
    assert causes == [UpdateCause.MODEL, UpdateCause.CLOCK, UpdateCause.EVENT]
    assert first.prediction is not None
    assert update.prediction is not None
    assert update.prediction.receipt.model_version == "9.0.0"
    moved = sum(one.draw for one in update.movements)
    assert moved == pytest.approx(update.prediction.outcome.draw - first.prediction.outcome.draw, abs=2**-39)


async def test_the_receipt_proves_what_the_model_saw(world: World) -> None:
    feed = world.feed()
    await world.applied(feed.tell("KICK_OFF"))
    world.clock.passes(minutes=3)
    [update] = await world.applied(feed.tell("GOAL", 3, side="HOME"))
    row = await models.LiveUpdate.get(match_id=world.id(), sequence=2)
    assert update.prediction is not None
    receipt = update.prediction.receipt
    assert row.features is not None
    assert receipt.feature_digest == features_digest(tuple(row.features))
    named = dict(zip(IN_PLAY.names, row.features, strict=True))
    assert (named["goals_home"], named["minute"]) == (1, 3)
    assert (receipt.feature_set, receipt.data_cutoff, receipt.made_at) == (
        IN_PLAY.name,
        world.clock(),
        world.clock(),
    )
    assert update.state != MatchState()


async def store_prediction(world: World) -> MatchPrediction:
    predictor = Predictor(world.models, FeatureService(world.clock), world.clock)
    fixtures = await matches.fixtures([world.id()])
    [stored] = await predictor.predict_and_store(list(fixtures.values()))
    assert isinstance(stored, MatchPrediction)
    return stored


def another_version(folder: Path) -> Path:
    """Goals and time move it."""
    weights = np.zeros((len(IN_PLAY.names), 2), dtype=np.float32)
    weights[IN_PLAY.names.index("goals_home")] = (0.4, -0.2)
    weights[IN_PLAY.names.index("minute")] = (-0.01, 0.005)
    return fakes.write_model(folder, "9.0.0", name="in-play", feature_set=IN_PLAY, weights=weights)
