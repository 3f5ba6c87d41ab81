"""The archive of the Bundesliga."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.football.match import Score
from app.ingest import archive
from app.ingest.errors import SourceAbsent, SourceUnavailable
from app.ingest.fetch import Fetched, NotModified
from app.ingest.rows import ParsedFile
from tests.ingest.samples import ARCHIVE_HEADER, csv_file

FIRST = "1,Werder Bremen,Borussia Dortmund,3,2,1,1963,1963-08-24T14:30:00Z"


def parse(*rows: str) -> ParsedFile:
    return archive.parse(csv_file(ARCHIVE_HEADER, *rows), file="archive")


def test_a_line_gives_season_teams_score_and_kickoff_in_utc() -> None:
    (row,) = parse(FIRST).rows
    assert (row.competition, row.season, row.home, row.score) == ("D1", "6364", "Werder Bremen", Score(3, 2))
    assert (row.kickoff, row.kickoff_time_known) == (datetime(1963, 8, 24, 14, 30, tzinfo=UTC), True)


def test_a_day_without_a_time_is_kept_as_a_day() -> None:
    (row,) = parse(FIRST.replace("T14:30:00Z", "")).rows
    assert (row.kickoff, row.kickoff_time_known) == (datetime(1963, 8, 24, 12, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (FIRST.replace("1963-08-24T14:30:00Z", ""), "the date is missing"),
        (FIRST.replace(",1963,", ",0,"), "the year '0' is not one of the archive's"),
        (FIRST.replace(",1963,", ",1970,"), "1963-08-24 is not in season 1970/71"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(line: str, reason: str) -> None:
    parsed = parse(line, FIRST)
    assert [(refused.line, refused.reason) for refused in parsed.refused] == [(2, reason)]
    assert len(parsed.rows) == 1


async def test_a_package_that_is_not_installed_is_absent() -> None:
    with pytest.raises(SourceAbsent, match="not installed; install the `demo` extra"):
        await archive.fetch(None, package="no-such-package-of-results")


async def test_an_archive_that_cannot_be_read_is_unavailable_in_its_own_words(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit('the pickle is of another age')")
    with pytest.raises(SourceUnavailable, match="the pickle is of another age"):
        await archive.fetch(None, dump=script)


async def test_an_archive_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text("import time; time.sleep(60)")
    with pytest.raises(SourceUnavailable, match=r"more than 0.2 s"):
        await archive.fetch(None, dump=script, timeout_s=0.2)


async def test_the_installed_archive_is_read_by_a_child_and_pandas_stays_out() -> None:
    before = "pandas" in sys.modules
    fetched = await archive.fetch(None)
    assert isinstance(fetched, Fetched)
    parsed = archive.parse(fetched.payload, file="archive")
    assert len(parsed.rows) > 14_000
    assert {parsed.rows[0].season, parsed.rows[-1].season} == {"6364", "0809"}
    assert ("pandas" in sys.modules) == before
    assert isinstance(await archive.fetch(fetched.etag), NotModified)
