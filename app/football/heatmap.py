"""A small heat map of a score grid, as plain data for whoever draws it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.errors import ValidationFailed
from app.football.scoregrid import GRID, ScoreGrid


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A score's probability, and its share (0..1) of the largest one on the map."""

    probability: float
    intensity: float


@dataclass(frozen=True, slots=True)
class HeatMap:
    """`rows[home goals][away goals]`; `labels` name both axes, the last one open: "0", ..., "4", "5+"."""

    labels: tuple[str, ...]
    rows: tuple[tuple[HeatCell, ...], ...]


def heat_map(grid: ScoreGrid, most_goals: int = 5) -> HeatMap:
    """The grid with everything from `most_goals` (1..10) on gathered in the last row and column."""
    if not 1 <= most_goals < GRID:
        raise ValidationFailed("most_goals", f"{most_goals} must be from 1 to {GRID - 1}")
    gathered = _gathered(grid.cells, most_goals)
    largest = gathered.max()
    return HeatMap(
        labels=(*(str(goals) for goals in range(most_goals)), f"{most_goals}+"),
        rows=tuple(
            tuple(HeatCell(probability, probability / largest) for probability in row)
            for row in gathered.tolist()
        ),
    )


def _gathered(cells: NDArray[np.float64], most_goals: int) -> NDArray[np.float64]:
    starts = np.arange(most_goals + 1)
    gathered: NDArray[np.float64] = np.add.reduceat(np.add.reduceat(cells, starts, axis=0), starts, axis=1)
    return gathered
