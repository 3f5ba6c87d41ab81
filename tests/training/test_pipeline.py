"""The way from matches to a model version."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.db.connection import raw_connection
from app.db.matches_fold import played_matches
from app.errors import InsufficientData, ValidationFailed
from app.football import scoring
from app.football.features import MATCH
from app.football.match import PlayedMatch, Score
from app.football.prices import PreMatchOdds
from app.prediction.contract import read_info
from app.training.dataset import Dataset, build_dataset
from app.training.describe import git_revision
from app.training.evaluate import base_rate_forecasts
from app.training.export import check_out
from app.training.pipeline import TrainingReport, train, train_from_database
from app.training.request import TrainingRequest

CUTOFF = datetime(2020, 7, 1, tzinfo=UTC)
FIRST_AUTUMN = datetime(2015, 11, 1, tzinfo=UTC)


def request(out: Path, **changes: object) -> TrainingRequest:
    return replace(TrainingRequest(version="1.0.0", to=CUTOFF, out=out), **changes)  # type: ignore[arg-type]  # any field


def outputs(folder: Path) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    with np.load(folder / "sample_io.npz") as samples:
        return dict(samples)


@dataclass(frozen=True)
class Trained:
    report: TrainingReport
    told: list[str]


@pytest.fixture(scope="module")
def trained(invented: list[PlayedMatch], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """What most promises are looked up in."""
    told: list[str] = []
    return Trained(train(invented, request(tmp_path_factory.mktemp("models")), told.append), told)


@pytest.fixture(scope="module")
def autumn(invented: list[PlayedMatch]) -> list[PlayedMatch]:
    """The first three months, far too few to learn from."""
    return [match for match in invented if match.known_at < FIRST_AUTUMN]


def test_training_twice_gives_the_same_file(
    trained: Trained, invented: list[PlayedMatch], tmp_path: Path
) -> None:
    first, second = trained.report, train(reversed(invented), request(tmp_path))
    assert first.description == second.description
    for name in ("model.onnx", "model.json", "README.md"):
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()


def test_results_after_the_cutoff_are_scored_but_not_learned(
    trained: Trained, invented: list[PlayedMatch], tmp_path: Path
) -> None:
    changed = [replace(match, score=Score(0, 7)) if match.known_at >= CUTOFF else match for match in invented]
    usual, other = trained.report, train(changed, request(tmp_path))
    assert usual.description.data_digest == other.description.data_digest
    for name, values in outputs(usual.folder).items():
        assert np.array_equal(values, outputs(other.folder)[name])
    figures = [report.description.metrics["next_year_rps"] for report in (usual, other)]
    assert figures[0] < figures[1]


def test_the_report_the_card_and_the_file_tell_the_same(trained: Trained) -> None:
    report = trained.report
    assert (report.folder.parent.name, report.folder.name) == ("match", "1.0.0")
    told = json.loads((report.folder / "model.json").read_text())
    assert told["training_rows"] == report.description.training_rows > 500
    card = (report.folder / "README.md").read_text()
    assert told["data_digest"] in card
    assert f"{told['training_rows']:,} league matches" in card


def test_only_the_named_competitions_are_learned_with_the_ratings_of_all(
    invented: list[PlayedMatch], tmp_path: Path
) -> None:
    """A team that came up from a division left out is rated by what it did there, as in serving."""
    moved = [
        replace(
            match, fixture=replace(match.fixture, competition="E0" if match.fixture.season > "17" else "E1")
        )
        for match in invented
    ]
    report = train(moved, request(tmp_path, competitions=("E0",)))
    rows = build_dataset(moved).between(None, CUTOFF)
    wanted = rows.where([match.fixture.competition == "E0" for match in rows.matches])
    assert report.description.data_digest == wanted.digest


def test_too_few_matches_before_the_cutoff_are_refused(autumn: list[PlayedMatch], tmp_path: Path) -> None:
    with pytest.raises(InsufficientData, match="500 matches to train on; there are"):
        train(autumn, request(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"to": datetime(2001, 1, 1, tzinfo=UTC)}, "before 2001-01-01; there are none .* is of 2015-09"),
        ({"competitions": ("SP1",)}, "matches of SP1 with results known before 2020-07-01; there are none"),
    ],
)
def test_a_window_without_a_match_is_told_from_one_with_few(
    autumn: list[PlayedMatch], tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    with pytest.raises(InsufficientData, match=told):
        train(autumn, request(tmp_path, **changes))


def test_a_model_of_prices_is_not_made_without_them(autumn: list[PlayedMatch], tmp_path: Path) -> None:
    wanted = request(tmp_path, name="match-market")
    with pytest.raises(InsufficientData, match="pre-match prices to train match-market on; no match has any"):
        train(autumn, wanted)
    late = replace(autumn[0].fixture, match_id="late", kickoff=CUTOFF)
    odds = {"late": PreMatchOdds(CUTOFF, {"Avg": (2.0, 3.4, 4.0)})}
    with pytest.raises(InsufficientData, match="with pre-match prices and results known before 2020-07-01"):
        train([*autumn, replace(autumn[0], fixture=late)], wanted, odds=odds)


@pytest.mark.parametrize("out", ["/proc/nope", "file", "file/models"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    autumn: list[PlayedMatch], tmp_path: Path, out: str
) -> None:
    (tmp_path / "file").touch()
    told: list[str] = []
    with pytest.raises(ValidationFailed, match=f"--out: .*{out}.* cannot be written"):
        train(autumn, request(tmp_path / out), told.append)
    assert told == []


def test_looking_whether_a_place_can_be_written_leaves_nothing_there(tmp_path: Path) -> None:
    check_out(tmp_path / "models" / "match")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("version", ["", "1", "1.0", "v1.0.0", "1.0.0/..", "1.0.0-", "1.0.0-a..b", "latest"])
def test_a_version_that_cannot_be_put_in_order_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(ValidationFailed, match=r"version: .*1\.2\.0"):
        request(tmp_path, version=version)


def test_a_model_that_nobody_knows_how_to_make_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed, match="no recipe for 'crystal-ball'; there is match"):
        request(tmp_path, name="crystal-ball")


def test_the_file_tells_what_is_usual_in_each_competition(trained: Trained, data: Dataset) -> None:
    info = read_info(trained.report.folder)
    assert set(info.baselines) == set(info.base_rates) == {"E0", "EC", "*"}
    rows = data.between(None, CUTOFF)
    last = [
        match.fixture.competition == "E0" and match.fixture.season in {"1718", "1819", "1920"}
        for match in rows.matches
    ]
    assert info.baselines["E0"] == pytest.approx(
        rows.where(last).features.mean(axis=0, dtype=np.float64), abs=1e-6
    )
    drawn = rows.where(last).outcomes == 1
    assert info.base_rates["E0"][1] == pytest.approx(drawn.mean())


def test_unseen_years_are_judged_by_models_fitted_without_them(
    trained: Trained, invented: list[PlayedMatch], tmp_path: Path
) -> None:
    """The figures of the last year are those of a version that was trained a year earlier."""
    report = trained.report
    a_year_earlier = train(
        invented, request(tmp_path, version="0.9.0", to=CUTOFF.replace(year=CUTOFF.year - 1))
    )
    for name in ("rps", "log_loss", "calibration_error"):
        now, then = f"last_year_{name}", f"next_year_{name}"
        assert report.description.metrics[now] == a_year_earlier.description.metrics[then]
    assert report.evaluation["years"] == 2, "too little was known before the first of the three"
    assert report.description.metrics["last_years_matches"] == sum(
        season["matches"] for season in report.evaluation["seasons"]
    )


def test_a_cutoff_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailed, match="to: must be an instant in UTC"):
        request(tmp_path, to=datetime(2024, 7, 1))  # noqa: DTZ001  the naive instant that is refused


def test_progress_is_told_step_by_step(trained: Trained) -> None:
    assert [step.split()[0] for step in trained.told] == ["building", "evaluating", "fitting", "exporting"]


def test_ratings_and_features_import_no_training_library() -> None:
    """The serving process uses both."""
    code = "import app.football.features, app.football.ratings, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert not loaded & {"sklearn", "skl2onnx", "onnx", "scipy", "pandas", "polars"}


async def test_the_database_is_trained_on_through_the_same_fold(archive_url: str, tmp_path: Path) -> None:
    """The real Bundesliga from 1963, of which no shots were ever counted."""
    wanted = request(tmp_path, to=datetime(1980, 7, 1, tzinfo=UTC))
    report = await train_from_database(archive_url, wanted)
    async with raw_connection(archive_url) as connection, connection.transaction(readonly=True):
        played = [match async for match in played_matches(connection)]
    data = build_dataset(match for match in played if match.known_at < wanted.to)
    assert report.description.data_digest == data.digest
    evidence = data.features[:, MATCH.names.index("shot_evidence_home")]
    assert np.array_equal(evidence, np.zeros_like(evidence))
    later = [match for match in played if match.known_at >= wanted.to][:306]
    outcomes = scoring.outcome_codes(match.score.outcome for match in later)
    base = scoring.rps(base_rate_forecasts(played, later), outcomes)
    assert report.description.metrics["next_year_rps"] < base


def test_outside_a_repository_the_revision_is_unknown(tmp_path: Path) -> None:
    assert git_revision(tmp_path) == "unknown"
