"""Micro-batches: what is asked together is run once, and each gets what it would have got alone."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ValidationFailed
from app.prediction.batching import MicroBatcher
from app.prediction.contract import FloatArray
from app.prediction.runtime import OnnxModel

MOST = 8
SHIPPED = Path("models_onnx/match/2.0.0")
Answer = FloatArray | BaseException


class Doubling:
    """A model that doubles its rows, refuses those with a negative number, and remembers its runs."""

    def __init__(self) -> None:
        self.runs: list[int] = []

    def run(self, rows: FloatArray) -> FloatArray:
        self.runs.append(len(rows))
        if (rows < 0).any():
            raise ValidationFailed("features", "must not be negative")
        return rows * 2


def batcher(model: Doubling) -> MicroBatcher[FloatArray]:
    return MicroBatcher(model.run, lambda answer, start, end: answer[start:end], MOST)


async def asked(model: Doubling, questions: Sequence[Sequence[float]]) -> list[Answer]:
    together = batcher(model)
    rows = [np.array(one, dtype=np.float32).reshape(-1, 1) for one in questions]
    return await asyncio.gather(*(together.run(one) for one in rows), return_exceptions=True)


numbers = st.integers(-3, 100).map(float)


@given(st.lists(st.lists(numbers, min_size=1, max_size=MOST), min_size=1, max_size=12))
def test_each_gets_what_it_would_have_got_alone(questions: list[list[float]]) -> None:
    answers = asyncio.run(asked(Doubling(), questions))
    for question, answer in zip(questions, answers, strict=True):
        if min(question) < 0:
            assert isinstance(answer, ValidationFailed)
        else:
            assert not isinstance(answer, BaseException)
            assert answer.ravel().tolist() == [2 * number for number in question]


@given(st.lists(st.integers(1, MOST), min_size=1, max_size=20))
def test_no_batch_is_greater_than_allowed_and_no_two_neighbours_would_fit_into_one(sizes: list[int]) -> None:
    model = Doubling()
    asyncio.run(asked(model, [[1.0] * size for size in sizes]))
    assert sum(model.runs) == sum(sizes)
    assert max(model.runs) <= MOST
    assert all(one + other > MOST for one, other in zip(model.runs, model.runs[1:], strict=False))


async def test_who_gave_up_is_not_asked_about_and_spoils_nothing() -> None:
    model = Doubling()
    together = batcher(model)
    first, second = (
        asyncio.ensure_future(together.run(np.full((1, 1), value, np.float32))) for value in (-1.0, 3.0)
    )
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).tolist() == [[6.0]]
    assert model.runs == [1]


async def test_questions_of_different_turns_are_different_runs() -> None:
    model = Doubling()
    together = batcher(model)
    for value in (1.0, 2.0):
        assert (await together.run(np.full((1, 1), value, np.float32))).tolist() == [[2 * value]]
    assert model.runs == [1, 1]


async def test_a_model_run_for_many_at_once_tells_each_the_same_up_to_rounding() -> None:
    model = OnnxModel.load(SHIPPED)
    rows = np.random.default_rng(7).normal(size=(40, len(model.info.feature_names))).astype(np.float32)
    together = await asyncio.gather(*(model.run_together(rows[place : place + 1]) for place in range(40)))
    for place, answer in enumerate(together):
        alone = model.run(rows[place : place + 1])
        assert answer.score_grid == pytest.approx(alone.score_grid, abs=1e-6)
        assert answer.outcome == pytest.approx(alone.outcome, abs=1e-6)
