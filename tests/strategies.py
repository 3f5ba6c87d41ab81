"""What property tests draw from."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from app.football.scoregrid import GRID, ScoreGrid

goal_rates = st.floats(0.05, 6.0)

_weights: st.SearchStrategy[NDArray[np.float64]] = hnp.arrays(
    np.float64, (GRID, GRID), elements=st.floats(0, 1, width=16)
).filter(lambda weights: weights.sum() - weights.trace() > 0)

score_grids: st.SearchStrategy[ScoreGrid] = st.one_of(
    st.builds(ScoreGrid.from_rates, goal_rates, goal_rates, st.floats(-0.1, 0.02)),
    _weights.map(lambda weights: ScoreGrid.from_cells(weights / weights.sum())),
)
"""Likely grids and wild ones; in each of them somebody may win."""

quarters = st.integers(-40, 40).map(lambda steps: steps / 4)
"""Handicap lines."""

total_lines = st.integers(0, 38).map(lambda steps: steps / 4)

prices = st.floats(1.01, 500)
three_prices = st.tuples(prices, prices, prices)
markets_of_prices = st.lists(prices, min_size=2, max_size=6)


@st.composite
def forecasts(draw: st.DrawFn, most: int = 30) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Probabilities [N, 3] and outcome codes [N] of 1..`most` matches."""
    matches = draw(st.integers(1, most))
    weights = draw(hnp.arrays(np.float64, (matches, 3), elements=st.floats(0.001, 1)))
    outcomes = draw(hnp.arrays(np.int64, matches, elements=st.integers(0, 2)))
    return weights / weights.sum(axis=1, keepdims=True), outcomes
