"""The outcome head on prices: what it learns, what it never needs, and that the graph computes it."""

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from app.errors import InsufficientData
from app.football import scoring
from app.football.features import MATCH_MARKET
from app.football.match import PlayedMatch
from app.football.odds import implied_probabilities_array
from app.football.prices import PreMatchOdds, ThreeWay, price_move
from app.training.dataset import Dataset, build_dataset
from app.training.export import run_onnx
from app.training.fit import GoalRateModel
from app.training.fit_market import MarketParameters, fit_head, fit_market

MARGIN = 1.05
Prices = dict[str, PreMatchOdds]


def priced(invented: list[PlayedMatch]) -> tuple[list[PlayedMatch], Prices]:
    """The matches with prices that know something of the result: the closing ones more than the first."""
    chance = random.Random(3)  # noqa: S311  invented prices, no secrets
    matches, odds = [], {}
    for match in invented:
        lean = 0.35 * (match.score.home - match.score.away)
        opening, closing = (_prices(0.3 + knows * lean + chance.gauss(0, 0.4)) for knows in (0.5, 1.0))
        matches.append(replace(match, price_move=price_move(opening, closing), closing=closing))
        odds[match.fixture.match_id] = PreMatchOdds(
            match.fixture.kickoff - timedelta(days=1),
            {"Avg": opening, "B365": opening},
            {"Avg": (1.9, 1.9)},
            {"Avg": (-0.25, 1.9, 1.9)},
        )
    return matches, odds


def _prices(supremacy: float) -> ThreeWay:
    weights = np.exp([supremacy / 2, -0.1, -supremacy / 2])
    home, draw, away = (weights.sum() / weights / MARGIN).tolist()
    return max(home, 1.01), max(draw, 1.01), max(away, 1.01)


@pytest.fixture(scope="module")
def market(invented: list[PlayedMatch]) -> Dataset:
    matches, odds = priced(invented)
    return build_dataset(matches, MATCH_MARKET, odds)


@pytest.fixture(scope="module")
def fitted(market: Dataset) -> GoalRateModel:
    return fit_market(market, MarketParameters())


def test_only_priced_matches_give_rows(invented: list[PlayedMatch]) -> None:
    matches, odds = priced(invented[:400])
    kept = {match_id: one for match_id, one in odds.items() if int(match_id) % 2}
    rows = build_dataset(matches, MATCH_MARKET, kept)
    assert len(rows)
    assert {match.fixture.match_id for match in rows.matches} <= set(kept)


def test_the_graph_equals_the_fitted_model_and_all_its_markets_agree(
    fitted: GoalRateModel, market: Dataset
) -> None:
    got = run_onnx(fitted.graph(len(MATCH_MARKET.names)).SerializeToString(), market.features)
    assert got["outcome"] == pytest.approx(fitted.outcomes(market.features), abs=1e-5)
    assert got["score_grid"] == pytest.approx(fitted.grids(market.features), abs=1e-5)
    home = np.tril(got["score_grid"].astype(np.float64), -1).sum(axis=(1, 2))
    assert got["outcome"][:, 0] == pytest.approx(home, abs=1e-5)


def test_closing_prices_teach_more_than_the_first_prices_say(market: Dataset) -> None:
    split = len(market) * 2 // 3
    early, late = (
        market.where(mask) for mask in (np.arange(len(market)) < split, np.arange(len(market)) >= split)
    )
    forecast = fit_market(early, MarketParameters()).outcomes(late.features)
    supremacy = late.features[:, MATCH_MARKET.names.index("market_supremacy")]
    first = implied_probabilities_array([_prices(float(one)) for one in supremacy])
    assert scoring.rps(forecast, late.outcomes) < scoring.rps(first, late.outcomes)


def test_a_head_that_may_add_nothing_repeats_the_market(market: Dataset) -> None:
    head = fit_head(market, MarketParameters(penalty=1e9))
    logits = head.logits(market.features, np.zeros((len(market), 3)))
    supremacy = market.features[:, MATCH_MARKET.names.index("market_supremacy")]
    # the constant is free: it moves all matches alike
    assert np.std(logits[:, 0] - logits[:, 2] - supremacy) < 1e-4


def test_matches_without_closing_prices_teach_by_their_results(market: Dataset) -> None:
    bare = replace(market, matches=tuple(replace(match, closing=None) for match in market.matches))
    assert np.isnan(bare.closing).all()
    forecast = fit_market(bare, MarketParameters()).outcomes(market.features)
    assert forecast.mean(axis=0) == pytest.approx(np.eye(3)[market.outcomes].mean(axis=0), abs=0.03)


def test_the_same_data_make_the_same_model(market: Dataset, fitted: GoalRateModel) -> None:
    again = fit_market(market, MarketParameters())
    width = len(MATCH_MARKET.names)
    assert again.graph(width).SerializeToString() == fitted.graph(width).SerializeToString()


def test_other_closing_prices_are_other_data(market: Dataset) -> None:
    first = replace(market.matches[0], closing=(1.5, 4.0, 7.0))
    assert replace(market, matches=(first, *market.matches[1:])).digest != market.digest


def test_too_few_priced_matches_are_refused(market: Dataset) -> None:
    with pytest.raises(InsufficientData, match="500 priced matches to train on; there are 20"):
        fit_market(market.where(np.arange(len(market)) < 20), MarketParameters())
