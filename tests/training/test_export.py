"""The exported file computes what was fitted, describes itself, and is refused otherwise."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import pytest

from app.errors import Conflict, ValidationFailed
from app.football.features import MATCH
from app.training.dataset import Dataset
from app.training.export import (
    ExportRefused,
    ModelDescription,
    check_equal,
    export,
    run_onnx,
    serialised,
)
from app.training.fit import GoalRateModel

DESCRIPTION = ModelDescription(
    name="match",
    version="9.9.9",
    data_cutoff="2024-07-01T00:00:00+00:00",
    training_rows=1000,
    data_digest="d" * 64,
    git_revision="r" * 40,
    metrics={"last_year_rps": 0.2},
    feature_set=MATCH.name,
    feature_names=MATCH.names,
)
CARD = {"README.md": "# card\n"}


@pytest.fixture
def folder(model: GoalRateModel, data: Dataset, tmp_path: Path) -> Path:
    return export(model, DESCRIPTION, data.features, CARD, tmp_path)


def test_onnxruntime_equals_the_fitted_model_and_the_score_grid(model: GoalRateModel, data: Dataset) -> None:
    assert check_equal(model, serialised(model, DESCRIPTION), data.features) < 1e-5


def test_one_row_and_many_give_the_same_numbers(model: GoalRateModel, data: Dataset) -> None:
    content = serialised(model, DESCRIPTION)
    many = run_onnx(content, data.features[:7])
    one = run_onnx(content, data.features[3:4])
    for name, values in one.items():
        assert values[0] == pytest.approx(many[name][3], abs=1e-6)


def test_the_outcome_is_read_off_the_grid_and_the_grid_sums_to_one(
    model: GoalRateModel, data: Dataset
) -> None:
    got = run_onnx(serialised(model, DESCRIPTION), data.features)
    grid = got["score_grid"].astype(np.float64)
    assert grid.shape == (len(data), 11, 11)
    assert grid.sum(axis=(1, 2)) == pytest.approx(1.0, abs=1e-5)
    assert np.tril(grid, -1).sum(axis=(1, 2)) == pytest.approx(got["outcome"][:, 0], abs=1e-5)
    assert np.trace(grid, axis1=1, axis2=2) == pytest.approx(got["outcome"][:, 1], abs=1e-5)


def test_no_input_however_wild_makes_a_negative_score(model: GoalRateModel, data: Dataset) -> None:
    wild = data.features[:2] * np.array([[1e4], [-1e4]], dtype=np.float32)
    got = run_onnx(serialised(model, DESCRIPTION), wild)
    assert (got["score_grid"] >= 0).all()
    assert got["outcome"].sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_graph_has_the_contracts_inputs_outputs_and_metadata(folder: Path) -> None:
    graph = onnx.load(folder / "model.onnx")
    assert [value.name for value in graph.graph.input] == ["features"]
    assert [value.name for value in graph.graph.output] == ["expected_goals", "score_grid", "outcome"]
    told = {entry.key: entry.value for entry in graph.metadata_props}
    assert (told["name"], told["version"], told["feature_set"]) == ("match", "9.9.9", MATCH.name)
    assert json.loads(told["feature_names"]) == list(MATCH.names)
    assert json.loads(told["competition_kinds"]) == ["LEAGUE"]


def test_model_json_repeats_the_metadata_with_the_files_sha256(folder: Path) -> None:
    told = json.loads((folder / "model.json").read_text())
    content = (folder / "model.onnx").read_bytes()
    assert told.pop("sha256") == sha256(content).hexdigest()
    metadata = {entry.key: entry.value for entry in onnx.load_from_string(content).metadata_props}
    assert metadata == {
        key: value if isinstance(value, str) else json.dumps(value) for key, value in told.items()
    }
    assert told == DESCRIPTION.as_json()


def test_the_sample_outputs_are_those_of_the_sample_inputs(folder: Path) -> None:
    with np.load(folder / "sample_io.npz") as samples:
        got = run_onnx((folder / "model.onnx").read_bytes(), samples["features"])
        assert set(samples.files) == {"features", *got}
        for name, values in got.items():
            assert np.array_equal(samples[name], values)


def test_a_graph_of_another_model_is_refused_and_nothing_is_written(
    model: GoalRateModel, data: Dataset, tmp_path: Path
) -> None:
    content = serialised(replace(model, rho=model.rho - 0.01), DESCRIPTION)
    with pytest.raises(ExportRefused, match=r"score_grid by .*at most 1e-05"):
        check_equal(model, content, data.features)


def test_rows_on_which_float32_is_too_coarse_are_refused(
    model: GoalRateModel, data: Dataset, tmp_path: Path
) -> None:
    """Two features far out that cancel each other exactly in float64, and only nearly in float32."""
    slopes = model.home[-1].coef_ / model.home[0].scale_
    first, second = np.argsort(-np.abs(model.home[-1].coef_))[:2]
    far = data.features[:1].astype(np.float64)
    far[0, first] += 4e4 / slopes[first]
    far[0, second] -= 4e4 / slopes[second]
    rows = np.concatenate([data.features, far.astype(np.float32)])
    with pytest.raises(ExportRefused):
        export(model, DESCRIPTION, rows, CARD, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_cannot_be_compared_is_refused(model: GoalRateModel, tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed, match="compare"):
        export(
            model,
            DESCRIPTION,
            np.empty((0, len(MATCH.names)), dtype=np.float32),
            CARD,
            tmp_path,
        )


def test_a_version_that_is_there_is_left_as_it_is(model: GoalRateModel, data: Dataset, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(before) == {"README.md", "model.json", "model.onnx", "sample_io.npz"}
    assert export(model, DESCRIPTION, data.features, CARD, folder.parents[1]) == folder
    with pytest.raises(Conflict, match="never changes"):
        export(replace(model, rho=-0.01), DESCRIPTION, data.features, CARD, folder.parents[1])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["9.9.9"]
