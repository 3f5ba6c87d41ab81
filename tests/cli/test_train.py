"""`football train` as a person runs it: the same files every time, wrong questions refused early."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.one_process import Ended, football_each
from tests.program import football
from tests.servers import free_port
from tests.training.backtest.samples import write_files
from tests.training.leagues import league_system

WINDOW = ("--to", "2020-07-01", "--competitions", "E0,EC", "--version", "1.0.0")
SEARCH = (
    *("--to", "2021-01-01", "--competitions", "E0", "--version", "1.0.0"),
    *("--search", "4", "--search-competitions", "--processes", "1", "--json"),
)


class Made(NamedTuple):
    done: subprocess.CompletedProcess[str]
    out: Path

    def files(self, name: str = "match") -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.out / name / "1.0.0").iterdir()}


@pytest.fixture(scope="module")
def season_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("season-files")
    write_files(folder, league_system())
    return folder


def own(out: Path) -> dict[str, str]:
    # outside a repository: a commit between two runs is told in the files
    return {"GIT_DIR": str(out / "none"), "FOOTBALL_HOME": str(out.parent / f"{out.name}-home")}


def train(data: Path, out: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> Made:
    words = ("train", "--data", str(data), "--out", str(out), *arguments)
    return Made(football(*words, settings=own(out) | dict(settings or {})), out)


def with_threads(number: str) -> dict[str, str]:
    return {"PYTHONHASHSEED": number, "OMP_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number}


@pytest.fixture(scope="module")
def unpublished(season_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Made while MLflow is away."""
    away = {"FOOTBALL_MLFLOW_TRACKING_URI": f"http://127.0.0.1:{free_port()}"}
    out = tmp_path_factory.mktemp("unpublished") / "models"
    return train(season_files, out, *WINDOW, settings=with_threads("2") | away)


@pytest.fixture(scope="module")
def priced(season_files: Path, tmp_path_factory: pytest.TempPathFactory, mlflow_server: str) -> Made:
    """The model of prices, made while MLflow is there."""
    out = tmp_path_factory.mktemp("priced") / "models"
    settings = {"FOOTBALL_MLFLOW_TRACKING_URI": mlflow_server}
    made = train(season_files, out, *WINDOW, "--model", "match-market", settings=settings)
    assert made.done.returncode == 0, made.done.stderr
    return made


@pytest.fixture(scope="module")
def searched(season_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    made = train(season_files, tmp_path_factory.mktemp("searched") / "models", *SEARCH)
    assert made.done.returncode == 0, made.done.stderr
    return made


def test_two_processes_make_the_same_files_whatever_their_hashes_and_threads(
    season_files: Path, tmp_path: Path, unpublished: Made
) -> None:
    made = train(season_files, tmp_path / "models", *WINDOW, settings=with_threads("1"))
    assert made.done.returncode == 0, made.done.stderr
    assert made.files() == unpublished.files()
    assert set(made.files()) == {
        *("model.onnx", "model.json", "README.md", "sample_io.npz", "evaluation.json"),
    }


def test_without_mlflow_the_version_is_made_and_published_later(
    unpublished: Made, mlflow_server: str
) -> None:
    assert unpublished.done.returncode == 1
    assert "`football models publish match 1.0.0` goes on from there" in unpublished.done.stderr
    settings = {"FOOTBALL_MLFLOW_TRACKING_URI": mlflow_server, "FOOTBALL_MODELS_DIR": str(unpublished.out)}
    done = football("models", "publish", "match", "1.0.0", settings=settings)
    assert done.returncode == 0, done.stderr
    assert "registered in MLflow as match 1 (challenger)" in done.stdout


def test_a_version_is_published_when_it_is_made(priced: Made) -> None:
    assert "registered in MLflow as match-market 1 (challenger)" in priced.done.stdout


def test_the_model_of_prices_learns_from_season_files_and_its_card_says_so(priced: Made) -> None:
    files = priced.files("match-market")
    assert json.loads(files["model.json"])["metrics"]["last_year_matches"] > 200
    card = files["README.md"].decode()
    assert "that bookmakers have priced" in card
    assert "`match-market-" in card
    assert "--model match-market --version 1.0.0 --to 2020-07-01 --competitions E0,EC`" in card


def test_a_search_says_how_far_it_is_and_its_parameters_are_in_the_file(searched: Made) -> None:
    report = json.loads(searched.done.stdout)
    assert report["parameters"] == json.loads(searched.files()["model.json"])["parameters"]
    assert "search before 2021-01-01: 4/4, best RPS 0." in searched.done.stderr
    card = searched.files()["README.md"].decode()
    assert "--search 4 --search-competitions" in card
    assert "the best of 4 trials" in card
    assert "(E0, EC)" in card, "E0 alone has too few matches to learn from"


def test_a_search_on_ray_finds_what_this_machine_finds(
    season_files: Path, tmp_path: Path, searched: Made
) -> None:
    pytest.importorskip("ray")
    made = train(season_files, tmp_path / "models", *SEARCH, settings={"FOOTBALL_RAY_ADDRESS": "local"})
    assert made.done.returncode == 0, made.done.stderr
    assert made.files() == searched.files()


class Wrong(NamedTuple):
    """A question, with the answer due; `{empty}` and `{unpriced}` are folders, `{closed}` a deaf port."""

    arguments: tuple[str, ...]
    status: int
    told: str
    settings: Mapping[str, str] = {}


WRONG = {
    "model": Wrong((*WINDOW, "--model", "crystal-ball"), 2, "no recipe for 'crystal-ball'"),
    "version": Wrong((*WINDOW, "--version", "latest"), 2, "version: 'latest' must be numbers"),
    "from": Wrong((*WINDOW, "--from", "2020-08-01"), 2, "from: 2020-08-01 must be before the cutoff"),
    "to": Wrong((*WINDOW, "--to", "2999-01-01"), 2, "--to: 2999-01-01 is in the future"),
    "out": Wrong((*WINDOW, "--out", "/proc/nope"), 2, "--out: /proc/nope/match cannot be written"),
    "no trial": Wrong((*WINDOW, "--search", "0"), 2, "--search: 0 must be from 1"),
    "no search": Wrong((*WINDOW, "--search-competitions"), 2, "--search: say how many"),
    "no MLflow": Wrong((*WINDOW, "--publish"), 2, "FOOTBALL_MLFLOW_TRACKING_URI: set it"),
    "no files": Wrong((*WINDOW, "--data", "{empty}"), 2, "holds no season files"),
    "no prices": Wrong(
        (*WINDOW, "--model", "match-market", "--data", "{unpriced}"), 1, "pre-match prices to train"
    ),
    "league": Wrong(
        ("--to", "2020-07-01", "--version", "1.0.0", "--competitions", "SP1"), 1, "matches of SP1 with"
    ),
    "early": Wrong((*WINDOW, "--to", "1990-07-01"), 1, "there are none (the first usable result"),
    "study": Wrong((*WINDOW, "--search", "2"), 1, "search/match.db", {"FOOTBALL_HOME": "{spoilt}"}),
    "cluster": Wrong(
        (*WINDOW, "--search", "2"),
        1,
        "no Ray cluster answers at FOOTBALL_RAY_ADDRESS=127.0.0.1:",
        {"FOOTBALL_RAY_ADDRESS": "127.0.0.1:{closed}"},
    ),
}


@pytest.fixture(scope="module")
def refusals(season_files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Ended], Path]:
    place = tmp_path_factory.mktemp("refusals")
    names = {name: str(place / name) for name in ("empty", "unpriced", "spoilt")}
    (place / "empty").mkdir()
    (place / "spoilt" / "search").mkdir(parents=True)
    (place / "spoilt" / "search" / "match.db").write_text("no study")
    write_files(place / "unpriced", league_system(seasons=1), odds=False)
    commands = []
    for name, wrong in WRONG.items():
        out = place / "out" / name
        words = (word.format(**names) for word in wrong.arguments)
        settings = {key: text.format(**names, closed=free_port()) for key, text in wrong.settings.items()}
        first = ("train", "--data", str(season_files), "--out", str(out))
        commands.append(((*first, *words), own(out) | settings))
    return dict(zip(WRONG, football_each(commands), strict=True)), place / "out"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_refused_and_nothing_is_written(
    refusals: tuple[dict[str, Ended], Path], name: str
) -> None:
    answers, out = refusals
    done, wrong = answers[name], WRONG[name]
    if name == "cluster":
        pytest.importorskip("ray")
    assert (done.status, done.stdout) == (wrong.status, ""), done.stderr
    assert wrong.told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (out / name).exists()
