"""Pi-ratings against an example worked by hand from the paper's equations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.ratings.pi import (
    PiRating,
    expected_goal_difference,
    expected_supremacy,
    revise,
    weighted_error,
)

STRONG, WEAK = PiRating(home=1.6, away=0.4), PiRating(home=0.3, away=-1.2)
ratings = st.builds(PiRating, st.floats(-3, 3), st.floats(-3, 3))


def test_a_rating_of_one_spread_is_worth_nine_goals_and_its_sign_is_kept() -> None:
    assert expected_goal_difference(3.0) == pytest.approx(9.0)
    assert expected_goal_difference(-3.0) == pytest.approx(-9.0)
    assert expected_goal_difference(0.0) == 0.0


def test_a_4_1_win_that_should_have_been_higher_costs_the_winner() -> None:
    """Learning rates .1 and .3: 10^(1.6/3)-1 = 2.414 and 10^(1.2/3)-1 = 1.512 promise 3.93 goals, 3 came."""
    assert expected_supremacy(STRONG, WEAK) == pytest.approx(3.9264, abs=1e-4)
    assert weighted_error(3 - 3.9264) == pytest.approx(-0.8542, abs=1e-4)
    home, away = revise(STRONG, WEAK, 3, learning_rate=0.1, cross_learning_rate=0.3)
    assert (home.home, home.away) == pytest.approx((1.5146, 0.3744), abs=1e-4)
    assert (away.away, away.home) == pytest.approx((-1.1146, 0.3256), abs=1e-4)


@given(ratings, ratings, st.integers(-9, 9), st.booleans())
def test_what_one_side_gains_the_other_loses(
    home: PiRating, away: PiRating, margin: int, neutral: bool
) -> None:
    new_home, new_away = revise(home, away, margin, neutral=neutral)
    assert new_home.home - home.home == pytest.approx(away.away - new_away.away, abs=1e-12)
    assert new_home.away - home.away == pytest.approx(away.home - new_away.home, abs=1e-12)


@given(ratings, ratings, st.integers(-9, 9))
def test_on_neutral_ground_the_sides_may_be_named_in_either_order(
    one: PiRating, other: PiRating, margin: int
) -> None:
    after_one, after_other = revise(one, other, margin, neutral=True)
    swapped = revise(other, one, -margin, neutral=True)
    for rating, again in ((after_one, swapped[1]), (after_other, swapped[0])):
        assert (rating.home, rating.away) == pytest.approx((again.home, again.away), abs=1e-12)
