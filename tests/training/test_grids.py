"""Many grids at once are the grids of one match each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.scoregrid import ScoreGrid
from app.training.grids import (
    GREATEST_RATE,
    SMALLEST_RATE,
    clipped,
    mean_goals,
    outcomes_of,
    reweighted,
    score_grids,
)

RATES = st.floats(SMALLEST_RATE, GREATEST_RATE)
RHOS = st.floats(-0.1, 0.0)
SHARES = st.floats(1e-6, 1.0)


@given(home=RATES, away=RATES, rho=RHOS)
def test_grids_and_their_outcomes_are_those_of_the_score_grid(home: float, away: float, rho: float) -> None:
    one = ScoreGrid.from_rates(home, away, rho)
    grids = score_grids(np.array([[home, away], [away, home]]), rho)
    assert grids[0] == pytest.approx(one.cells, abs=1e-12)
    result = one.match_result
    assert outcomes_of(grids)[0] == pytest.approx([result.home, result.draw, result.away], abs=1e-12)


@given(home=RATES, away=RATES, rho=RHOS, shares=st.tuples(SHARES, SHARES, SHARES))
def test_a_moved_grid_gives_the_wanted_outcome_and_keeps_proportions_within_each(
    home: float, away: float, rho: float, shares: tuple[float, float, float]
) -> None:
    wanted = np.array([shares]) / sum(shares)
    before = score_grids(np.array([[home, away]]), rho)
    after = reweighted(before, wanted)
    assert outcomes_of(after) == pytest.approx(wanted, rel=1e-9)
    assert after[0, 2, 0] * before[0, 1, 0] == pytest.approx(after[0, 1, 0] * before[0, 2, 0])
    assert after[0, 1, 1] * before[0, 0, 0] == pytest.approx(after[0, 0, 0] * before[0, 1, 1])


@given(home=st.floats(SMALLEST_RATE, 2.5), away=st.floats(SMALLEST_RATE, 2.5), rho=RHOS)
def test_mean_goals_are_the_rates_where_ten_goals_are_unheard_of(
    home: float, away: float, rho: float
) -> None:
    assert mean_goals(score_grids(np.array([[home, away]]), rho))[0] == pytest.approx([home, away], abs=1e-3)


def test_rates_are_clipped_to_the_range_of_grids() -> None:
    assert clipped(np.array([[0.0, np.inf]])).tolist() == [[SMALLEST_RATE, GREATEST_RATE]]
