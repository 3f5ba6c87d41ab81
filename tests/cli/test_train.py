"""`football train` as a person runs it: the same files every time, wrong questions refused early."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.program import football
from tests.servers import free_port
from tests.training.backtest.samples import write_files
from tests.training.leagues import league_system

WINDOW = ("--to", "2020-07-01", "--competitions", "E0,EC", "--version", "1.0.0")


@pytest.fixture(scope="module")
def season_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("season-files")
    write_files(folder, league_system())
    return folder


def train(
    data: Path, out: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    # outside a repository: a commit between two runs is told in the files
    own = {"GIT_DIR": str(out / "none"), "FOOTBALL_HOME": str(out.parent / f"{out.name}-home")}
    own |= settings or {}
    return football("train", "--data", str(data), "--out", str(out), *arguments, settings=own)


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "match" / "1.0.0").iterdir()}


def test_two_processes_make_the_same_files_whatever_their_hashes_and_threads(
    season_files: Path, tmp_path: Path
) -> None:
    for name, hashes, threads in (("a", "1", "1"), ("b", "2", "2")):
        settings = {"PYTHONHASHSEED": hashes, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        done = train(season_files, tmp_path / name, *WINDOW, settings=settings)
        assert done.returncode == 0, done.stderr
    made = files(tmp_path / "a")
    assert made == files(tmp_path / "b")
    assert set(made) == {"model.onnx", "model.json", "README.md", "sample_io.npz", "evaluation.json"}


def test_a_search_says_how_far_it_is_and_its_parameters_are_in_the_file(
    season_files: Path, tmp_path: Path
) -> None:
    window = ("--to", "2021-01-01", "--competitions", "E0", "--version", "1.0.0")
    done = train(
        season_files,
        tmp_path / "a",
        *(*window, "--search", "6", "--search-competitions", "--processes", "1", "--json"),
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["parameters"] == json.loads(files(tmp_path / "a")["model.json"])["parameters"]
    assert "search before 2021-01-01: 6/6, best RPS 0." in done.stderr
    card = files(tmp_path / "a")["README.md"].decode()
    assert "--search 6 --search-competitions" in card
    assert "the best of 6 trials" in card
    assert "(E0, EC)" in card, "E0 alone has too few matches to learn from"


def test_a_search_on_ray_finds_what_this_machine_finds(season_files: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    window = ("--to", "2021-01-01", "--competitions", "E0,EC", "--version", "1.0.0", "--search", "2")
    for name, settings in (("here", {}), ("ray", {"FOOTBALL_RAY_ADDRESS": "local"})):
        done = train(season_files, tmp_path / name, *window, "--processes", "1", settings=settings)
        assert done.returncode == 0, done.stderr
    assert files(tmp_path / "here") == files(tmp_path / "ray")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ((*WINDOW, "--model", "crystal-ball"), 2, "no recipe for 'crystal-ball'"),
        (("--to", "2020-07-01", "--version", "latest"), 2, "version: 'latest' must be numbers"),
        ((*WINDOW, "--from", "2020-08-01"), 2, "from: 2020-08-01 must be before the cutoff"),
        ((*WINDOW, "--search", "0"), 2, "--search: 0 must be from 1"),
        ((*WINDOW, "--search-competitions"), 2, "--search: say how many"),
        ((*WINDOW, "--publish"), 2, "FOOTBALL_MLFLOW_TRACKING_URI: set it"),
        (("--to", "2020-07-01", "--competitions", "SP1", "--version", "1.0.0"), 1, "matches of SP1 with"),
        (("--to", "1990-07-01", "--version", "1.0.0"), 1, "there are none (the first usable result"),
    ],
    ids=str,
)
def test_a_wrong_question_is_refused_and_nothing_is_written(
    season_files: Path, tmp_path: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    done = train(season_files, tmp_path / "out", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_model_of_prices_learns_from_season_files_and_its_card_says_so(
    season_files: Path, tmp_path: Path
) -> None:
    done = train(season_files, tmp_path / "a", *WINDOW, "--model", "match-market", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["metrics"]["last_year_matches"] > 200
    card = (tmp_path / "a" / "match-market" / "1.0.0" / "README.md").read_text()
    assert "that bookmakers have priced" in card
    assert "`match-market-" in card
    assert "--model match-market --version 1.0.0 --to 2020-07-01 --competitions E0,EC`" in card


def test_a_cluster_out_of_reach_is_told(season_files: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    address = f"127.0.0.1:{free_port()}"
    settings = {"FOOTBALL_RAY_ADDRESS": address}
    done = train(season_files, tmp_path / "out", *WINDOW, "--search", "2", settings=settings)
    assert done.returncode == 1
    assert f"no Ray cluster answers at FOOTBALL_RAY_ADDRESS={address}" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_without_season_files_is_refused(tmp_path: Path) -> None:
    done = train(tmp_path, tmp_path / "out", *WINDOW)
    assert done.returncode == 2
    assert "holds no season files" in done.stderr


def test_a_version_is_published_when_it_is_made(
    season_files: Path, tmp_path: Path, mlflow_server: str
) -> None:
    settings = {"FOOTBALL_MLFLOW_TRACKING_URI": mlflow_server}
    done = train(season_files, tmp_path / "a", *WINDOW, settings=settings)
    assert done.returncode == 0, done.stderr
    assert "registered in MLflow as match 1 (challenger)" in done.stdout


def test_without_mlflow_the_version_is_made_and_published_later(
    season_files: Path, tmp_path: Path, mlflow_server: str
) -> None:
    down = {"FOOTBALL_MLFLOW_TRACKING_URI": f"http://127.0.0.1:{free_port()}"}
    done = train(season_files, tmp_path / "a", *WINDOW, "--seed", "5", settings=down)
    assert done.returncode == 1
    assert "`football models publish match 1.0.0` goes on from there" in done.stderr
