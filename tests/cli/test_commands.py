"""The football command: results on stdout, the rest on stderr, exit status 0 done, 1 failed, 2 usage."""

import json
from pathlib import Path

import pytest

from tests.program import football

HEADER = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR"
LINES = ("E0,17/08/2024,Arsenal,Wolves,2,0,H", "E0,17/08/2024,Everton,Brighton,0,3,A")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in football-data.co.uk's layout with two invented matches."""
    file = tmp_path / "mmz4281" / "2425" / "E0.csv"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join((HEADER, *LINES)) + "\n")
    return tmp_path


def collect(url: str, data: Path, *arguments: str) -> dict[str, object]:
    done = football(
        *("collect", "football-data", "--competitions", "E0", "--seasons", "2425", "--json", *arguments),
        database_url=url,
        settings={"FOOTBALL_DATA_URL": data.as_uri()},
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, object] = json.loads(done.stdout)[0]
    return report


def test_a_second_collection_changes_nothing_and_says_so(database_url: str, data: Path) -> None:
    assert collect(database_url, data)["added"] == 2
    again = football(
        *("collect", "football-data", "--competition", "E0", "--season", "2425"),
        database_url=database_url,
        settings={"FOOTBALL_DATA_URL": data.as_uri()},
    )
    assert again.stdout == "football-data: nothing changed, 2 matches are as they were\n"


def test_refused_lines_are_told_with_file_and_line(database_url: str, data: Path) -> None:
    file = data / "mmz4281" / "2425" / "E0.csv"
    file.write_text(file.read_text() + "E0,18/08/2024,Chelsea,Everton,-1,0,A\n")
    done = football(
        *("collect", "football-data", "--competitions", "E0", "--seasons", "2425"),
        database_url=database_url,
        settings={"FOOTBALL_DATA_URL": data.as_uri()},
    )
    assert done.returncode == 0
    assert "refused mmz4281/2425/E0.csv:4:" in done.stdout


def test_a_source_out_of_reach_is_a_failure_that_says_what_is_missing(database_url: str) -> None:
    done = football(
        *("collect", "fixtures"),
        database_url=database_url,
        settings={"FOOTBALL_DATA_URL": "file:///nowhere-at-all"},
    )
    assert done.returncode == 1
    assert "nothing could be collected" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("collect", "football-data", "--competitions", "ZZ"), "competitions: unknown: ZZ"),
        (("collect", "football-data", "--seasons", "banana"), "seasons: 'banana'"),
        (("collect", "football-data", "--seasons", "2526-1516"), "seasons"),
        (("predict",), "HOME AWAY: name both teams"),
        (("predict", "Arsenal", "Chelsea", "--as-of", "2024-08-17T12:00"), "has no time zone; write"),
        (("predict", "Arsenal", "Chelsea", "--kickoff", "tomorrow"), "--kickoff: 'tomorrow' is no instant"),
        (("features", "backfill", "--from", "2024-13-01"), "--from: '2024-13-01' is no instant"),
        (
            ("features", "backfill", "--to", "9999-12-31T23:59-01:00"),
            "--to: '9999-12-31T23:59-01:00' is no inst",
        ),
        (("train", "--version", "9.9.9"), "--to: name the instant"),
        (("train", "--version", "9.9.9", "--to", "2024-07-01", "--competitions", "ZZ"), "unknown: ZZ"),
        (("serve", "--port", "99999"), "'--port'"),
        (("nonsense",), "nonsense"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_argument_is_a_usage_error_that_names_it(
    database_url: str, arguments: tuple[str, ...], named: str
) -> None:
    done = football(*arguments, database_url=database_url)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_ends_every_command_by_name() -> None:
    done = football("config", settings={"FOOTBALL_DATABASE_UR": "postgres://localhost/x"})
    assert done.returncode == 2
    assert "FOOTBALL_DATABASE_UR: unknown setting; did you mean FOOTBALL_DATABASE_URL?" in done.stderr


def test_config_shows_each_value_with_its_source_and_masks_secrets() -> None:
    done = football("config", database_url="postgres://me:hunter2@localhost/x")
    assert done.returncode == 0
    assert "hunter2" not in done.stdout
    line = next(line for line in done.stdout.splitlines() if line.startswith("FOOTBALL_DATABASE_URL"))
    assert line.split() == ["FOOTBALL_DATABASE_URL", "**********", "environment"]
    as_json = football("config", "--json", database_url="postgres://me:hunter2@localhost/x")
    assert json.loads(as_json.stdout)["FOOTBALL_PORT"] == {"value": "8000", "source": "default"}


def test_migrate_goes_down_and_up_and_says_what_it_did(database_url: str) -> None:
    assert "nothing to do" in football("migrate", database_url=database_url).stdout
    down = football("migrate", "--down-to", "-1", database_url=database_url)
    assert down.stdout.startswith("took back: ")
    refused = football("models", "list", database_url=database_url)
    assert refused.returncode == 1
    assert "run `football migrate`" in refused.stderr
    up = football("migrate", "--json", database_url=database_url)
    assert json.loads(up.stdout)["applied"]


def test_a_database_that_is_not_there_is_a_failure_without_the_password() -> None:
    done = football("models", "list", database_url="postgres://me:hunter2@127.0.0.1:1/x")
    assert done.returncode == 1
    assert "127.0.0.1:1/x does not answer" in done.stderr
    assert "hunter2" not in done.stderr


def test_health_without_a_service_says_so() -> None:
    done = football("health", "--url", "http://127.0.0.1:1")
    assert done.returncode == 1
    assert "is the service running?" in done.stderr


def test_health_of_a_running_service_is_shown(served: str) -> None:
    done = football("health", "--probe", "readiness", "--url", served)
    assert done.returncode == 0, done.stderr
    assert "postgresql" in done.stdout
    assert json.loads(football("health", "--url", served, "--json").stdout)["checks"]["model"]
