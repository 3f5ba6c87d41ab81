"""Running a model once for all who ask about the same time: micro-batches."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from app.prediction.contract import FloatArray

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Asked(Generic[T]):
    rows: FloatArray
    answer: "asyncio.Future[T]"


class MicroBatcher(Generic[T]):
    """Gathers what is asked within one turn of the event loop, and runs it at its end.

    Who asks alone waits for nothing. A batch holds at most `most_rows` rows; more are several batches. Where
    one fails, each question is run alone, so that it fails for itself only. `part` cuts the answer to one
    question, its rows from a start to an end, out of that of a batch.
    """

    def __init__(
        self, run: Callable[[FloatArray], T], part: Callable[[T, int, int], T], most_rows: int
    ) -> None:
        self._run = run
        self._part = part
        self._most_rows = most_rows
        self._waiting: list[_Asked[T]] = []

    async def run(self, rows: FloatArray) -> T:
        """What `run` gives for these rows, or raises."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._flush)
        asked: _Asked[T] = _Asked(rows, loop.create_future())
        self._waiting.append(asked)
        return await asked.answer

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        asked = [one for one in waiting if not one.answer.done()]  # the others were cancelled
        while asked:
            count = self._fitting(asked)
            self._answer(asked[:count])
            asked = asked[count:]

    def _fitting(self, asked: list[_Asked[T]]) -> int:
        """How many of the first questions one batch holds, at least one."""
        rows = 0
        for count, one in enumerate(asked):
            rows += len(one.rows)
            if count and rows > self._most_rows:
                return count
        return len(asked)

    def _answer(self, batch: list[_Asked[T]]) -> None:
        if len(batch) == 1:
            self._alone(batch[0])
            return
        try:
            together = self._run(np.concatenate([one.rows for one in batch]))
        except Exception:  # noqa: BLE001  whom it concerns is seen when each is run alone
            for one in batch:
                self._alone(one)
            return
        start = 0
        for one in batch:
            end = start + len(one.rows)
            one.answer.set_result(self._part(together, start, end))
            start = end

    def _alone(self, one: _Asked[T]) -> None:
        try:
            one.answer.set_result(self._run(one.rows))
        except Exception as error:  # noqa: BLE001  it is raised where it was asked
            one.answer.set_exception(error)
