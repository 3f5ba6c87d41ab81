"""Fitting and forecasting windows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from app.errors import InsufficientData
from app.training.dataset import Dataset
from app.training.processes import each_done
from app.training.recipes import Recipe, recipe

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Task:
    """Fit on what was known before `cutoff`, forecast `features`; `key` tells the answer."""

    key: int
    cutoff: datetime
    features: NDArray[np.float32]


def forecasts(
    name: str, learned: Dataset, tasks: Sequence[Task], *, processes: int | None = None
) -> Iterator[tuple[int, Floats]]:
    """Key and outcome probabilities [N, 3] of each task, as they get done; 0 `processes` is this one.

    Raises InsufficientData where too little is known before a cutoff, Unavailable where a process is killed.
    """
    for answer in each_done(_forecast, tasks, _learn, (name, learned), processes=processes):
        yield _answer(answer)


def _answer(answer: tuple[int, Floats | tuple[str, ...]]) -> tuple[int, Floats]:
    key, value = answer
    if isinstance(value, tuple):
        raise InsufficientData(value)
    return key, value


class _Lesson:
    """What a process that fits was given at its start."""

    recipe: Recipe
    learned: Dataset


def _learn(name: str, learned: Dataset) -> None:
    _Lesson.recipe, _Lesson.learned = recipe(name), learned


def _forecast(task: Task) -> tuple[int, Floats | tuple[str, ...]]:
    used = _Lesson.recipe
    try:
        model = used.fit(_Lesson.learned.between(None, task.cutoff), used.parameters)
    except InsufficientData as lacking:
        return task.key, tuple(f"{need} (known before {task.cutoff:%Y-%m-%d})" for need in lacking.missing)
    return task.key, np.asarray(model.outcomes(task.features), dtype=np.float64)
