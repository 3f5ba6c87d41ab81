"""`football models`: what is registered, which version answers, and changing that from a terminal."""

import json
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import numpy as np
import pytest

from app.football.features import MATCH
from tests.fakes import write_model
from tests.program import football

GOOD, POOR = (1.8, 1.25), (1.0, 2.0)
CUTOFF = datetime(2006, 7, 1, tzinfo=UTC)
NO_WEIGHTS = np.zeros((len(MATCH.names), 2), dtype=np.float32)


class Terminal:
    """Runs the command on the Bundesliga to 2009, a poor version and a better one."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._database_url = database_url
        self._settings = {"FOOTBALL_MODELS_DIR": str(folder / "models"), "FOOTBALL_HOME": str(folder)}
        for version, goals in (("1.0.0", POOR), ("1.1.0", GOOD)):
            write_model(folder / "models", version, goals=goals, weights=NO_WEIGHTS, data_cutoff=CUTOFF)

    def run(self, *arguments: str, status: int = 0) -> CompletedProcess[str]:
        done = football("models", *arguments, database_url=self._database_url, settings=self._settings)
        assert done.returncode == status, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)


@pytest.fixture
def terminal(archive_url: str, tmp_path: Path) -> Terminal:
    return Terminal(archive_url, tmp_path)


def test_a_version_goes_from_challenger_to_champion_and_back(terminal: Terminal) -> None:
    assert [row["version"] for row in terminal.json("list")] == ["1.1.0", "1.0.0"]
    assert terminal.run("promote", "match", "1.0.0").stdout == "match 1.0.0 is the champion\n"
    assert terminal.run("challenger", "match", "1.1.0").stdout == "match 1.1.0 is the challenger\n"
    listed = terminal.run("list").stdout
    assert "champion" in listed
    assert "challenger" in listed
    promoted = terminal.run("promote", "match", "1.1.0").stdout
    assert promoted.startswith("match 1.1.0 is the champion, before 1.0.0\non 3")
    assert "RPS 0.2" in promoted
    refused = terminal.run("promote", "match", "1.0.0", status=1).stderr
    assert "PROMOTION_REFUSED" in refused
    assert "is not better than 1.1.0" in refused
    back = terminal.json("rollback", "match", "--reason", "odd scores")
    assert (back["version"], back["previous"], back["kind"], back["reason"]) == (
        *("1.0.0", "1.1.0", "ROLLED_BACK"),
        "odd scores",
    )
    assert "no earlier champion" in terminal.run("rollback", "match", status=1).stderr


def test_show_tells_everything_about_a_version(terminal: Terminal) -> None:
    terminal.run("promote", "match", "1.1.0", "--reason", "the first")
    shown = terminal.run("show", "match", "1.1.0").stdout
    for told in (
        *("match 1.1.0 (champion)", "2006-07-01", "1,000 matches", "league", "by cli: the first"),
        *("base rates", "calibration error", "no prediction of this model has been scored yet"),
    ):
        assert told in shown
    card = terminal.json("show", "match", "1.1.0")
    assert (card["champion"], card["competition_kinds"]) == (True, ["LEAGUE"])
    assert card["performance"]["matches"] == 303
    assert card["promoted"]["actor"] == "cli"


def test_a_windows_end_and_a_reason_are_taken(terminal: Terminal) -> None:
    terminal.run("promote", "match", "1.0.0")
    window = ("--from", "2007-07-01", "--to", "2008-07-01")
    made = terminal.json("promote", "match", "1.1.0", *window)["comparison"]
    assert (made["from"], made["to"], made["matches"]) == (
        *("2007-07-01T00:00:00Z", "2008-07-01T00:00:00Z"),
        306,
    )


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("show", "match", "9.9.9"), 1, "no model match 9.9.9 is registered"),
        (("promote", "match", "1.0.0", "--reason", " "), 2, "must be from 1 to 400 characters"),
        (("promote", "match", "1.0.0", "--from", "soon"), 2, "--from: 'soon' is no instant"),
        (("challenger", "match"), 2, "or give --none"),
        (("challenger", "match", "1.0.0", "--none"), 2, "or give --none"),
        (("rollback", "oracle"), 1, "no version of a model oracle is registered"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_argument_is_told(
    database_url: str, tmp_path: Path, arguments: tuple[str, ...], status: int, told: str
) -> None:
    assert told in Terminal(database_url, tmp_path).run(*arguments, status=status).stderr
