"""One grid, every market: what must hold for any grid, and what real scores settled at."""

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from penaltyblog.models import FootballProbabilityGrid, create_dixon_coles_grid

from app.errors import ValidationFailed
from app.football.markets import ProbabilitiesInvalid, Settlement
from app.football.scoregrid import GRID, SCORES, ScoreGrid
from tests.strategies import goal_rates, quarters, score_grids, total_lines

CLOSE = 1e-12


def certain(home: int, away: int) -> ScoreGrid:
    """The grid of a match whose score is known."""
    cells = np.zeros((GRID, GRID))
    cells[home, away] = 1
    return ScoreGrid.from_cells(cells)


def shares(settlement: Settlement) -> tuple[float, float, float]:
    return settlement.won, settlement.returned, settlement.lost


@given(score_grids)
def test_a_grid_sums_to_one(grid: ScoreGrid) -> None:
    assert math.isclose(grid.cells.sum(), 1, abs_tol=CLOSE)


@given(score_grids)
def test_no_outcome_is_more_than_certain(grid: ScoreGrid) -> None:
    wins = np.tril(grid.cells, -1)
    assume(wins.sum() > 0)
    won = ScoreGrid.from_cells(wins / wins.sum())
    assert won.match_result.home <= 1
    assert won.total_goals(0).over <= 1


@given(score_grids)
def test_correct_scores_are_all_the_cells_in_falling_order(grid: ScoreGrid) -> None:
    scores = grid.correct_score(most=SCORES)
    probabilities = [score.probability for score in scores]
    assert math.isclose(math.fsum(probabilities), 1, abs_tol=CLOSE)
    assert probabilities == sorted(probabilities, reverse=True)
    assert {(score.home, score.away) for score in scores} == {
        (home, away) for home in range(GRID) for away in range(GRID)
    }
    assert all(score.probability == grid.cells[score.home, score.away] for score in scores)


@given(score_grids, st.integers(1, SCORES))
def test_fewer_correct_scores_are_the_likeliest_ones(grid: ScoreGrid, most: int) -> None:
    assert grid.correct_score(most) == grid.correct_score(SCORES)[:most]


@given(score_grids, total_lines)
def test_over_under_and_push_share_the_whole_stake(grid: ScoreGrid, line: float) -> None:
    total = grid.total_goals(line)
    assert math.isclose(total.over + total.push + total.under, 1, abs_tol=CLOSE)


@given(score_grids, st.integers(0, 9))
def test_a_half_line_never_returns_the_stake(grid: ScoreGrid, goals: int) -> None:
    total = grid.total_goals(goals + 0.5)
    assert total.push == 0
    assert math.isclose(total.over + total.under, 1, abs_tol=CLOSE)


@given(score_grids, total_lines, total_lines)
def test_over_falls_and_under_rises_with_the_line(grid: ScoreGrid, one: float, other: float) -> None:
    low, high = grid.total_goals(min(one, other)), grid.total_goals(max(one, other))
    assert low.over >= high.over - CLOSE
    assert low.under <= high.under + CLOSE


@given(score_grids, st.integers(0, 18))
def test_a_quarter_total_is_half_a_stake_on_each_neighbour(grid: ScoreGrid, steps: int) -> None:
    lower, upper = grid.total_goals(steps / 2), grid.total_goals(steps / 2 + 0.5)
    quarter = grid.total_goals(steps / 2 + 0.25)
    expected = [
        (below + above) / 2
        for below, above in zip(shares(lower.over_bet), shares(upper.over_bet), strict=True)
    ]
    assert_allclose(shares(quarter.over_bet), expected, atol=CLOSE)


@given(score_grids, st.integers(-20, 19))
def test_a_quarter_handicap_is_half_a_stake_on_each_neighbour(grid: ScoreGrid, steps: int) -> None:
    lower, upper = grid.asian_handicap(steps / 2), grid.asian_handicap(steps / 2 + 0.5)
    quarter = grid.asian_handicap(steps / 2 + 0.25)
    for side in ("home", "away"):
        expected = np.mean([shares(getattr(lower, side)), shares(getattr(upper, side))], axis=0)
        assert_allclose(shares(getattr(quarter, side)), expected, atol=CLOSE)


@given(score_grids, quarters, quarters)
def test_goals_given_to_the_home_side_never_hurt_it(grid: ScoreGrid, one: float, other: float) -> None:
    fewer, more = grid.asian_handicap(min(one, other)), grid.asian_handicap(max(one, other))
    assert fewer.home.won <= more.home.won + CLOSE
    assert fewer.home.lost >= more.home.lost - CLOSE


@given(score_grids)
def test_handicap_zero_is_draw_no_bet(grid: ScoreGrid) -> None:
    level, draw_no_bet = grid.asian_handicap(0), grid.draw_no_bet
    assert math.isclose(level.home.push, grid.match_result.draw, abs_tol=CLOSE)
    for fair, other in ((level.home_odds, draw_no_bet.home_odds), (level.away_odds, draw_no_bet.away_odds)):
        assert (fair is None) == (other is None)
        assert fair is None or fair == pytest.approx(other, rel=1e-9)


@given(score_grids)
def test_handicap_half_a_goal_is_the_match_result(grid: ScoreGrid) -> None:
    result, double_chance = grid.match_result, grid.double_chance
    assert math.isclose(grid.asian_handicap(-0.5).home.win, result.home, abs_tol=CLOSE)
    assert math.isclose(grid.asian_handicap(0.5).home.win, double_chance.home_or_draw, abs_tol=CLOSE)
    assert math.isclose(grid.asian_handicap(0.5).away.win, result.away, abs_tol=CLOSE)


@given(score_grids)
def test_each_double_chance_is_what_the_third_outcome_leaves(grid: ScoreGrid) -> None:
    result, double_chance = grid.match_result, grid.double_chance
    assert math.isclose(double_chance.home_or_draw, 1 - result.away, abs_tol=CLOSE)
    assert math.isclose(double_chance.home_or_away, 1 - result.draw, abs_tol=CLOSE)
    assert math.isclose(double_chance.draw_or_away, 1 - result.home, abs_tol=CLOSE)


@given(score_grids)
def test_a_win_to_nil_is_a_win_in_which_not_both_score(grid: ScoreGrid) -> None:
    goalless = grid.cells[0, 0]
    no = grid.win_to_nil.home + grid.win_to_nil.away + goalless
    assert math.isclose(no, grid.both_teams_to_score.no, abs_tol=CLOSE)
    assert grid.win_to_nil.home <= grid.match_result.home + CLOSE
    assert grid.win_to_nil.away <= grid.match_result.away + CLOSE


@given(score_grids, total_lines, quarters)
def test_swapping_the_sides_swaps_every_market(grid: ScoreGrid, total: float, handicap: float) -> None:
    swapped = grid.transposed()
    pairs = [
        (grid.match_result.home, swapped.match_result.away),
        (grid.match_result.draw, swapped.match_result.draw),
        (grid.total_goals(total).over, swapped.total_goals(total).over),
        (grid.both_teams_to_score.yes, swapped.both_teams_to_score.yes),
        (grid.double_chance.home_or_draw, swapped.double_chance.draw_or_away),
        (grid.draw_no_bet.home, swapped.draw_no_bet.away),
        (grid.win_to_nil.home, swapped.win_to_nil.away),
    ]
    ours, theirs = grid.asian_handicap(handicap).home, swapped.asian_handicap(-handicap).away
    pairs += zip(shares(ours), shares(theirs), strict=True)
    for mine, other in pairs:
        assert math.isclose(mine, other, abs_tol=CLOSE)


@given(score_grids, quarters)
def test_fair_handicap_odds_leave_neither_side_a_gain(grid: ScoreGrid, line: float) -> None:
    handicap = grid.asian_handicap(line)
    for bet in (handicap.home, handicap.away):
        assume(bet.odds is not None)
        assert bet.odds is not None
        assert bet.won * (bet.odds - 1) == pytest.approx(bet.lost, abs=1e-9)


@given(score_grids)
def test_a_stored_grid_is_read_back_the_same_bit_for_bit(grid: ScoreGrid) -> None:
    stored = grid.to_bytes()
    again = ScoreGrid.from_bytes(stored)
    assert len(stored) == 484
    assert again.to_bytes() == stored
    assert_allclose(again.cells, grid.cells, atol=1e-7)


@given(score_grids)
def test_a_float32_grid_of_a_model_survives_storage_exactly(grid: ScoreGrid) -> None:
    from_model = ScoreGrid.from_cells(grid.cells.astype(np.float32))
    assert ScoreGrid.from_bytes(from_model.to_bytes()) == from_model
    assert hash(ScoreGrid.from_bytes(from_model.to_bytes())) == hash(from_model)


@given(score_grids, total_lines, quarters)
def test_markets_agree_with_penaltyblog(grid: ScoreGrid, total: float, handicap: float) -> None:
    oracle = FootballProbabilityGrid(np.array(grid.cells), 1.0, 1.0, normalize=False)
    result = grid.match_result
    assert_allclose([result.home, result.draw, result.away], oracle.home_draw_away, atol=CLOSE)
    assert math.isclose(grid.both_teams_to_score.yes, oracle.btts_yes, abs_tol=CLOSE)
    assert math.isclose(grid.draw_no_bet.home, oracle.draw_no_bet_home, abs_tol=1e-9)
    assert math.isclose(grid.win_to_nil.away, oracle.win_to_nil_away(), abs_tol=CLOSE)
    goals = grid.total_goals(total)
    assert_allclose([goals.under, goals.push, goals.over], oracle.totals(total), atol=CLOSE)
    for side, bet in (
        ("home", grid.asian_handicap(handicap).home),
        ("away", grid.asian_handicap(-handicap).away),
    ):
        theirs = oracle.asian_handicap_probs(side, handicap)
        assert_allclose(shares(bet), [theirs["win"], theirs["push"], theirs["lose"]], atol=CLOSE)


@given(goal_rates, st.floats(-0.1, 0.02))
def test_dixon_coles_grid_of_equal_sides_agrees_with_penaltyblog(rate: float, rho: float) -> None:
    oracle = create_dixon_coles_grid(rate, rate, rho, max_goals=40)
    # Equal sides only: penaltyblog swaps the two rates in its correction of 1-0 and 0-1.
    assert_allclose(ScoreGrid.from_rates(rate, rate, rho).cells[:10, :10], oracle.grid[:10, :10], atol=1e-12)


@given(goal_rates, goal_rates, st.floats(-0.1, 0.02))
def test_the_low_score_correction_leaves_each_sides_goals_alone(home: float, away: float, rho: float) -> None:
    plain, corrected = ScoreGrid.from_rates(home, away), ScoreGrid.from_rates(home, away, rho)
    assert_allclose(corrected.cells.sum(axis=0), plain.cells.sum(axis=0), atol=CLOSE)
    assert_allclose(corrected.cells.sum(axis=1), plain.cells.sum(axis=1), atol=CLOSE)


@given(goal_rates, goal_rates)
def test_a_negative_rho_makes_draws_more_likely(home: float, away: float) -> None:
    draw = ScoreGrid.from_rates(home, away).match_result.draw
    assert ScoreGrid.from_rates(home, away, -0.1).match_result.draw > draw


@given(goal_rates, goal_rates)
def test_the_side_with_the_higher_rate_is_the_favourite(home: float, away: float) -> None:
    assume(abs(home - away) > 1e-6)
    result = ScoreGrid.from_rates(home, away).match_result
    assert (result.home > result.away) == (home > away)


def test_poisson_cells_are_the_textbook_ones() -> None:
    grid = ScoreGrid.from_rates(1.5, 1.1)
    assert grid.cells[0, 0] == pytest.approx(math.exp(-2.6))
    assert grid.cells[2, 1] == pytest.approx(math.exp(-2.6) * 1.5**2 / 2 * 1.1)
    assert grid.correct_score(1)[0].home == 1
    assert grid.correct_score(1)[0].away == 1


def test_the_last_cell_holds_ten_goals_or_more() -> None:
    heavy = ScoreGrid.from_rates(9.0, 0.0)
    below_ten = sum(math.exp(-9) * 9**goals / math.factorial(goals) for goals in range(10))
    assert heavy.cells[10, 0] == pytest.approx(1 - below_ten)


def test_a_side_that_cannot_score_never_wins() -> None:
    grid = ScoreGrid.from_rates(1.2, 0.0)
    assert grid.match_result.away == 0
    assert grid.match_result.away_odds is None
    assert grid.win_to_nil.home == pytest.approx(grid.match_result.home)


@pytest.mark.parametrize(
    ("line", "won", "returned", "lost"),
    [
        (-5.5, 1, 0, 0),
        (-5.75, 0.5, 0.5, 0),
        (-6.0, 0, 1, 0),
        (-6.25, 0, 0.5, 0.5),
        (-6.5, 0, 0, 1),
    ],
)
def test_germany_beat_brazil_seven_one_on_these_handicaps(
    line: float, won: float, returned: float, lost: float
) -> None:
    """World Cup semi-final, 8 July 2014; Germany taken as the home side."""
    handicap = certain(7, 1).asian_handicap(line)
    assert shares(handicap.home) == (won, returned, lost)
    assert shares(handicap.away) == (lost, returned, won)


@pytest.mark.parametrize(
    ("line", "half_win", "half_loss"), [(5.75, 1, 0), (6.25, 0, 1), (5.5, 0, 0), (6.0, 0, 0)]
)
def test_the_istanbul_final_settled_quarter_totals_by_halves(
    line: float, half_win: float, half_loss: float
) -> None:
    """Milan 3-3 Liverpool, 25 May 2005: six goals."""
    total = certain(3, 3).total_goals(line)
    assert (total.over_bet.half_win, total.over_bet.half_loss) == (half_win, half_loss)
    assert (total.under_bet.half_loss, total.under_bet.half_win) == (half_win, half_loss)


def test_a_certain_score_answers_every_market() -> None:
    """Manchester United 8-2 Arsenal, 28 August 2011."""
    grid = certain(8, 2)
    assert grid.match_result.home == 1
    assert grid.both_teams_to_score.yes == 1
    assert (grid.win_to_nil.home, grid.win_to_nil.away) == (0, 0)
    assert grid.total_goals(9.5).over_odds == 1
    assert grid.total_goals(9.5).under_odds is None
    assert grid.match_result.home_odds == 1
    assert grid.double_chance.draw_or_away_odds is None
    assert (grid.correct_score(1)[0].home, grid.correct_score(1)[0].away) == (8, 2)


def test_draw_no_bet_has_no_price_where_a_draw_is_certain() -> None:
    with pytest.raises(ProbabilitiesInvalid, match="draw is certain"):
        _ = certain(0, 0).draw_no_bet


@pytest.mark.parametrize("line", [0.1, 2.6, -0.25, 9.75, math.nan, math.inf])
def test_a_total_line_nobody_offers_is_refused(line: float) -> None:
    with pytest.raises(ValidationFailed, match=r"line: .* multiple of 0\.25 from 0 to 9\.5"):
        ScoreGrid.from_rates(1, 1).total_goals(line)


@pytest.mark.parametrize("line", [0.3, -10.25, 10.25, math.nan, -math.inf])
def test_a_handicap_nobody_offers_is_refused(line: float) -> None:
    with pytest.raises(ValidationFailed, match=r"line: .* multiple of 0\.25 from -10 to 10"):
        ScoreGrid.from_rates(1, 1).asian_handicap(line)


@pytest.mark.parametrize("most", [0, 122])
def test_a_number_of_scores_outside_the_grid_is_refused(most: int) -> None:
    with pytest.raises(ValidationFailed, match="most"):
        ScoreGrid.from_rates(1, 1).correct_score(most)


@pytest.mark.parametrize(("home", "away"), [(-0.1, 1), (1, math.nan), (101, 1), (1, math.inf)])
def test_an_impossible_rate_is_refused(home: float, away: float) -> None:
    with pytest.raises(ValidationFailed, match="goal rate"):
        ScoreGrid.from_rates(home, away)


@pytest.mark.parametrize("rho", [1.5, -0.9, math.nan])
def test_a_correction_that_makes_a_score_negative_is_refused(rho: float) -> None:
    with pytest.raises(ValidationFailed, match="rho"):
        ScoreGrid.from_rates(1.5, 1.2, rho)


def changed(cell: float, *, total: float = 1.0) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    cells = np.array(ScoreGrid.from_rates(1.5, 1.2).cells) * total
    cells[3, 3] += cell
    return cells


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (np.full((10, 11), 1 / 110), "11 x 11"),
        (changed(math.nan), "finite"),
        (changed(-0.2), "not negative"),
        (changed(0.001), "sums to 1"),
        (changed(0, total=0.5), "sums to 1"),
        (np.zeros((GRID, GRID)), "sums to 1"),
    ],
)
def test_a_broken_grid_is_refused(
    cells: np.ndarray[tuple[int, ...], np.dtype[np.float64]], reason: str
) -> None:
    with pytest.raises(ProbabilitiesInvalid, match=reason):
        ScoreGrid.from_cells(cells)


def test_rounding_is_normalised_away() -> None:
    grid = ScoreGrid.from_cells(changed(0, total=1.00005))
    assert grid.cells.sum() == pytest.approx(1, abs=CLOSE)


def test_a_stored_grid_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ProbabilitiesInvalid, match="484 bytes, not 483"):
        ScoreGrid.from_bytes(ScoreGrid.from_rates(1, 1).to_bytes()[:-1])


def test_a_grid_is_read_only_and_apart_from_the_array_it_came_from() -> None:
    cells = np.array(ScoreGrid.from_rates(1.5, 1.2).cells)
    grid = ScoreGrid.from_cells(cells)
    cells[0, 0] = 0.9
    assert grid.cells[0, 0] < 0.9
    with pytest.raises(ValueError, match="read-only"):
        grid.cells[0, 0] = 0.5


def test_grids_are_equal_by_their_cells() -> None:
    assert ScoreGrid.from_rates(1.5, 1.2) == ScoreGrid.from_rates(1.5, 1.2)
    assert ScoreGrid.from_rates(1.5, 1.2) != ScoreGrid.from_rates(1.2, 1.5)
    assert ScoreGrid.from_rates(1.5, 1.2) != "a grid"


@given(st.lists(score_grids, min_size=1, max_size=20), st.data())
def test_grids_read_together_are_bit_for_bit_those_read_alone(
    grids: list[ScoreGrid], data: st.DataObject
) -> None:
    cells = np.array([grid.cells for grid in grids], dtype=np.float32)
    spoiled = data.draw(st.sampled_from((None, np.nan, np.inf, -0.5, 7.0)))
    if spoiled is not None:
        cells[data.draw(st.integers(0, len(grids) - 1)), 3, data.draw(st.integers(0, GRID - 1))] = spoiled
    for together, one in zip(ScoreGrid.many(cells), cells, strict=True):
        if isinstance(together, ProbabilitiesInvalid):
            with pytest.raises(ProbabilitiesInvalid, match=re.escape(together.message)):
                ScoreGrid.from_cells(one)
            continue
        alone = ScoreGrid.from_cells(one)
        grid, result = together
        assert (grid, result, grid.to_bytes()) == (alone, alone.match_result, alone.to_bytes())
        assert not grid.cells.flags.writeable
