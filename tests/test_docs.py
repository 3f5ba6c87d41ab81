"""What README and docs print runs: every command and every operation, in the order of the page."""

import json
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import copied_database, skip_or_fail
from tests.program import ROOT, command, environment, football, served_by

PAGES = (
    "README.md",
    "docs/operations.md",
    "docs/api.md",
    "docs/model.md",
    "docs/inplay.md",
    "docs/live.md",
    "docs/measurements.md",
)
BLOCK = re.compile(r"^```(sh|graphql)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRINTED_ADDRESS = "http://127.0.0.1:8000"

HEADER = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,AvgCH,AvgCD,AvgCA"
TEAMS = ("Arsenal", "Chelsea", "Everton", "Fulham", "Liverpool")


@dataclass(frozen=True)
class Printed:
    page: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.splitlines()[0]}"


def printed(language: str) -> list[Printed]:
    found = []
    for page in PAGES:
        for kind, text in BLOCK.findall((ROOT / page).read_text()):
            if kind == language:
                found += [Printed(page, kind, one) for one in _pieces(kind, text)]
    return found


def _pieces(kind: str, text: str) -> list[str]:
    if kind == "graphql":
        return [text]
    whole = text.replace("\\\n", " ")
    return [line for line in whole.splitlines() if line.strip() and not line.startswith("#")]


def commands() -> list[Printed]:
    """Each once, where it is printed first."""
    first: dict[str, Printed] = {}
    for one in printed("sh"):
        first.setdefault(one.text, one)
    return list(first.values())


@dataclass(frozen=True)
class Place:
    """Where the commands run: a database, a data source, a served address, a folder to write to."""

    database_url: str
    address: str
    settings: dict[str, str]
    folder: Path


@pytest.fixture(scope="module")
async def place(
    postgres_server: str, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """The archive's database, and a source with invented E0 matches and a fixture of tomorrow."""
    folder = tmp_path_factory.mktemp("docs")
    write_source(folder / "data")
    models = folder / "models_onnx"
    for name, version in (("match", "2.0.0"), ("in-play", "1.0.0")):
        (models / name).mkdir(parents=True)
        (models / name / version).symlink_to(ROOT / "models_onnx" / name / version)
    settings = {"FOOTBALL_DATA_URL": (folder / "data").as_uri(), "FOOTBALL_MODELS_DIR": str(models)}
    async with copied_database(postgres_server, archive_template) as url:
        for source in (("football-data", "--competitions", "E0", "--seasons", "2425"), ("fixtures",)):
            assert football("collect", *source, database_url=url, settings=settings).returncode == 0
        with served_by(database_url=url, settings=settings, log=folder / "server.log") as (_, address):
            port = address.rpartition(":")[2]
            yield Place(
                url,
                address,
                settings | {"FOOTBALL_PORT": port, "FOOTBALL_HOME": str(folder / "home")},
                folder,
            )


def write_source(folder: Path) -> None:
    for year in range(2021, 2025):
        season = folder / "mmz4281" / f"{year % 100}{year % 100 + 1}"
        season.mkdir(parents=True)
        for division in ("E0", "SP1"):
            lines = "\n".join((HEADER, *_results(division, year)))
            (season / f"{division}.csv").write_text(lines + "\n")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    fixture = f"E0,{tomorrow:%d/%m/%Y},15:00,Arsenal,Chelsea"
    (folder / "fixtures.csv").write_text(f"Div,Date,Time,HomeTeam,AwayTeam\n{fixture}\n")


def _results(division: str, year: int) -> Iterator[str]:
    for day, (home, away) in enumerate(permutations(TEAMS, 2)):
        goals = ((day + year) % 4, day % 3)
        result = "H" if goals[0] > goals[1] else "A" if goals[0] < goals[1] else "D"
        date = datetime(year, 8, 17, tzinfo=UTC) + timedelta(days=3 * day)
        name = "" if division == "E0" else " B"
        match = f"{division},{date:%d/%m/%Y},{home}{name},{away}{name}"
        yield f"{match},{goals[0]},{goals[1]},{result},2.1,3.3,3.6"


@pytest.mark.parametrize("shown", commands(), ids=str)
def test_a_printed_command_runs(place: Place, shown: Printed) -> None:
    words = shlex.split(shown.text)
    match words:
        case ["make", *targets]:
            done = subprocess.run(["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
        case ["football", "serve", *options]:
            log = place.folder / "printed-serve.log"
            given = ("serve", *options, "--port", "0")
            with served_by(
                *given, database_url=place.database_url, settings=place.settings, log=log
            ) as served:
                assert httpx.get(f"{served[1]}/health/liveness").status_code == 200
        case ["football", "live", "run", *_]:
            run_until_stopped(place, command(*words[1:]), "live_running")
        case ["football", *arguments]:
            run(place, command(*arguments))
        case ["python", *arguments]:
            run(place, [command()[0], *arguments])
        case ["curl", *_]:
            if shutil.which("curl") is None:
                skip_or_fail("no curl here")
            answer = run(place, shlex.split(shown.text.replace(PRINTED_ADDRESS, place.address)))
            assert '"errors"' not in answer
        case _:
            pytest.fail(f"nobody knows how to check {shown.text!r}")


def run(place: Place, words: list[str]) -> str:
    done = subprocess.run(
        words,
        cwd=place.folder,
        env=environment(place.database_url, place.settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if ".ci/install-servers" in done.stderr:
        skip_or_fail(done.stderr.splitlines()[-1])
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def run_until_stopped(place: Place, words: list[str], event: str) -> None:
    """A command that goes on until it is stopped: it says so, and stops well."""
    log = place.folder / "until-stopped.log"
    with log.open("w") as stderr:
        environ = environment(place.database_url, place.settings)
        process = subprocess.Popen(words, cwd=place.folder, env=environ, stderr=stderr)
        try:
            deadline = time.monotonic() + 60
            while event not in log.read_text():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            process.terminate()
            assert process.wait(30) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()


@pytest.mark.parametrize("shown", printed("graphql"), ids=str)
def test_a_printed_operation_answers(place: Place, shown: Printed) -> None:
    answer = told_first if shown.text.startswith("subscription") else answered
    body = answer(f"{place.address}/graphql", {"query": shown.text})
    assert "errors" not in body, json.dumps(body["errors"], indent=1)


def answered(url: str, operation: dict[str, str]) -> dict[str, Any]:
    response = httpx.post(url, json=operation, timeout=30)
    body: dict[str, Any] = response.json()
    assert response.status_code == 200, body
    return body


def told_first(url: str, operation: dict[str, str]) -> dict[str, Any]:
    """The first message of a subscription, over server-sent events."""
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", url, json=operation, headers=headers, timeout=30) as response:
        line = next(line for line in response.iter_lines() if line.startswith("data: "))
    body: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return body


def test_the_readme_quotes_figures_of_the_quality_page() -> None:
    quoted = re.findall(r"\b0\.\d{5}\b|\b\d+\.\d%|\b\d+,\d{3}(?= matches)", (ROOT / "README.md").read_text())
    known = (ROOT / "docs" / "quality.md").read_text()
    assert len(quoted) > 10
    assert [figure for figure in quoted if figure not in known] == []


def test_the_pages_print_something_to_check() -> None:
    assert {one.page for one in printed("sh")} == set(PAGES)
    assert printed("graphql")
