"""From folders to a version: the same files every time, and files that the service takes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import InsufficientData, ValidationFailed
from app.prediction.runtime import OnnxModel
from app.training.inplay.evaluate import MINUTES
from app.training.inplay.pipeline import InPlayRequest, train_in_play
from app.training.pipeline import TrainingReport
from tests.training.backtest.samples import write_files
from tests.training.inplay.samples import write_inplay
from tests.training.leagues import league_system

TO = datetime(2021, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> InPlayRequest:
    folder, system = tmp_path_factory.mktemp("in-play"), league_system(seasons=7)
    write_files(folder / "data", system)
    write_inplay(folder / "inplay", system)
    return InPlayRequest("1.0.0", TO, folder / "models", folder / "data", folder / "inplay")


@pytest.fixture(scope="module", autouse=True)
def _outside_a_repository(request_: InPlayRequest) -> Iterator[None]:
    """A commit between two runs is told in the files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_DIR", str(request_.out / "none"))
        yield


@pytest.fixture(scope="module")
def report(request_: InPlayRequest) -> TrainingReport:
    return train_in_play(request_)


def test_the_service_takes_what_was_made(report: TrainingReport) -> None:
    model = OnnxModel.load(report.folder)
    assert (model.info.name, model.info.feature_set) == ("in-play", "in-play-1")
    assert model.golden() == 0


def test_matches_after_the_cutoff_are_not_learned(report: TrainingReport) -> None:
    """Of seven seasons of 264 matches, the last begins after it."""
    assert report.description.training_rows == 6 * 264


def test_the_figures_are_of_seasons_that_the_compared_model_had_not_seen(report: TrainingReport) -> None:
    metrics = report.description.metrics
    assert metrics["market_matches"] == 5 * 132
    for minute in MINUTES:
        assert 0 < metrics[f"market_minute_{minute}_log_loss"] < 1.1
        assert f"own_minute_{minute}_reference_log_loss" in metrics


def test_the_same_folders_give_the_same_files(
    report: TrainingReport, request_: InPlayRequest, tmp_path: Path
) -> None:
    again = train_in_play(replace(request_, out=tmp_path))
    files = {path.name: path.read_bytes() for path in report.folder.iterdir()}
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == files
    assert sorted(files) == ["README.md", "model.json", "model.onnx", "sample_io.npz"]


def test_the_card_tells_how_it_was_made(report: TrainingReport) -> None:
    card = (report.folder / "README.md").read_text()
    assert "football train --model in-play --version 1.0.0 --to 2021-07-01" in card
    assert "| 45 | 660 |" in card


def test_what_the_file_says_of_itself_is_what_the_graph_has(report: TrainingReport) -> None:
    facts = json.loads((report.folder / "model.json").read_text())
    assert len(facts["parameters"]["state"]) == 7
    assert facts["parameters"]["own_red"] == report.description.parameters["own_red"]


def test_too_few_matches_are_refused(request_: InPlayRequest, tmp_path: Path) -> None:
    early = replace(request_, to=datetime(2015, 9, 1, tzinfo=UTC), out=tmp_path)
    with pytest.raises(InsufficientData, match="recorded matches"):
        train_in_play(early)
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    "changes",
    [{"version": "one"}, {"to": datetime(2021, 7, 1)}],  # noqa: DTZ001  that is what is refused
)
def test_what_cannot_be_meant_is_refused(request_: InPlayRequest, changes: dict[str, object]) -> None:
    with pytest.raises(ValidationFailed):
        replace(request_, **changes)  # type: ignore[arg-type]
