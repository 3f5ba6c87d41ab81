"""The score grid: one table of final scores off which every market of a match is read."""

import math
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.errors import ValidationFailed
from app.football.markets import (
    AsianHandicap,
    CorrectScore,
    DoubleChance,
    DrawNoBet,
    ExpectedGoals,
    OutcomeProbabilities,
    ProbabilitiesInvalid,
    Settlement,
    TotalGoals,
    WinToNil,
    YesNo,
    checked_line,
)

__all__ = ["GRID", "SCORES", "ExpectedGoals", "OutcomeProbabilities", "ProbabilitiesInvalid", "ScoreGrid"]

GRID = 11
"""Goals 0..10 for each side; the last cell means "10 or more"."""

SCORES = GRID * GRID
BYTES = 4 * SCORES
INPUT_SUM_TOLERANCE = 1e-4
"""A grid further than this from summing to 1 is a broken grid, not float32 rounding."""

HIGHEST_TOTAL_LINE = GRID - 1.5
"""Up to here no total depends on how many more than ten a side scored."""

HIGHEST_HANDICAP = GRID - 1
HIGHEST_RATE = 100.0

_GOALS = np.arange(GRID, dtype=np.float64)
_MARGIN = _GOALS[:, None] - _GOALS[None, :]
_RESULT = [np.flatnonzero(where) for where in (_MARGIN > 0, _MARGIN == 0, _MARGIN < 0)]
_TOTAL = _GOALS[:, None] + _GOALS[None, :]
_FACTORIALS = np.array([math.factorial(goals) for goals in range(GRID - 1)], dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class ScoreGrid:
    """Probabilities of final scores, `cells[home goals][away goals]`, float64 [11, 11], read-only, sum 1.

    The given cells are normalised once, here. `to_bytes` keeps them as given, in float32, so a grid that
    came from a model in float32 is the same grid, bit for bit, after a round trip through the database.
    Raises ProbabilitiesInvalid for a wrong shape, NaN, a negative cell or a sum off by more than 1e-4.
    """

    cells: NDArray[np.float64]
    _stored: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        given = np.array(self.cells, dtype=np.float64)
        total = _checked_total(given)
        normalised = given / total
        normalised.flags.writeable = False
        object.__setattr__(self, "cells", normalised)
        object.__setattr__(self, "_stored", given.astype("<f4").tobytes())

    @classmethod
    def from_cells(cls, cells: ArrayLike) -> Self:
        return cls(np.asarray(cells, dtype=np.float64))

    @classmethod
    def many(cls, cells: NDArray[np.float32]) -> "list[Read | ProbabilitiesInvalid]":
        """The grids of a model's output [N, 11, 11] with their results, checked and added up all at once.

        Each is, bit for bit, what `from_cells` and `match_result` make of it alone, or what the first raises.
        """
        given = cells.reshape(len(cells), SCORES).astype(np.float64)
        totals = given.sum(axis=1)
        # NaN is not greater than anything, and infinity is far from 1
        sound = (given >= 0).all(axis=1) & (np.abs(totals - 1) <= INPUT_SUM_TOLERANCE)
        if not sound.all():
            return [cls._alone(one) for one in cells]
        normalised = given / totals[:, None]
        normalised.flags.writeable = False
        kept = cells.astype("<f4", copy=False)
        results = zip(*(_sums(normalised, places) for places in _RESULT), strict=True)
        return [
            (
                cls._sound(normalised[row].reshape(GRID, GRID), kept[row].tobytes()),
                OutcomeProbabilities(*result),
            )
            for row, result in enumerate(results)
        ]

    @classmethod
    def _alone(cls, cells: NDArray[np.float32]) -> "Read | ProbabilitiesInvalid":
        try:
            grid = cls.from_cells(cells)
        except ProbabilitiesInvalid as broken:
            return broken
        return grid, grid.match_result

    @classmethod
    def _sound(cls, cells: NDArray[np.float64], stored: bytes) -> Self:
        """A grid of cells that were checked."""
        grid = object.__new__(cls)
        object.__setattr__(grid, "cells", cells)
        object.__setattr__(grid, "_stored", stored)
        return grid

    @classmethod
    def from_rates(cls, home: float, away: float, rho: float = 0.0) -> Self:
        """Poisson goals at these rates with the low-score correction of Dixon & Coles (1997).

        `rho` changes the four scores up to 1-1 and leaves both sides' goal totals as they are; 0 means
        independent goals, below 0 more draws. Raises ValidationFailed for rates outside 0..100 and for a
        `rho` that would make a cell negative.
        """
        cells = np.outer(_poisson("home", home), _poisson("away", away))
        correction = np.array(
            [[1 - home * away * rho, 1 + home * rho], [1 + away * rho, 1 - rho]], dtype=np.float64
        )
        if not (correction >= 0).all():
            raise ValidationFailed("rho", f"{rho} makes a score negative at rates {home} and {away}")
        cells[:2, :2] *= correction
        return cls(cells)

    @classmethod
    def from_bytes(cls, blob: bytes) -> Self:
        """The grid that `to_bytes` wrote."""
        if len(blob) != BYTES:
            raise ProbabilitiesInvalid(f"a stored score grid has {BYTES} bytes, not {len(blob)}")
        return cls(np.frombuffer(blob, dtype="<f4").reshape(GRID, GRID).astype(np.float64))

    def to_bytes(self) -> bytes:
        """484 bytes: float32 little-endian, [home goals][away goals]."""
        return self._stored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScoreGrid) and np.array_equal(self.cells, other.cells)

    def __hash__(self) -> int:
        return hash(self.cells.tobytes())

    def transposed(self) -> Self:
        """The same match seen with the sides swapped."""
        return type(self)(self.cells.T)

    @property
    def match_result(self) -> OutcomeProbabilities:
        return OutcomeProbabilities(
            home=self._sum(_MARGIN > 0), draw=self._sum(_MARGIN == 0), away=self._sum(_MARGIN < 0)
        )

    def correct_score(self, most: int = 10) -> tuple[CorrectScore, ...]:
        """The `most` likeliest scores (1..121), likeliest first, ties in order of home then away goals."""
        if not 1 <= most <= SCORES:
            raise ValidationFailed("most", f"{most} must be from 1 to {SCORES}")
        order = np.argsort(-self.cells, axis=None, kind="stable")[:most]
        return tuple(
            CorrectScore(home=index // GRID, away=index % GRID, probability=float(self.cells.flat[index]))
            for index in order.tolist()
        )

    def total_goals(self, line: float) -> TotalGoals:
        """Over and under `line`, a multiple of 0.25 from 0 to 9.5; a quarter line settles half and half."""
        line = checked_line(line, 0, HIGHEST_TOTAL_LINE)
        return TotalGoals(line, over_bet=self._settle(_TOTAL - line))

    def asian_handicap(self, line: float) -> AsianHandicap:
        """`line` goals given to the home side, a multiple of 0.25 from -10 to 10.

        "10 or more" counts as 10 here: margins that only differ beyond ten goals are not told apart.
        """
        line = checked_line(line, -HIGHEST_HANDICAP, HIGHEST_HANDICAP)
        return AsianHandicap(line, home=self._settle(_MARGIN + line))

    @property
    def both_teams_to_score(self) -> YesNo:
        yes = float(self.cells[1:, 1:].sum())
        return YesNo(yes=yes, no=float(self.cells[0, :].sum() + self.cells[1:, 0].sum()))

    @property
    def double_chance(self) -> DoubleChance:
        result = self.match_result
        return DoubleChance(
            home_or_draw=result.home + result.draw,
            home_or_away=result.home + result.away,
            draw_or_away=result.draw + result.away,
        )

    @property
    def draw_no_bet(self) -> DrawNoBet:
        """Raises ProbabilitiesInvalid where a draw is certain: nothing is left to bet on."""
        result = self.match_result
        decided = result.home + result.away
        if decided == 0:
            raise ProbabilitiesInvalid("draw no bet has no price where a draw is certain")
        return DrawNoBet(home=result.home / decided, away=result.away / decided)

    @property
    def win_to_nil(self) -> WinToNil:
        return WinToNil(home=float(self.cells[1:, 0].sum()), away=float(self.cells[0, 1:].sum()))

    def _settle(self, edge: NDArray[np.float64]) -> Settlement:
        """How a bet ends whose side is `edge` goals ahead of the line at each score."""
        return Settlement(
            win=self._sum(edge >= 0.5),
            half_win=self._sum(edge == 0.25),
            push=self._sum(edge == 0),
            half_loss=self._sum(edge == -0.25),
            loss=self._sum(edge <= -0.5),
        )

    def _sum(self, where: NDArray[np.bool_]) -> float:
        # rounding may add up what is certain to a bit more, which no column and no reader takes
        return min(1.0, float(self.cells[where].sum()))


Read = tuple[ScoreGrid, OutcomeProbabilities]
"""A grid and its 1X2."""


def _sums(cells: NDArray[np.float64], places: NDArray[np.intp]) -> list[float]:
    """Of each row the sum of these cells; taken together first, they are added in the order of one grid."""
    sums: list[float] = np.minimum(1.0, np.take(cells, places, axis=1).sum(axis=1)).tolist()
    return sums


def _checked_total(cells: NDArray[np.float64]) -> float:
    if cells.shape != (GRID, GRID):
        raise ProbabilitiesInvalid(f"a score grid is {GRID} x {GRID}, not {cells.shape}")
    if not np.isfinite(cells).all() or (cells < 0).any():
        raise ProbabilitiesInvalid("a score grid holds finite numbers that are not negative")
    total = float(cells.sum())
    if abs(total - 1) > INPUT_SUM_TOLERANCE:
        raise ProbabilitiesInvalid(f"a score grid sums to 1, not {total}")
    return total


def _poisson(side: str, rate: float) -> NDArray[np.float64]:
    """P(0), ..., P(9), P(10 or more) goals at this rate."""
    if not 0 <= rate <= HIGHEST_RATE:
        raise ValidationFailed(side, f"a goal rate must be from 0 to {HIGHEST_RATE:g}, not {rate}")
    exact = np.exp(-rate) * np.power(float(rate), _GOALS[:-1]) / _FACTORIALS
    return np.append(exact, max(0.0, 1.0 - float(exact.sum())))
