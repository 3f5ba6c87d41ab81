"""Win, draw and loss from a lead, and their slopes."""

import numpy as np
import pytest
from scipy.stats import skellam

from app.training.inplay.outcome import outcome_of

RATES = np.array([[0.4, 0.9], [1.7, 1.1], [0.05, 0.02], [2.0, 0.3]])
LEADS = np.array([0.0, -1.0, 2.0, -5.0])


def test_probabilities_are_those_of_a_difference_of_two_poisson_counts() -> None:
    made = outcome_of(RATES, LEADS)
    for row, ((home, away), lead) in enumerate(zip(RATES, LEADS, strict=True)):
        draw, loss = skellam.pmf(-lead, home, away), skellam.cdf(-lead - 1, home, away)
        assert made.probabilities[row] == pytest.approx([1 - draw - loss, draw, loss], abs=1e-9)


@pytest.mark.parametrize("side", [0, 1])
def test_slopes_are_those_of_the_probabilities(side: int) -> None:
    step = np.zeros(2)
    step[side] = 1e-5
    above, below = outcome_of(RATES + step, LEADS), outcome_of(RATES - step, LEADS)
    slopes = outcome_of(RATES, LEADS)[1 + side]
    assert slopes == pytest.approx((above.probabilities - below.probabilities) / 2e-5, abs=1e-7)
