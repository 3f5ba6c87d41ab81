"""How fast matches settle, records are answered and tables are exported, on season files.

    python -m benchmarks.settlement FOLDER [--seasons 0304-2425]

FOLDER is laid out like the source (`mmz4281/2425/E0.csv`). A fresh embedded PostgreSQL is filled with all
divisions and an invented prediction of every match, stored as if made a day before. Then all of them settle,
the matches of one day settle again, records are asked for, and everything is exported. Prints JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from app.clock import system_clock
from app.db import migrations
from app.db.calibration import Forecast, earlier_outcomes
from app.db.connection import connection, open_database
from app.db.track_record import RecordFilter, TrackRecordGroup, records
from app.export.service import Columns, ExportRequest, What, export
from app.ingest.collector import Collector
from app.ingest.seasons import parse_seasons
from app.prediction.settlement import settle
from benchmarks.fresh import fresh_postgres, season_files
from benchmarks.memory import resident_mb

MOST_BACKLOG_SECONDS = 60
MOST_DAY_SECONDS = 1
TIMEOUT_S = 120
PREDICTIONS = 50

_VERSION = """
INSERT INTO model_version (name, version, sha256, feature_set, data_cutoff, training_rows, opset, metrics,
    registered_at)
VALUES ('match', '0.0.0', repeat('a', 64), 'match-1', '1990-01-01Z', 1, 18, '{}', '1990-01-01Z')
"""
_PREDICTIONS = """
INSERT INTO prediction (match_id, model_version_id, kind, sequence, data_cutoff, made_at, feature_set,
    feature_digest, home, draw, away, expected_home_goals, expected_away_goals, score_grid)
SELECT m.id, v.id, 'PRE_MATCH', 1, m.kickoff - interval '1 day', m.kickoff - interval '1 day', 'match-1',
    repeat('a', 64), x.home, x.draw, 1 - x.home - x.draw, 1.4, 1.1, decode(repeat('00', 484), 'hex')
FROM model_version v, match m
CROSS JOIN LATERAL (SELECT 0.2 + 0.5 * random() AS home, 0.2 + 0.08 * random() AS draw WHERE m.id > 0) x
"""
_LAST_DAY = """
DELETE FROM match_settlement WHERE match_id IN (
    SELECT id FROM match WHERE kickoff::date = (SELECT max(kickoff)::date - 7 FROM match))
"""
T = TypeVar("T")


def main() -> int:
    files = season_files("Time settlement, track records and exports.")
    with fresh_postgres() as url:
        figures = asyncio.run(measure(url, *files))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    quick = figures["backlog_s"] <= MOST_BACKLOG_SECONDS and figures["one_day_s"] <= MOST_DAY_SECONDS
    return 0 if quick else 1


async def measure(url: str, data_url: str, seasons: str) -> dict[str, float]:
    await migrations.upgrade(url)
    codes = parse_seasons(seasons, datetime.now(UTC).date())
    await Collector(url, data_url).football_data(["all"], codes)
    async with open_database(url, timeout_s=TIMEOUT_S):
        for statement in (_VERSION, _PREDICTIONS, "ANALYZE"):
            await connection().execute_query(statement)
        return await settlement(url) | await answers() | await exports(url)


async def settlement(url: str) -> dict[str, float]:
    backlog, backlog_s = await timed(lambda: settle(url, system_clock))
    await connection().execute_query(_LAST_DAY)
    day, day_s = await timed(lambda: settle(url, system_clock))
    _, nothing_s = await timed(lambda: settle(url, system_clock))
    return {
        "settled": backlog.matches,
        "backlog_s": backlog_s,
        "one_day": day.matches,
        "one_day_s": day_s,
        "nothing_new_s": nothing_s,
    }


async def answers() -> dict[str, float]:
    by = (TrackRecordGroup.COMPETITION, TrackRecordGroup.SEASON)
    now = system_clock()
    asked = [
        Forecast("match", now, 0.3 + place / 200, 0.25, 0.45 - place / 200) for place in range(PREDICTIONS)
    ]
    _, whole_s = await timed(lambda: records(RecordFilter()))
    groups, split_s = await timed(lambda: records(RecordFilter(), by))
    _, earlier_s = await timed(lambda: earlier_outcomes(asked))
    return {
        "record_s": whole_s,
        "groups": len(groups),
        "record_by_group_s": split_s,
        "earlier_outcomes_of_50_s": earlier_s,
    }


async def exports(url: str) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        out = Path(folder)
        tables = ExportRequest((What.MATCHES, What.ODDS, What.PREDICTIONS), out)
        season_files = ExportRequest((What.MATCHES, What.ODDS), out, columns=Columns.FOOTBALL_DATA)
        report, tables_s = await timed(lambda: export(url, tables))
        _, files_s = await timed(lambda: export(url, season_files))
    return {
        "exported_rows": sum(file.rows for file in report.files),
        "csv_s": tables_s,
        "season_files_s": files_s,
        "peak_mb": round(resident_mb(peak=True)),
    }


async def timed(work: Callable[[], Awaitable[T]]) -> tuple[T, float]:
    """What it gives, and the seconds it took."""
    started = time.perf_counter()
    result = await work()
    return result, round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    sys.exit(main())
