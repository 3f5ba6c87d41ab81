"""Contributions sum to the difference from the base rate on both scales, and are told in words."""

from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.football.features import MATCH, FeatureSet
from app.prediction.contributions import (
    AVERAGE_MATCH,
    ByOutcome,
    Contribution,
    Explanation,
    Reference,
    explanation,
    group_of,
)

GROUPS = {"goals": ("scored", "conceded"), "rest": ("days",), "prices": ("odds",)}
SET = FeatureSet("toy-1", ("scored", "days", "conceded", "odds"), GROUPS)
VALUES = (1.0, 2.0, 3.0, 4.0)
COALITIONS = 2 ** len(GROUPS)
NOTHING = ByOutcome(0, 0, 0)


@st.composite
def outcomes(draw: st.DrawFn, rows: int) -> NDArray[np.float64]:
    """[rows, 3] probabilities of home, draw, away."""
    parts = st.floats(0.001, 1)
    raw = np.array(draw(st.lists(st.tuples(parts, parts, parts), min_size=rows, max_size=rows)))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def explained(probabilities: NDArray[np.float64], base: tuple[float, ...]) -> Explanation:
    return explanation(SET, VALUES, Reference("E0", (0.0,) * 4, ByOutcome(*base)), probabilities)


def logit(probability: float) -> float:
    return log(probability / (1 - probability))


@given(outcomes(COALITIONS), outcomes(1))
def test_they_sum_to_the_difference_from_the_base_rate(
    probabilities: NDArray[np.float64], base: NDArray[np.float64]
) -> None:
    made = explained(probabilities, tuple(base[0].tolist()))
    for outcome in ("home", "draw", "away"):
        said, rate = getattr(made.outcome, outcome), getattr(made.reference.base_rate, outcome)
        parts = made.contributions
        log_odds = sum(getattr(one.log_odds, outcome) for one in parts)
        points = sum(getattr(one.points, outcome) for one in parts)
        assert log_odds == pytest.approx(logit(said) - logit(rate), abs=1e-9)
        assert points == pytest.approx(100 * (said - rate), abs=1e-9)


@given(outcomes(COALITIONS), outcomes(1))
def test_what_one_outcome_gains_the_others_lose(
    probabilities: NDArray[np.float64], base: NDArray[np.float64]
) -> None:
    for one in explained(probabilities, tuple(base[0].tolist())).contributions:
        assert one.points.home + one.points.draw + one.points.away == pytest.approx(0, abs=1e-9)


def test_a_certain_outcome_has_finite_log_odds() -> None:
    certain = np.tile([1.0, 0.0, 0.0], (COALITIONS, 1))
    made = explained(certain, (0.5, 0.5, 0.0))
    assert all(np.isfinite([one.log_odds.home, one.log_odds.away]).all() for one in made.contributions)


@given(outcomes(COALITIONS))
def test_the_average_match_comes_first_then_the_largest(probabilities: NDArray[np.float64]) -> None:
    first, *groups = explained(probabilities, (0.4, 0.3, 0.3)).contributions
    assert (first.group, first.features) == (AVERAGE_MATCH, ())
    sizes = [abs(one.points.home) + abs(one.points.draw) + abs(one.points.away) for one in groups]
    assert all(one >= other - 1e-6 for one, other in pairwise(sizes))
    assert {one.group for one in groups} == set(GROUPS)


def test_each_group_shows_its_features_beside_their_means() -> None:
    reference = Reference("E0", (10.0, 20.0, 30.0, 40.0), ByOutcome(0.4, 0.3, 0.3))
    made = explanation(SET, VALUES, reference, np.full((COALITIONS, 3), 1 / 3))
    shown = {
        one.group: [(two.name, two.value, two.mean) for two in one.features] for one in made.contributions
    }
    assert shown["goals"] == [("scored", 1, 10), ("conceded", 3, 30)]
    assert shown["rest"] == [("days", 2, 20)]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (ByOutcome(6.24, -2, -4.24), "Shots on target added 6.2 points to Arsenal's chance of winning."),
        (ByOutcome(-3, -1, 4), "Shots on target added 4.0 points to Chelsea's chance of winning."),
        (ByOutcome(-1, 1.5, -0.5), "Shots on target added 1.5 points to the chance of a draw."),
        (ByOutcome(0.03, -0.03, 0), "Shots on target made no difference."),
    ],
)
def test_the_largest_gain_is_told_in_words(points: ByOutcome, said: str) -> None:
    assert Contribution("shots on target", NOTHING, points).sentence("Arsenal", "Chelsea") == said


def test_the_number_of_a_features_group_follows_the_order_of_the_groups() -> None:
    assert group_of(SET).tolist() == [0, 1, 0, 2]
    assert len(group_of(MATCH)) == len(MATCH.names)
