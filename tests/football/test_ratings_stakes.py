"""What a match is worth to a side, from the points of the table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.ratings.stakes import NOTHING_KNOWN, matches_left, replaced, stakes

TABLE = tuple(float(points) for points in range(80, 20, -3))
"""Twenty teams, three points apart, from 80 down to 23."""

points = st.integers(0, 100).map(float)
tables = st.lists(points, min_size=8, max_size=24).map(lambda some: tuple(sorted(some, reverse=True)))


def test_a_side_out_of_reach_of_every_line_plays_for_nothing() -> None:
    """Eleventh, and seven points from both the sixth place and the last three with two matches to go."""
    middle = stakes("E0", TABLE, TABLE[10], left=2)
    assert middle.dead == 1.0
    assert stakes("E0", TABLE, TABLE[10], left=20).dead == 0.0


def test_a_side_beside_the_line_has_the_most_at_stake() -> None:
    safe, threatened = (stakes("E0", TABLE, TABLE[place], left=3) for place in (10, 16))
    title, first, second, relegated, direct = threatened.lines
    assert relegated == threatened.greatest > safe.greatest
    assert relegated == direct > second > first >= title


def test_a_match_gains_worth_towards_the_end_for_who_is_level_with_the_line() -> None:
    level = (60.0, 60.0, *TABLE[8:])
    early, late = (stakes("E0", level, 60.0, left=left) for left in (20, 2))
    assert late.lines[0] > early.lines[0]


def test_lines_are_those_of_the_division() -> None:
    """Second with two to play, ahead of the third by little: promotion in E1, nothing in SC2."""
    table = (90.0, 70.0, 69.0, *(50.0 - place for place in range(9)))
    assert stakes("E1", table, 70.0, left=2).lines[1] > 0.3
    assert stakes("SC2", table, 70.0, left=2).lines[1] < 0.01


@given(st.sampled_from(("E0", "SC3", "I2", "BRA")), tables, points, st.floats(-5, 46))
def test_worth_is_a_share_and_the_greatest_is_that_of_a_line(
    code: str, table: tuple[float, ...], own: float, left: float
) -> None:
    found = stakes(code, table, own, left)
    assert all(0.0 <= worth <= 1.0 for worth in found.lines)
    assert found.greatest == max(found.lines)
    assert found.dead in {0.0, 1.0}


def test_a_table_that_is_filling_up_says_nothing() -> None:
    assert stakes("E0", TABLE[:7], 30.0, left=30) == NOTHING_KNOWN


@given(tables, points)
def test_points_replaced_leave_the_table_in_order_and_as_long_as_it_was(
    table: tuple[float, ...], new: float
) -> None:
    after = replaced(table, table[3], new)
    assert list(after) == sorted(after, reverse=True)
    assert sorted((*after, table[3])) == sorted((*table, new))


@given(tables, points)
def test_a_team_that_enters_makes_the_table_longer(table: tuple[float, ...], new: float) -> None:
    assert sorted(replaced(table, None, new)) == sorted((*table, new))
    assert len(replaced(table, 999.0, new)) == len(table) + 1


@pytest.mark.parametrize(
    ("played", "rounds", "teams", "left"), [(10, 38, 20, 28), (10, 0, 18, 24), (0, 0, 0, 34)]
)
def test_matches_left_are_of_last_seasons_rounds_or_of_a_double_round_robin(
    played: float, rounds: float, teams: int, left: float
) -> None:
    assert matches_left(played, rounds, teams) == left
