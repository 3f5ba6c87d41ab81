"""A logit beside a forecast: it finds what moves the labels, and moves nothing without a reason."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax

from app.training.grids import Floats
from app.training.logit import DRAW, fit_logit

seeds = st.integers(0, 2**32 - 1)


def forecasts(seed: int, rows: int = 400, width: int = 3) -> tuple[Floats, Floats, Floats]:
    """Rows with a constant last, logits of a forecast, and weights of the rows."""
    generator = np.random.default_rng(seed)
    inputs = np.hstack([generator.normal(size=(rows, width)), np.ones((rows, 1))])
    offset = log_softmax(generator.normal(scale=0.7, size=(rows, 3)), axis=1)
    return inputs, offset, generator.uniform(0.1, 1.0, rows)


@given(seeds)
def test_what_moved_the_labels_is_found(seed: int) -> None:
    inputs, offset, weights = forecasts(seed)
    moved = np.random.default_rng(seed + 1).normal(scale=0.3, size=(inputs.shape[1], 3))
    moved[:, DRAW] = 0.0
    labels = softmax(offset + inputs @ moved, axis=1)
    assert fit_logit(inputs, labels, weights, 0.0, offset) == pytest.approx(moved, abs=1e-6)


@given(seeds)
def test_a_forecast_that_is_right_is_not_moved(seed: int) -> None:
    inputs, offset, weights = forecasts(seed)
    assert fit_logit(inputs, softmax(offset, axis=1), weights, 1.0, offset) == pytest.approx(0.0, abs=1e-9)


@given(seeds, st.floats(0.0, 1e6))
def test_forecasts_are_right_on_average_whatever_the_ridge(seed: int, ridge: float) -> None:
    inputs, offset, weights = forecasts(seed)
    labels = np.eye(3)[np.random.default_rng(seed + 1).integers(0, 3, len(inputs))]
    chances = softmax(offset + inputs @ fit_logit(inputs, labels, weights, ridge, offset), axis=1)
    assert weights @ chances == pytest.approx(weights @ labels, rel=1e-6)


def test_a_great_ridge_leaves_only_the_constant() -> None:
    inputs, offset, weights = forecasts(7)
    labels = np.tile([0.6, 0.2, 0.2], (len(inputs), 1))
    found = fit_logit(inputs, labels, weights, 1e9, offset)
    assert np.abs(found[:-1]).max() < 1e-6
    assert found[-1, 0] > 0.1
