"""Forecasts of unseen matches: each of the last years before a cutoff, by a model fitted without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import InsufficientData
from app.training.dataset import Dataset
from app.training.recipes import recipe

Floats = NDArray[np.float64]
YEARS = 3


@dataclass(frozen=True, slots=True)
class Fold:
    """Learn what was known before `split` (UTC), forecast what became known from then on and before `end`."""

    split: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to make a model. `teachers`: the competitions it learns from, all when empty."""

    recipe: str
    parameters: Any
    teachers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldTask:
    """Forecast the matches of `judged` (all competitions when empty) in a fold."""

    candidate: Candidate
    fold: Fold
    judged: tuple[str, ...] = ()


def years_before(end: datetime, years: int = YEARS) -> list[Fold]:
    """The last years before `end`, one after the other."""
    marks = [_years_earlier(end, back) for back in range(years, -1, -1)]
    return [Fold(*pair) for pair in pairwise(marks)]


def year_after(start: datetime) -> Fold:
    return Fold(start, _years_earlier(start, -1))


def taught_by(data: Dataset, competitions: Sequence[str]) -> Dataset:
    """The rows of the competitions, rated by the matches of all, as they are when the model serves."""
    if not competitions:
        return data
    return data.where([match.fixture.competition in competitions for match in data.matches])


def judged_rows(data: Dataset, task: FoldTask) -> Dataset:
    return taught_by(data.between(task.fold.split, task.fold.end), task.judged)


def fit(data: Dataset, candidate: Candidate) -> Any:
    """The candidate's model of all rows of its teachers. Raises InsufficientData."""
    return recipe(candidate.recipe).fit(taught_by(data, candidate.teachers), candidate.parameters)


def forecast(data: Dataset, task: FoldTask) -> Floats | tuple[str, ...]:
    """Outcome probabilities [N, 3] of `judged_rows`, or what the fit lacks, in words."""
    judged = judged_rows(data, task)
    if not len(judged):
        return (f"matches between {task.fold.split:%Y-%m-%d} and {task.fold.end:%Y-%m-%d}",)
    try:
        model = fit(data.between(None, task.fold.split), task.candidate)
    except InsufficientData as lacking:
        return tuple(f"{need} (known before {task.fold.split:%Y-%m-%d})" for need in lacking.missing)
    return np.asarray(model.outcomes(judged.features), dtype=np.float64)


def _years_earlier(instant: datetime, years: int) -> datetime:
    year = instant.year - years
    try:
        return instant.replace(year=year)
    except ValueError:  # 29 February
        return instant.replace(year=year, day=28)
