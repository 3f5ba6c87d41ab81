"""A record compares like with like: every figure is over the same matches on both sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.football import scoring
from app.football.track_record import Calibration, Forecasts, TrackRecord
from tests.strategies import forecasts

NOTHING: NDArray[np.float64] = np.empty((0, 3))
Made = tuple[NDArray[np.float64], NDArray[np.int64]]


def record(own: Made, base: NDArray[np.float64], market: NDArray[np.float64]) -> TrackRecord:
    return TrackRecord(Forecasts(*own), base, market)


@given(forecasts())
def test_the_figures_are_the_means_of_the_scoring_rules(made: Made) -> None:
    told = Forecasts(*made)
    assert told.n == len(made[1])
    assert told.rps == scoring.rps(*made)
    assert told.log_loss == scoring.log_loss(*made)
    assert told.brier == scoring.brier(*made)
    assert told.calibration_error == scoring.calibration_error(*made)
    for side, bins in enumerate((told.calibration.home, told.calibration.draw, told.calibration.away)):
        assert sum(one.count for one in bins) == told.n
        happened = sum(round(one.observed * one.count) for one in bins)
        assert happened == (made[1] == side).sum()
        assert all(one.low <= one.observed <= one.high for one in bins)


def test_an_empty_record_has_no_figures_and_no_error() -> None:
    empty = record((NOTHING, np.empty(0, dtype=np.int64)), NOTHING, NOTHING)
    told = empty.predictions
    assert (told.n, told.rps, told.log_loss, told.brier, told.calibration_error) == (0, *[None] * 4)
    assert told.calibration == Calibration((), (), ())
    assert empty.against_market.reference.n == 0
    assert empty.skill_share is None


@given(forecasts(), st.data())
def test_a_comparison_is_over_the_matches_that_both_have(made: Made, data: st.DataObject) -> None:
    own, outcomes = made
    chosen = data.draw(st.lists(st.booleans(), min_size=len(outcomes), max_size=len(outcomes)))
    known = np.array(chosen, dtype=np.bool_)
    other = np.where(known[:, None], own[:, ::-1], np.nan)
    compared = record(made, other, own).against_base_rates
    assert compared.predictions.n == compared.reference.n == known.sum()
    if known.any():
        assert compared.predictions.rps == scoring.rps(own[known], outcomes[known])
        assert compared.reference.rps == scoring.rps(own[known][:, ::-1], outcomes[known])


def test_the_share_of_the_skill_is_over_the_matches_with_base_rates_and_prices() -> None:
    outcomes = np.array([0, 0, 2])
    base = np.array([[0.4, 0.3, 0.3], [np.nan] * 3, [0.4, 0.3, 0.3]])
    market = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [np.nan] * 3])
    half_way = np.array([[0.6, 0.2, 0.2], [1.0, 0, 0], [1.0, 0, 0]])
    share = record((half_way, outcomes), base, market).skill_share
    worse, ours, better = (scoring.rps(one[:1], outcomes[:1]) for one in (base, half_way, market))
    assert share == pytest.approx((worse - ours) / (worse - better))
    assert record((market, outcomes), base, market).skill_share == pytest.approx(1)


def test_there_is_no_share_where_the_market_was_no_better_than_the_base_rates() -> None:
    own = np.array([[0.5, 0.3, 0.2]])
    assert record((own, np.array([0])), own, own).skill_share is None
