"""The rows that a graph is compared with its model on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.training.rows import rows_to_check

FEATURES = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 30), st.integers(1, 4)), elements=st.floats(-1e3, 1e3, width=32)
)


@given(FEATURES, st.integers(1, 60), st.integers(0, 9))
def test_there_are_as_many_as_wanted_the_newest_real_ones_first(
    features: np.ndarray[tuple[int, int], np.dtype[np.float32]], count: int, seed: int
) -> None:
    rows = rows_to_check(features, seed, count)
    real = min(count, len(features))
    assert rows.shape == (count, features.shape[1])
    assert rows.dtype == np.float32
    assert np.array_equal(rows[:real], features[-count:])


@given(FEATURES, st.integers(0, 9))
def test_a_made_up_row_lies_between_real_ones(
    features: np.ndarray[tuple[int, int], np.dtype[np.float32]], seed: int
) -> None:
    rows = rows_to_check(features, seed, 60)
    slack = 1e-3  # float32 rounding of values up to 1000
    assert (rows >= features.min(axis=0) - slack).all()
    assert (rows <= features.max(axis=0) + slack).all()


def test_the_same_seed_makes_the_same_rows() -> None:
    features = np.arange(12, dtype=np.float32).reshape(4, 3)
    assert np.array_equal(rows_to_check(features, 5, 50), rows_to_check(features, 5, 50))
    assert not np.array_equal(rows_to_check(features, 5, 50), rows_to_check(features, 6, 50))


def test_nothing_is_made_of_nothing() -> None:
    assert len(rows_to_check(np.empty((0, 3), dtype=np.float32), 0)) == 0
