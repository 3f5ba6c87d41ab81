"""How fast season files load, and how much memory that takes.

    python -m benchmarks.ingest FOLDER [--seasons 0304-2425]

FOLDER is laid out like the source (`mmz4281/2425/E0.csv`). A fresh embedded PostgreSQL, as durable as in
production, is filled with all divisions, and then asked to do it again. Prints JSON.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime

from app.db import migrations
from app.ingest.collector import Collector
from app.ingest.result import CollectionReport
from app.ingest.seasons import parse_seasons
from benchmarks.fresh import fresh_postgres, season_files
from benchmarks.memory import resident_mb

MOST_SECONDS = 120
MOST_MB = 400


def main() -> int:
    files = season_files("Time the loading of season files.")
    with fresh_postgres() as url:
        figures = asyncio.run(measure(url, *files))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0 if figures["seconds"] <= MOST_SECONDS and figures["peak_mb"] <= MOST_MB else 1


async def measure(url: str, data_url: str, seasons: str) -> dict[str, float]:
    await migrations.upgrade(url)
    codes = parse_seasons(seasons, datetime.now(UTC).date())
    first, first_s = await timed(Collector(url, data_url), codes)
    second, second_s = await timed(Collector(url, data_url), codes)
    assert second.nothing_changed
    return {
        "matches": first.added,
        "odds": first.odds_added,
        "refused_lines": first.refused_lines,
        "dropped_values": len(first.dropped),
        "seconds": round(first_s, 1),
        "matches_per_second": round(first.added / first_s),
        "second_run_seconds": round(second_s, 1),
        "peak_mb": round(resident_mb(peak=True)),
    }


async def timed(collector: Collector, seasons: tuple[str, ...]) -> tuple[CollectionReport, float]:
    start = time.perf_counter()
    report = await collector.football_data(["all"], seasons)
    return report, time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
