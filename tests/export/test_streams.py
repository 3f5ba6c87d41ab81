"""However many rows there are, and whatever a team was called, files are written from what is stored."""

import asyncio
import csv
import sys
from pathlib import Path

from app.db import models
from app.db.connection import connection
from app.export.service import Columns, ExportRequest, What, export
from tests import builders
from tests.program import ROOT

MANY_ODDS = """
INSERT INTO odds (match_id, bookmaker, market, line, taken, over, under)
SELECT $1, 'book ' || number, 'TOTAL_GOALS', 2.5, 'CLOSING', 1.9, 1.9 FROM generate_series(1, 200000) number
"""
CHILD = """
import asyncio, resource, sys
from pathlib import Path
from app.export.service import ExportRequest, What, export

asyncio.run(export(sys.argv[1], ExportRequest((What.ODDS,), Path(sys.argv[2]), force=True)))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


async def test_a_team_goes_by_the_name_that_the_source_has_for_it(database: str, tmp_path: Path) -> None:
    await builders.match(score=(1, 0))
    await models.TeamAlias.create(
        team=await builders.team("Arsenal"), source="football-data", country="England", alias="Arsenal FC"
    )
    await export(database, ExportRequest((What.MATCHES,), tmp_path, columns=Columns.FOOTBALL_DATA))
    [row] = read_csv(tmp_path / "mmz4281" / "2425" / "E0.csv")
    assert (row["HomeTeam"], row["AwayTeam"]) == ("Arsenal FC", "Chelsea")


async def test_memory_does_not_grow_with_the_rows(database: str, tmp_path: Path) -> None:
    match = await builders.match(score=(1, 0))
    few = await peak_kib(database, tmp_path)
    await connection().execute_query(MANY_ODDS, [match.id])
    assert await peak_kib(database, tmp_path) - few < 25 * 1024
    assert await lines(tmp_path / "odds.csv") == 1 + 200_000


async def peak_kib(url: str, out: Path) -> int:
    """The most memory that a process of its own uses to export the odds."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD, url, str(out)), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    told, _ = await child.communicate()
    return int(told)


async def lines(path: Path) -> int:
    return await asyncio.to_thread(lambda: path.read_bytes().count(b"\n"))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
