"""`football export` on real matches, the Bundesliga archive: files on disk, or a reason and nothing."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import copied_database, execute
from tests.program import football

ODD_PRICE = """
INSERT INTO odds (match_id, bookmaker, market, line, taken, over, under)
VALUES ((SELECT min(id) FROM match), 'B365', 'TOTAL_GOALS', 3.5, 'OPENING', 2.9, 1.4)
"""
SEASON = ("--competitions", "D1", "--seasons", "0708")


@pytest.fixture(scope="module")
async def stored(postgres_server: str, archive_template: str) -> AsyncIterator[str]:
    async with copied_database(postgres_server, archive_template) as url:
        yield url


def test_a_season_is_written_and_told(stored: str, tmp_path: Path) -> None:
    out = str(tmp_path / "new" / "folder")
    done = football("export", "matches", *SEASON, "--out", out, "--json", database_url=stored)
    assert done.returncode == 0, done.stderr
    file = tmp_path / "new" / "folder" / "matches.csv"
    assert json.loads(done.stdout) == {"files": [{"path": str(file), "rows": 306}], "left_out": 0}
    assert len(file.read_text().splitlines()) == 307


def test_season_files_lie_as_the_source_has_them(stored: str, tmp_path: Path) -> None:
    wanted = (
        "matches",
        "odds",
        "--columns",
        "football-data",
        "--seasons",
        "9899-0001",
        "--out",
        str(tmp_path),
    )
    done = football("export", *wanted, database_url=stored)
    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.rglob("*.csv"))
    assert [str(file.relative_to(tmp_path)) for file in files] == [
        f"mmz4281/{season}/D1.csv" for season in ("0001", "9899", "9900")
    ]
    assert files[0].read_text().startswith("Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR\nD1,")
    assert "mmz4281/9899/D1.csv" in done.stdout


def test_everything_is_written_with_a_word(stored: str, tmp_path: Path) -> None:
    done = football("export", "all", "--season", "0708", "--out", str(tmp_path), database_url=stored)
    assert done.returncode == 0, done.stderr
    subjects = ("matches", "features", "odds", "predictions", "ratings")
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(f"{one}.csv" for one in subjects)
    assert "612" in next(line for line in done.stdout.splitlines() if "ratings.csv" in line)


async def test_many_files_are_summed_up_and_prices_without_a_column_told(stored: str, tmp_path: Path) -> None:
    await execute(stored, ODD_PRICE)
    wanted = ("matches", "odds", "--columns", "football-data", "--out", str(tmp_path))
    done = football("export", *wanted, database_url=stored)
    assert "… 46 files with 14,016 rows in all" in done.stdout
    assert "prices left out, as football-data.co.uk's files have no column for them: 1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("matches", "--competitions", "XX"), 2, "XX"),
        (("weather",), 2, "choose from matches, features, odds"),
        (("features", "--feature-set", "weather-1"), 2, "weather-1"),
        (("matches", "--seasons", "2425"), 2, "2425"),
        (("matches", "--from", "yesterday"), 2, "--from"),
        (("matches", "--format", "xlsx"), 2, "xlsx"),
        (("matches", "--columns", "football-data", "--format", "arrow"), 2, "csv only"),
    ],
)
def test_what_cannot_be_exported_says_why_and_writes_nothing(
    stored: str, tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    out = tmp_path / "out"
    done = football("export", *arguments, "--out", str(out), database_url=stored)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_a_file_that_is_there_is_not_replaced(stored: str, tmp_path: Path) -> None:
    (tmp_path / "matches.csv").write_text("mine")
    done = football("export", "matches", *SEASON, "--out", str(tmp_path), database_url=stored)
    assert (done.returncode, "--force" in done.stderr) == (1, True)
    assert (tmp_path / "matches.csv").read_text() == "mine"
