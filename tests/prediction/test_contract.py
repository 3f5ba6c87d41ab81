"""What model.json may say, and what makes it unreadable."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.football.features import MATCH
from app.prediction.contract import ModelFileCorrupt, read_info, read_sample
from tests.fakes import write_model


def told(folder: Path, **facts: Any) -> Path:
    """The folder, its model.json with other facts."""
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))
    return folder


def test_baselines_and_base_rates_are_read_by_competition(tmp_path: Path) -> None:
    folder = write_model(tmp_path, "1.0.0")
    count = len(read_info(folder).feature_names)
    info = read_info(told(folder, baselines={"*": [0.5] * count}, base_rates={"E0": [0.45, 0.25, 0.3]}))
    assert info.baselines == {"*": (0.5,) * count}
    assert info.base_rates == {"E0": (0.45, 0.25, 0.3)}


def test_a_file_of_old_has_no_baselines(tmp_path: Path) -> None:
    folder = write_model(tmp_path, "1.0.0")
    path = folder / "model.json"
    facts = json.loads(path.read_text())
    del facts["baselines"], facts["base_rates"]
    path.write_text(json.dumps(facts))
    info = read_info(folder)
    assert (info.baselines, info.base_rates) == ({}, {})


@pytest.mark.parametrize(
    "facts",
    [
        {"baselines": {"E0": [1.0]}},
        {"baselines": [1.0, 2.0]},
        {"base_rates": {"E0": [0.5, 0.5]}},
        {"base_rates": {"E0": ["often", "seldom", "never"]}},
        {"base_rates": 3},
        {"base_rates": {"E0": [1.5, -0.2, -0.3]}},
        {"base_rates": {"E0": [0.5, 0.2, 0.1]}},
        {"baselines": {"E0": [1e300] * len(MATCH.names)}},
    ],
    ids=str,
)
def test_baselines_that_do_not_fit_the_model_are_refused(tmp_path: Path, facts: dict[str, Any]) -> None:
    folder = told(write_model(tmp_path, "1.0.0"), **facts)
    with pytest.raises(ModelFileCorrupt, match=r"model\.json"):
        read_info(folder)


@pytest.mark.parametrize(
    "facts",
    [
        {"version": "1" * 41},
        {"feature_set": "f" * 41},
        {"training_rows": 2**31},
        {"opset": -1},
        {"metrics": {"note": "\0"}},
        {"data_cutoff": "0001-01-01T00:00:00+14:00"},
    ],
    ids=str,
)
def test_what_the_database_cannot_keep_is_refused(tmp_path: Path, facts: dict[str, Any]) -> None:
    folder = told(write_model(tmp_path, "1.0.0"), **facts)
    with pytest.raises(ModelFileCorrupt, match=r"model\.json cannot be read"):
        read_info(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("models"), "1.0.0")


def test_one_array_is_no_sample(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.zeros(3))
    (tmp_path / "one.npy").rename(tmp_path / "sample_io.npz")
    with pytest.raises(ModelFileCorrupt, match="TypeError"):
        read_sample(tmp_path)


@given(st.data())
def test_samples_are_whole_or_refused_whatever_happened_to_their_bytes(
    folder: Path, data: st.DataObject
) -> None:
    path = folder / "sample_io.npz"
    whole = path.read_bytes()
    changed = bytearray(whole[: data.draw(st.integers(0, len(whole)), label="kept")])
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)))):
        if changed:
            changed[-1 - place % min(len(changed), 600)] = byte
    path.write_bytes(changed)
    try:
        read_sample(folder)
    except ModelFileCorrupt as refused:
        assert "sample_io.npz" in refused.message  # noqa: PT017  it may also be whole still
    finally:
        path.write_bytes(whole)
