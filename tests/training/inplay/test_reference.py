"""The reference: Poisson goals in the time left."""

import numpy as np
import pytest
from scipy.stats import skellam

from app.training.inplay.reference import average_outcomes, reference_outcomes, shares_left
from tests.training.inplay.samples import recorded

MATCHES = recorded(3000)
EVERY = np.ones(len(MATCHES), dtype=bool)


def test_a_dismissal_costs_its_side_and_helps_the_other() -> None:
    state = np.array([[1.0, 0.0, 1.0, 0.0]])
    told = reference_outcomes(np.array([[1.6, 1.2]]), state, 0.5)[0]
    home, away = 1.6 * 0.5 * 0.741, 1.2 * 0.5 * 1.575
    assert told[1] == pytest.approx(skellam.pmf(-1, home, away), abs=1e-9)
    assert told[2] == pytest.approx(skellam.cdf(-2, home, away), abs=1e-9)


def test_shares_fall_from_one_to_nothing() -> None:
    left = shares_left(MATCHES, EVERY)
    assert left[0] == 1
    assert left[-1] == pytest.approx(0)
    assert (np.diff(left) <= 0).all()
    assert left[47] == pytest.approx(0.5, abs=0.02)


def test_average_teams_differ_by_score_alone() -> None:
    state = np.array([[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    told = average_outcomes(MATCHES, EVERY, state, 0.4)
    assert told[0] == pytest.approx(told[1])
    assert told[0][0] > told[2][2] > told[0][2]
