"""`football train --model in-play` as a person runs it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.one_process import Command, Ended, football_each
from tests.training.backtest.samples import write_files
from tests.training.inplay.samples import write_inplay
from tests.training.leagues import league_system

ASKED = ("train", "--model", "in-play", "--version", "1.0.0", "--to", "2021-07-01", "--no-publish")
DATA, INPLAY = ("--data", "{data}"), ("--inplay", "{inplay}")

WRONG: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "no folder of season files": (INPLAY, 2, "--data: model in-play learns from season files"),
    "no folder of in-play files": (DATA, 2, "--inplay: name the folder of the in-play files"),
    "a choice of other models": ((*DATA, *INPLAY, "--search", "3"), 2, "--search: model in-play has no such"),
    "a folder without in-play files": ((*DATA, "--inplay", "{data}"), 1, "cannot be read as in-play data"),
    "a version that is none": ((*DATA, *INPLAY, "--version", "one"), 2, "version: 'one' must be numbers"),
    "too early": ((*DATA, *INPLAY, "--to", "2015-09-01"), 1, "recorded matches to learn from"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    place, system = tmp_path_factory.mktemp("in-play"), league_system(seasons=7)
    names = {
        "data": str(write_files(place / "data", system)),
        "inplay": str(write_inplay(place / "inplay", system)),
    }
    asked = {name: arguments for name, (arguments, _, _) in WRONG.items()} | {
        "right": (*DATA, *INPLAY, "--json")
    }
    commands: list[Command] = [
        ((*ASKED, "--out", str(place / name), *(word.format(**names) for word in words)), {})
        for name, words in asked.items()
    ]
    return dict(zip(asked, football_each(commands), strict=True))


def test_a_version_is_made_and_its_figures_are_told(answers: dict[str, Ended]) -> None:
    done = answers["right"]
    assert done.status == 0, done.stderr
    report = json.loads(done.stdout)
    folder = Path(report["folder"])
    assert json.loads((folder / "model.json").read_text())["metrics"] == report["metrics"]
    assert report["metrics"]["market_minute_60_log_loss"] < 1
    assert "what match expected in 2020/21" in done.stderr


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_refused_with_what_to_do(answers: dict[str, Ended], name: str) -> None:
    _, status, told = WRONG[name]
    done = answers[name]
    assert (done.status, done.stdout) == (status, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
