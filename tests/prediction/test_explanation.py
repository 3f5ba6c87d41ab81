"""Explanations are of the prediction that was made and of no other, and say so where there is none."""

import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import permutations
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.clock import system_clock
from app.db import models, predictions
from app.db.models import OddsMarket, OddsTaken, PredictionKind
from app.errors import Conflict, FootballError, InsufficientData, ModelUnavailable
from app.football.features import MATCH, MATCH_MARKET, FeatureSet
from app.football.match import Fixture
from app.prediction.contributions import AVERAGE_MATCH, Contribution, Explanation
from app.prediction.explanation import MOST_ROWS, Explainer, Told, without_home_side
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import ModelOutput, OnnxModel
from tests import builders, leagues
from tests.fakes import BASE_RATES, baselines_of, write_model

BASELINES = baselines_of(MATCH)
NOW = leagues.START + timedelta(days=400)
OUTCOMES = ("home", "draw", "away")
GROUPS = len(MATCH.groups)
LARGE = ("elo_difference",)
"""Features whose values are far from 1."""


class NotedModel(OnnxModel):
    """A loaded version that notes the rows of each run, and on which thread."""

    def __init__(self, model: OnnxModel) -> None:
        super().__init__(model.info, model._session, model._sample)
        self.runs: list[tuple[int, int]] = []

    def run(self, features: Any) -> ModelOutput:
        self.runs.append((len(features), threading.get_ident()))
        return super().run(features)


@dataclass(frozen=True)
class World:
    """Played seasons of three divisions and a match ahead, with what predicts and explains."""

    url: str
    models_dir: Path
    registry: ModelRegistry
    predictor: Predictor
    explainer: Explainer
    ahead: Fixture
    past: tuple[Fixture, ...]

    async def told(self, *fixtures: Fixture) -> list[Told]:
        return [told(one) for one in await self.predictor.predict(fixtures or [self.ahead])]

    async def explain(self, *fixtures: Fixture) -> list[Explanation]:
        return [sound(one) for one in await self.explainer.explain(await self.told(*fixtures))]


def told(made: MatchPrediction | FootballError) -> Told:
    assert isinstance(made, MatchPrediction), made
    return Told(made.fixture, made.kind, made.outcome, made.receipt)


def sound(made: Explanation | FootballError) -> Explanation:
    assert isinstance(made, Explanation), made
    return made


def group(made: Explanation, name: str) -> Contribution:
    [one] = [one for one in made.contributions if one.group == name]
    return one


def moving_weights(feature_set: FeatureSet = MATCH) -> np.ndarray[Any, np.dtype[np.float32]]:
    """[F, 2]: every feature moves the log rates, some far enough to be bounded."""
    weights = np.random.default_rng(3).normal(size=(len(feature_set.names), 2))
    large = np.isin(feature_set.names, LARGE)
    return (weights * np.where(large, 0.005, 0.15)[:, None]).astype(np.float32)


@pytest.fixture
async def world(database: str, tmp_path: Path) -> AsyncIterator[World]:
    rows = await leagues.seasons(teams=6)
    past = [await leagues.fixture_of(row.id) for row in rows]
    known = tuple(one for one in past if one.kickoff > leagues.START + timedelta(days=27))
    ahead = await builders.match("E0 team 0", "E0 team 1", kickoff=NOW + timedelta(days=3))
    await refresh(database)
    write_model(tmp_path, weights=moving_weights())
    async with ModelRegistry(tmp_path, "match", system_clock) as registry:
        features = FeatureService(lambda: NOW)
        yield World(
            database,
            tmp_path,
            registry,
            Predictor(registry, features, lambda: NOW),
            Explainer(registry, features),
            await leagues.fixture_of(ahead.id),
            known,
        )


def check_sums(one: Told, made: Explanation) -> None:
    for outcome in OUTCOMES:
        said, base = getattr(one.outcome, outcome), getattr(made.reference.base_rate, outcome)
        log_odds = sum(getattr(part.log_odds, outcome) for part in made.contributions)
        points = sum(getattr(part.points, outcome) for part in made.contributions)
        assert abs(log_odds - (log(said / (1 - said)) - log(base / (1 - base)))) <= 1e-6
        assert abs(points - 100 * (said - base)) <= 1e-6
        assert getattr(made.outcome, outcome) == said


async def test_contributions_sum_to_the_difference_from_the_base_rate(world: World) -> None:
    asked = [world.ahead, *world.past]
    neutral = [replace(one, neutral=True) for one in asked]
    predicted = await world.told(*asked, *neutral)
    explained = await world.explainer.explain(predicted)
    assert len(explained) > 40
    for one, made in zip(predicted, explained, strict=True):
        check_sums(one, sound(made))


async def test_each_group_gets_its_shapley_value_of_the_served_model(world: World) -> None:
    """Against the definition, with the model asked row by row: the mean gain over all orders of joining."""
    [made] = await world.explain()
    [vector] = await FeatureService(lambda: NOW).compute([world.ahead])
    assert not isinstance(vector, FootballError)
    members = [np.isin(MATCH.names, names) for names in MATCH.groups.values()]
    model = world.registry.get()

    def probability(coalition: frozenset[int]) -> float:
        row = np.array(BASELINES["E0"])
        for player in coalition:
            row[members[player]] = np.array(vector.values)[members[player]]
        return float(model.run(row[None].astype(np.float32)).outcome[0, 0])

    worth: dict[frozenset[int], float] = {}
    shares = np.zeros(GROUPS)
    orders = list(permutations(range(GROUPS)))
    for order in orders:
        for place, player in enumerate(order):
            before, after = frozenset(order[:place]), frozenset(order[: place + 1])
            for one in (before, after):
                if one not in worth:
                    worth[one] = probability(one)
            shares[player] += worth[after] - worth[before]
    for name, share in zip(MATCH.groups, shares / len(orders), strict=True):
        assert group(made, name).points.home == pytest.approx(100 * share, abs=1e-3)
    assert min(abs(shares)) > 0


async def test_groups_that_the_model_does_not_read_get_nothing(world: World, tmp_path: Path) -> None:
    """The stand-in reads two features, both about goals."""
    await world.registry.install(write_model(tmp_path, "2.0.0"))
    [made] = await world.explain()
    assert abs(group(made, "goals").points.home) > 0.01
    for name in MATCH.groups:
        if name != "goals":
            assert group(made, name).log_odds.home == pytest.approx(0, abs=1e-6)
            assert group(made, name).points.away == pytest.approx(0, abs=1e-6)


async def test_a_match_is_compared_with_its_league_or_with_all_where_that_is_unknown(world: World) -> None:
    germany = next(one for one in world.past if one.competition == "D1")
    own, other = await world.explain(world.ahead, germany)
    assert (own.reference.competition, own.reference.means) == ("E0", BASELINES["E0"])
    assert own.reference.base_rate.home == BASE_RATES["E0"][0]
    assert (other.reference.competition, other.reference.means) == (None, BASELINES["*"])
    assert other.reference.base_rate.draw == BASE_RATES["*"][1]


@pytest.mark.parametrize("neutral", [False, True])
async def test_prices_are_told_apart_from_what_we_know(
    world: World, tmp_path: Path, *, neutral: bool
) -> None:
    await models.Odds.create(
        match_id=int(world.ahead.match_id),
        bookmaker="Avg",
        market=OddsMarket.MATCH_RESULT,
        taken=OddsTaken.OPENING,
        known_at=NOW - timedelta(hours=1),
        home=1.4,
        draw=4.5,
        away=8.0,
    )
    weights = moving_weights(MATCH_MARKET)
    await world.registry.install(
        write_model(tmp_path, name="match-market", feature_set=MATCH_MARKET, weights=weights)
    )
    fixture = replace(world.ahead, neutral=neutral)
    [predicted] = await world.predictor.predict([fixture], model="match-market")
    [made] = await world.explainer.explain([told(predicted)])
    check_sums(told(predicted), sound(made))
    prices = group(sound(made), "market prices")
    assert {one.name for one in prices.features} >= {"market_supremacy", "market_draw"}
    assert abs(prices.points.home) > 0.1


async def test_on_neutral_ground_the_venue_tells_of_it_and_the_average_match_stays(world: World) -> None:
    neutral = replace(world.ahead, neutral=True)
    turned = replace(neutral, home=neutral.away, away=neutral.home)
    at_home, one, other = await world.explain(world.ahead, neutral, turned)
    assert group(one, AVERAGE_MATCH) == group(other, AVERAGE_MATCH) == group(at_home, AVERAGE_MATCH)
    assert one.outcome.home == pytest.approx(other.outcome.away, abs=1e-12)
    assert group(one, "home advantage and league") != group(at_home, "home advantage and league")


async def test_a_stored_prediction_is_explained_like_the_fresh_one(world: World) -> None:
    [made] = await world.predictor.predict_and_store([world.ahead])
    [row] = (await predictions.latest_for([int(world.ahead.match_id)])).values()
    kept = Told(world.ahead, row.kind, row.outcome, row.receipt)
    assert await world.explainer.explain([kept]) == await world.explainer.explain([told(made)])


async def test_an_earlier_version_explains_what_it_said_while_its_file_is_here(
    world: World, tmp_path: Path
) -> None:
    before = await world.told()
    explained = await world.explainer.explain(before)
    await world.registry.install(write_model(tmp_path, "2.0.0", goals=1.5))
    assert await world.explainer.explain(before) == explained
    [now] = await world.told()
    both = await world.explainer.explain([now, *before])
    assert both == [*await world.explain(), *explained]
    assert both[0] != both[1]


async def test_another_file_explains_nothing_of_this_one(world: World, tmp_path: Path) -> None:
    [made] = await world.told()
    gone = replace(made, receipt=replace(made.receipt, model_version="0.9.0", model_sha256="0" * 64))
    changed = replace(made, receipt=replace(made.receipt, model_sha256="0" * 64))
    answers = await world.explainer.explain([gone, changed])
    for answer, why in zip(answers, ("0.9.0 is not among the versions", "and 1.0.0 is file"), strict=True):
        assert isinstance(answer, ModelUnavailable)
        assert why in answer.message


async def test_features_that_were_corrected_since_explain_nothing(world: World) -> None:
    before = await world.told()
    corrected = next(one for one in reversed(world.past) if world.ahead.home in (one.home, one.away))
    await leagues.correct(int(corrected.match_id), 9, 9)
    await refresh(world.url)
    [refused] = await world.explainer.explain(before)
    assert isinstance(refused, Conflict)
    assert "corrected since" in refused.message
    [anew] = await world.explainer.explain(await world.told())
    assert isinstance(anew, Explanation)


async def test_a_receipt_with_another_answer_than_the_models_is_not_explained(world: World) -> None:
    [before] = await world.told()
    outcome = replace(before.outcome, home=before.outcome.away, away=before.outcome.home)
    [refused] = await world.explainer.explain([replace(before, outcome=outcome)])
    assert isinstance(refused, ModelUnavailable)
    assert "otherwise than before" in refused.message


async def test_a_version_without_baselines_says_what_to_do(world: World, tmp_path: Path) -> None:
    await world.registry.install(write_model(tmp_path, "2.0.0", baselines={}, base_rates={}))
    [refused] = await world.explainer.explain(await world.told())
    assert isinstance(refused, ModelUnavailable)
    assert refused.message == "model match 2.0.0 was made without baselines; train a newer version"


async def test_each_prediction_gets_its_own_answer_in_order(world: World) -> None:
    one, two = await world.told(world.ahead, world.past[-1])
    receipts = {
        "another model": replace(one.receipt, model_name="oracle"),
        "too early": replace(one.receipt, data_cutoff=leagues.START),
    }
    asked = [
        replace(one, kind=PredictionKind.IN_PLAY),
        one,
        replace(one, receipt=receipts["another model"]),
        replace(one, receipt=receipts["too early"]),
        two,
    ]
    answers = await world.explainer.explain(asked)
    assert [type(answer) for answer in answers] == [
        *(ModelUnavailable, Explanation, ModelUnavailable, InsufficientData, Explanation)
    ]
    assert [answers[1], answers[4]] == await world.explain(world.ahead, world.past[-1])


async def test_nothing_to_explain_is_nothing(world: World) -> None:
    assert await world.explainer.explain([]) == []


async def test_many_are_explained_off_the_event_loop_in_runs_of_bounded_size(world: World) -> None:
    noted = NotedModel(world.registry.get())
    predicted = await world.told(*world.past)
    world.registry._models["match"] = noted
    explained = await world.explainer.explain(predicted)
    assert sum(rows for rows, _ in noted.runs) == len(predicted) * 2**GROUPS
    assert len(noted.runs) > 1
    assert max(rows for rows, _ in noted.runs) <= MOST_ROWS
    assert threading.get_ident() not in {thread for _, thread in noted.runs}
    [alone] = await world.explainer.explain(predicted[-1:])
    assert noted.runs[-1] == (2**GROUPS, threading.get_ident())
    together = sound(explained[-1])
    for name in MATCH.groups:
        assert group(together, name).points.home == pytest.approx(
            group(sound(alone), name).points.home, abs=1e-4
        )


def test_of_features_that_do_not_tell_the_venue_every_set_is_asked_both_ways() -> None:
    blind = FeatureSet("toy-1", ("scored", "days"), {"goals": ("scored",), "rest": ("days",)})
    assert without_home_side(blind).tolist() == [True] * 4
    seeing = FeatureSet("toy-2", ("scored", "neutral"), {"goals": ("scored",), "venue": ("neutral",)})
    assert without_home_side(seeing).tolist() == [False, False, True, True]
