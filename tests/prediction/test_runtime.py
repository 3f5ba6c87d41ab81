"""A version is proven at load, and refuses what it cannot answer."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.errors import ModelUnavailable, ValidationFailed
from app.football.features import MATCH
from app.football.scoregrid import ScoreGrid
from app.prediction.contract import ModelContractBroken, ModelFileCorrupt
from app.prediction.runtime import INLINE_ROWS, OnnxModel
from tests.fakes import DATA_CUTOFF, Broken, sample_features, write_model

BROKEN_FILES = (Broken.DIGEST, Broken.TRUNCATED, Broken.NO_FACTS, Broken.NO_SAMPLE, Broken.NOT_A_GRAPH)
WIDTH = len(MATCH.names)


@pytest.fixture
def model(tmp_path: Path) -> OnnxModel:
    return OnnxModel.load(write_model(tmp_path))


def test_a_whole_version_says_what_it_is(model: OnnxModel) -> None:
    assert (model.info.name, model.info.version) == ("match", "1.0.0")
    assert model.info.data_cutoff == DATA_CUTOFF
    assert model.info.feature_names == MATCH.names
    assert model.golden() <= 1e-5


@pytest.mark.parametrize("broken", BROKEN_FILES)
def test_files_that_are_not_whole_are_refused(tmp_path: Path, broken: Broken) -> None:
    with pytest.raises(ModelFileCorrupt, match="install the version again"):
        OnnxModel.load(write_model(tmp_path, broken=broken))


@pytest.mark.parametrize("broken", sorted(set(Broken) - set(BROKEN_FILES)))
def test_a_graph_that_breaks_the_contract_is_refused(tmp_path: Path, broken: Broken) -> None:
    with pytest.raises(ModelContractBroken) as refused:
        OnnxModel.load(write_model(tmp_path, broken=broken))
    assert any(advice in refused.value.message for advice in ("again", "train a version"))


def test_a_folder_without_files_is_refused_in_the_terms_of_its_absence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"model\.json cannot be read \(No such file"):
        OnnxModel.load(tmp_path / "match" / "9.9.9")


@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 3)], ids=["none", "too few outputs"])
def test_a_sample_that_proves_nothing_is_refused(tmp_path: Path, rows: slice) -> None:
    folder = write_model(tmp_path)
    sample = dict(np.load(folder / "sample_io.npz"))
    features = sample["features"][rows] if rows.stop == 0 else sample["features"]
    cut = {name: sample[name][rows] for name in ("expected_goals", "score_grid", "outcome")}
    np.savez(folder / "sample_io.npz", features=features, **cut)
    with pytest.raises(ModelUnavailable, match="sample"):
        OnnxModel.load(folder)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ('{"name": "match"}', "KeyError"),
    ],
)
def test_facts_that_cannot_be_read_are_refused(tmp_path: Path, text: str, why: str) -> None:
    folder = write_model(tmp_path)
    (folder / "model.json").write_text(text)
    with pytest.raises(ModelFileCorrupt, match=why):
        OnnxModel.load(folder)


def test_a_cutoff_without_a_zone_is_refused(tmp_path: Path) -> None:
    folder = write_model(tmp_path)
    facts = folder / "model.json"
    facts.write_text(facts.read_text().replace("+00:00", ""))
    with pytest.raises(ModelFileCorrupt, match="has no time zone"):
        OnnxModel.load(folder)


def test_outputs_have_the_contracts_shapes_and_agree(model: OnnxModel) -> None:
    output = model.run(sample_features(5))
    assert output.expected_goals.shape == (5, 2)
    assert output.score_grid.shape == (5, 11, 11)
    for row in range(5):
        result = ScoreGrid.from_cells(output.score_grid[row]).match_result
        own = (result.home, result.draw, result.away)
        np.testing.assert_allclose(output.outcome[row], own, atol=1e-5)


@pytest.mark.parametrize(
    "features",
    [
        np.zeros((1, WIDTH - 1), dtype=np.float32),
        np.zeros(WIDTH, dtype=np.float32),
        np.zeros((1, WIDTH), dtype=np.float64),
        np.full((1, WIDTH), np.nan, dtype=np.float32),
        np.full((1, WIDTH), np.inf, dtype=np.float32),
    ],
    ids=["width", "rank", "float64", "nan", "infinite"],
)
def test_inputs_that_mean_nothing_are_refused(model: OnnxModel, features: NDArray[np.float32]) -> None:
    with pytest.raises(ValidationFailed, match="features"):
        model.run(features)


def test_the_feature_that_is_not_finite_is_named(model: OnnxModel) -> None:
    features = sample_features(3)
    features[2, 4] = np.nan
    with pytest.raises(ValidationFailed, match=f"{MATCH.names[4]} of row 2"):
        model.run(features)


@pytest.mark.parametrize("rows", [1, INLINE_ROWS, INLINE_ROWS + 1])
async def test_small_and_large_batches_give_the_same(model: OnnxModel, rows: int) -> None:
    features = sample_features(rows)
    output = await model.run_async(features)
    np.testing.assert_allclose(output.outcome[-1], model.run(features[-1:]).outcome[0], atol=1e-6)


def test_serving_imports_no_tool_that_makes_models() -> None:
    heavy = "{'onnx', 'skl2onnx', 'sklearn', 'pandas', 'polars'}"
    code = f"import sys, app.prediction.predictor; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
