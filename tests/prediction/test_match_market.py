"""The shipped model `match-market`: sane for any bookmakers, in step with the prices, silent without them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db import models
from app.errors import InsufficientData
from app.football.features import MATCH_MARKET, build_features
from app.football.prices import PreMatchOdds, ThreeWay, fair
from app.football.ratings import RatingBook
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from app.prediction.runtime import OnnxModel
from tests import builders, leagues
from tests.builders import KICKOFF, fixture, played
from tests.program import ROOT

NOW = leagues.START + timedelta(days=400)
NAME = "match-market"
FIXTURE = fixture(kickoff=KICKOFF + timedelta(days=60))
FRIDAY = FIXTURE.kickoff - timedelta(days=1)
supremacies, draws, margins = st.floats(-2.5, 2.5), st.floats(-0.6, 0.2), st.floats(0.02, 0.1)


def prices_of(supremacy: float, draw: float, margin: float) -> ThreeWay:
    """Prices behind which stand log(home / away) and log(draw / sqrt(home x away)), about."""
    weights = np.exp([supremacy / 2, draw, -supremacy / 2])
    home, level, away = (weights.sum() / weights / (1 + margin)).tolist()
    return max(1.01, home), max(1.01, level), max(1.01, away)


offered = st.builds(prices_of, supremacies, draws, margins)


@pytest.fixture(scope="module")
def model() -> OnnxModel:
    [newest] = sorted((ROOT / "models_onnx" / NAME).iterdir())[-1:]
    return OnnxModel.load(newest)


def known() -> RatingBook:
    book = RatingBook()
    for day in range(12):
        pair: dict[str, Any] = {"home": "1", "away": "2"} if day % 2 else {"home": "2", "away": "1"}
        book.apply(played(day % 3, 1, match_id=str(day + 1), kickoff=KICKOFF + timedelta(days=day), **pair))
    return book


BOOK = known()


def outcome(model: OnnxModel, odds: PreMatchOdds) -> list[float]:
    vector = build_features(
        FIXTURE, *BOOK.states(FIXTURE), FIXTURE.kickoff, feature_set=MATCH_MARKET, odds=odds
    )
    output = model.run(np.array([vector.values], dtype=np.float32))
    grid = output.score_grid[0].astype(np.float64)
    assert output.outcome[0] == pytest.approx(
        [np.tril(grid, -1).sum(), np.trace(grid), np.triu(grid, 1).sum()], abs=1e-5
    )
    found: list[float] = output.outcome[0].tolist()
    return found


@given(st.dictionaries(st.sampled_from(("Avg", "Max", "B365", "BFE", "PS", "new")), offered, min_size=1))
def test_any_bookmakers_give_a_forecast_near_theirs(
    model: OnnxModel, match_result: dict[str, ThreeWay]
) -> None:
    forecast = outcome(model, PreMatchOdds(FRIDAY, match_result))
    assert sum(forecast) == pytest.approx(1, abs=1e-5)
    said = [fair(prices) for prices in match_result.values()]
    for place, probability in enumerate(forecast):
        low, high = min(one[place] for one in said), max(one[place] for one in said)
        assert low - 0.12 < probability < high + 0.12


@given(st.floats(-2, 2), draws, margins, st.floats(0.1, 0.5))
def test_prices_nearer_to_the_home_side_make_it_likelier(
    model: OnnxModel, supremacy: float, draw: float, margin: float, nearer: float
) -> None:
    before, after = (
        outcome(model, PreMatchOdds(FRIDAY, {"Avg": one, "B365": one}))
        for one in (prices_of(supremacy, draw, margin), prices_of(supremacy + nearer, draw, margin))
    )
    assert after[0] > before[0]
    assert after[2] < before[2]


@pytest.fixture
async def predictor(database: str) -> AsyncIterator[Predictor]:
    await leagues.seasons(divisions=("E0",), teams=5)
    await refresh(database)
    async with ModelRegistry(ROOT / "models_onnx", "match", lambda: NOW) as registry:
        yield Predictor(registry, FeatureService(lambda: NOW), lambda: NOW)


async def test_a_priced_match_is_predicted_and_one_without_prices_is_refused_in_words(
    predictor: Predictor,
) -> None:
    of = await models.Competition.get(code="E0")
    home, away = await models.Team.all().order_by("id").limit(2)
    rows = [
        await builders.match(*sides, of=of, kickoff=NOW + timedelta(days=day), season_code="2425")
        for day, sides in enumerate(((home, away), (away, home)))
    ]
    await models.Odds.create(
        match=rows[0],
        bookmaker="B365",
        market="MATCH_RESULT",
        taken="OPENING",
        home=2.0,
        draw=3.4,
        away=3.8,
        known_at=NOW - timedelta(hours=1),
    )
    fixtures = [await leagues.fixture_of(row.id) for row in rows]
    priced, bare = await predictor.predict(fixtures, model=NAME)
    assert isinstance(priced, MatchPrediction)
    assert (priced.receipt.model_name, priced.receipt.feature_set) == (NAME, MATCH_MARKET.name)
    assert isinstance(bare, InsufficientData)
    assert "no bookmaker's prices for the match result are known before" in bare.message


async def test_a_match_that_nobody_has_scheduled_has_no_prices(predictor: Predictor) -> None:
    home, away = await models.Team.all().order_by("id").limit(2)
    with pytest.raises(InsufficientData, match="no bookmaker's prices"):
        await predictor.hypothetical(
            home.id, away.id, "E0", NOW + timedelta(days=1), neutral=False, model=NAME
        )
