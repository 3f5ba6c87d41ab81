"""The graph of a model with an outcome head computes what the model computes."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from app.football.features import MATCH
from app.training.dataset import Dataset
from app.training.export import run_onnx
from app.training.fit import GoalRateModel
from app.training.head import LinearHead


def _answers(model: GoalRateModel, features: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    return run_onnx(model.graph(len(MATCH.names)).SerializeToString(), features)


def _regression(data: Dataset, wanted: NDArray[np.float64]) -> Pipeline:
    return make_pipeline(StandardScaler(), LinearRegression()).fit(data.features.astype(np.float64), wanted)


@pytest.fixture
def headed(model: GoalRateModel, data: Dataset) -> GoalRateModel:
    happened = np.eye(3)[data.outcomes]
    weights = np.array([[0.9, 0.0, -0.1], [0.0, 0.8, 0.0], [-0.1, 0.1, 1.1]])
    return replace(model, head=LinearHead(weights, _regression(data, happened)))


def test_a_headed_graph_equals_the_fitted_model(headed: GoalRateModel, data: Dataset) -> None:
    got = _answers(headed, data.features)
    assert got["outcome"] == pytest.approx(headed.outcomes(data.features), abs=1e-5)
    assert got["score_grid"] == pytest.approx(headed.grids(data.features), abs=1e-5)
    assert got["expected_goals"] == pytest.approx(headed.rates(data.features), abs=1e-5)


def test_a_head_moves_the_outcome_and_all_outputs_still_agree(
    headed: GoalRateModel, model: GoalRateModel, data: Dataset
) -> None:
    got, plain = _answers(headed, data.features), _answers(model, data.features)
    assert np.abs(got["outcome"] - plain["outcome"]).max() > 0.05
    grid = got["score_grid"].astype(np.float64)
    assert grid.sum(axis=(1, 2)) == pytest.approx(1.0, abs=1e-5)
    assert np.tril(grid, -1).sum(axis=(1, 2)) == pytest.approx(got["outcome"][:, 0], abs=1e-5)
    assert np.arange(11) @ grid.sum(axis=2).T == pytest.approx(got["expected_goals"][:, 0], abs=1e-4)
    assert np.arange(11) @ grid.sum(axis=1).T == pytest.approx(got["expected_goals"][:, 1], abs=1e-4)


def test_a_head_that_repeats_the_grid_changes_nothing(model: GoalRateModel, data: Dataset) -> None:
    silent = _regression(data, np.zeros((len(data), 3)))
    repeated = _answers(replace(model, head=LinearHead(np.eye(3), silent)), data.features)
    for name, values in _answers(model, data.features).items():
        assert repeated[name] == pytest.approx(values, abs=1e-5)


def test_a_headed_graph_stays_a_grid_for_any_input(headed: GoalRateModel, data: Dataset) -> None:
    wild = data.features[:2] * np.array([[1e4], [-1e4]], dtype=np.float32)
    got = _answers(headed, wild)
    assert (got["score_grid"] >= 0).all()
    assert got["outcome"].sum(axis=1) == pytest.approx(1.0, abs=1e-5)
