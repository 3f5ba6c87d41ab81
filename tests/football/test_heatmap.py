"""The heat map is the grid, gathered and scaled."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.football.heatmap import heat_map
from app.football.scoregrid import ScoreGrid
from tests.strategies import score_grids


@given(score_grids, st.integers(1, 10))
def test_a_heat_map_loses_no_probability(grid: ScoreGrid, most_goals: int) -> None:
    shown = heat_map(grid, most_goals)
    assert math.fsum(cell.probability for row in shown.rows for cell in row) == pytest.approx(1, abs=1e-12)
    assert len(shown.labels) == len(shown.rows) == most_goals + 1
    assert all(len(row) == most_goals + 1 for row in shown.rows)


@given(score_grids, st.integers(1, 10))
def test_the_likeliest_cell_is_the_hottest(grid: ScoreGrid, most_goals: int) -> None:
    cells = [cell for row in heat_map(grid, most_goals).rows for cell in row]
    assert max(cell.intensity for cell in cells) == 1
    assert min(cell.intensity for cell in cells) >= 0
    by_probability = sorted(cells, key=lambda cell: cell.probability)
    assert by_probability == sorted(by_probability, key=lambda cell: cell.intensity)


def test_rows_are_home_goals_and_the_last_of_each_is_open() -> None:
    grid = ScoreGrid.from_rates(1.8, 0.9)
    shown = heat_map(grid, 3)
    assert shown.labels == ("0", "1", "2", "3+")
    assert shown.rows[2][1].probability == grid.cells[2, 1]
    assert shown.rows[3][0].probability == pytest.approx(grid.cells[3:, 0].sum())
    assert shown.rows[3][3].probability == pytest.approx(grid.cells[3:, 3:].sum())


@pytest.mark.parametrize("most_goals", [0, 11])
def test_a_map_larger_than_the_grid_is_refused(most_goals: int) -> None:
    with pytest.raises(ValidationFailed, match="most_goals"):
        heat_map(ScoreGrid.from_rates(1, 1), most_goals)
