"""Work in processes of its own, one for each core: fitting and forecasting windows."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import connection, get_context, parent_process
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from app.errors import InsufficientData, Unavailable
from app.training.dataset import Dataset
from app.training.recipes import Recipe, recipe

Floats = NDArray[np.float64]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Task:
    """Fit on what was known before `cutoff`, forecast `features`; `key` tells the answer."""

    key: int
    cutoff: datetime
    features: NDArray[np.float32]


def cores() -> int:
    return len(os.sched_getaffinity(0))


def forecasts(
    name: str, learned: Dataset, tasks: Sequence[Task], *, processes: int | None = None
) -> Iterator[tuple[int, Floats]]:
    """Key and outcome probabilities [N, 3] of each task, as they get done; 0 `processes` is this one.

    Raises InsufficientData where too little is known before a cutoff, Unavailable where a process is killed.
    """
    if not tasks:
        return
    for answer in each_done(_forecast, tasks, _learn, (name, learned), processes=processes):
        yield _answer(answer)


def each_done(
    work: Callable[[T], R],
    tasks: Sequence[T],
    initializer: Callable[..., None] | None = None,
    initargs: tuple[object, ...] = (),
    *,
    processes: int | None = None,
) -> Iterator[R]:
    """`work(task)` of each task, as they get done, in processes that compute with one thread each: as many as
    there are cores, or `processes`; 0 is this process.

    Raises Unavailable where one of them is killed.
    """
    if processes == 0:
        if initializer is not None:
            initializer(*initargs)
        yield from (_in_one_thread(work, task) for task in tasks)
        return
    count = min(len(tasks), processes or cores())
    # spawned: a fork would copy the locks that threads of this process hold
    context = get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=context, initializer=_begin, initargs=(initializer, initargs)
    ) as pool:
        running = [pool.submit(_in_one_thread, work, task) for task in tasks]
        try:
            for done in as_completed(running):
                yield done.result()
        except BrokenProcessPool as error:
            raise Unavailable(
                "a process that was computing was killed (out of memory?); run the same command to go on"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _answer(answer: tuple[int, Floats | tuple[str, ...]]) -> tuple[int, Floats]:
    key, value = answer
    if isinstance(value, tuple):
        raise InsufficientData(value)
    return key, value


def _in_one_thread(work: Callable[[T], R], task: T) -> R:
    """Sums that threads share come out differently on another number of cores."""
    with threadpool_limits(1):
        return work(task)


def _begin(initializer: Callable[..., None] | None, initargs: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and says so once
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if initializer is not None:
        initializer(*initargs)


def _end_with_parent() -> None:
    """A killed parent cannot end its processes: they watch it."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


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
