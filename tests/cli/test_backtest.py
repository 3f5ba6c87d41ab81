"""football backtest, as a person runs it: from a folder or the database, killed and gone on with."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from app.football.match import PlayedMatch
from tests.program import command, environment, football
from tests.training.backtest.samples import file_of, write_files
from tests.training.leagues import league_system

WINDOW = ("--model", "match", "--from", "2019-07-01", "--to", "2020-07-01")


@pytest.fixture(scope="module")
def matches() -> list[PlayedMatch]:
    return league_system()


@pytest.fixture(scope="module")
def files(matches: list[PlayedMatch], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("files"), matches)


@pytest.fixture(scope="module")
def whole(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forecasts of a run that nobody disturbed, with its report beside them."""
    out = tmp_path_factory.mktemp("whole") / "predictions.csv"
    arguments = ("--data", str(files), "--out", str(out), "--report", str(out.parent / "report"))
    done = football("backtest", *WINDOW, *arguments, "--dixon-coles", "none")
    assert done.returncode == 0, done.stderr
    assert "264 forecasts in" in done.stdout
    assert "fitting and forecasting" in done.stderr
    return out


def test_a_season_is_forecast_scored_and_reported(whole: Path) -> None:
    assert len(whole.read_text().splitlines()) == 265
    page = (whole.parent / "report" / "report.html").read_text()
    assert "Backtest of match, 2019-07-01 to 2020-07-01" in page
    assert (whole.parent / "report" / "report.md").read_text().startswith("# Backtest of match")
    assert sorted(path.name for path in whole.parent.iterdir()) == ["predictions.csv", "report"]


def test_a_killed_run_goes_on_where_it_stopped(files: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "predictions.csv"
    arguments = ("backtest", *WINDOW, "--data", str(files), "--out", str(out))
    running = subprocess.Popen(
        command(*arguments), env=environment(None), stderr=subprocess.DEVNULL, start_new_session=True
    )
    parts = tmp_path / "predictions.csv.parts"
    deadline = time.monotonic() + 120
    while not list(parts.glob("*.npy")) and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not out.exists()
    finished = len(list(parts.glob("*.npy")))
    assert finished
    done = football(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["resumed_fits"] >= finished
    assert "were done by a run that was ended" in done.stderr
    assert out.read_bytes() == whole.read_bytes()
    assert not parts.exists()
    assert _ended(running.pid)


def _ended(group: int) -> bool:
    """Whether nothing of a process group is left, soon."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_the_database_gives_what_the_folder_gives(
    database_url: str, files: Path, whole: Path, tmp_path: Path
) -> None:
    collected = football(
        *("collect", "football-data", "--competitions", "E0,EC", "--seasons", "1516-2021"),
        database_url=database_url,
        settings={"FOOTBALL_DATA_URL": files.as_uri()},
    )
    assert collected.returncode == 0, collected.stderr
    out = tmp_path / "predictions.csv"
    done = football("backtest", *WINDOW, "--out", str(out), database_url=database_url)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == whole.read_bytes()


def test_what_could_not_be_read_is_named(
    matches: list[PlayedMatch], files: Path, whole: Path, tmp_path: Path
) -> None:
    folder = write_files(tmp_path / "broken", matches)
    with file_of(folder, "2021").open("a") as file:
        file.write("E0,banana\n")
    file_of(folder, "2122").parent.mkdir()
    file_of(folder, "2122").write_text("<html>sorry</html>")
    out = tmp_path / "p.csv"
    done = football(
        "backtest", *WINDOW, "--data", str(folder), "--out", str(out), "--refit", "season", "--json"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["not_read"]
    assert [one.split(": ")[0] for one in told] == ["2021/E0.csv:134", "2122/E0.csv"]
    assert "not read: 2021/E0.csv:134" in done.stderr


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"--model": "oracle"}, 2, "model: there is no recipe for 'oracle'"),
        ({"--from": "2030-01-01", "--to": "2031-01-01"}, 2, "no match kicks off from 2030-01-01"),
        ({"--from": "2015-09-15", "--to": "2015-10-01"}, 1, "matches to train on"),
        ({"--data": "nowhere"}, 2, "data: nowhere is not a folder"),
        ({"--out": "/proc/nobody/p.csv"}, 2, "--out: /proc/nobody/p.csv cannot be written"),
        ({"--out": ""}, 2, "--out"),
    ],
    ids=lambda value: " ".join(map(str, value.items())) if isinstance(value, dict) else "",
)
def test_a_wrong_argument_is_told_by_name_and_nothing_is_left(
    files: Path, tmp_path: Path, changes: dict[str, str], status: int, named: str
) -> None:
    usual = dict(zip(WINDOW[::2], WINDOW[1::2], strict=True))
    options = usual | {"--data": str(files), "--out": str(tmp_path / "p.csv")} | changes
    given = [word for option, value in options.items() if value for word in (option, value)]
    done = football("backtest", *given)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)
    assert named in done.stderr
    assert list(tmp_path.iterdir()) == []
