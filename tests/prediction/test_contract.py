"""What model.json may say, and what makes it unreadable."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.football.features import MATCH
from app.prediction.contract import ModelFileCorrupt, read_info
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
