"""How fast ratings are folded and matches predicted, on season files.

    python -m benchmarks.prediction FOLDER [--seasons 0304-2425]

FOLDER is laid out like the source (`mmz4281/2425/E0.csv`). A fresh embedded PostgreSQL, as durable as in
production, is filled with all divisions; then all ratings are folded, one match day is folded again, and 50
matches are predicted. Prints JSON; the shipped model answers.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from app.clock import system_clock
from app.db import matches, migrations, ratings
from app.db.connection import connection, open_database
from app.ingest.collector import Collector
from app.ingest.seasons import parse_seasons
from app.prediction.features import FeatureService
from app.prediction.predictor import MatchPrediction, Predictor
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from benchmarks.fresh import fresh_postgres, season_files

MOST_FOLD_SECONDS = 40
MOST_DAY_SECONDS = 1
MATCHES = 50
REPEATS = 20

_LAST_MATCHES = "SELECT id FROM match WHERE status = 'FINISHED' ORDER BY known_at DESC, id DESC LIMIT $1"


def main() -> int:
    files = season_files("Time the folding of ratings and the predicting.")
    with fresh_postgres() as url:
        figures = asyncio.run(measure(url, *files))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    met = figures["fold_s"] <= MOST_FOLD_SECONDS and figures["one_day_s"] <= MOST_DAY_SECONDS
    return 0 if met else 1


async def measure(url: str, data_url: str, seasons: str) -> dict[str, float]:
    await migrations.upgrade(url)
    await Collector(url, data_url).football_data(["all"], parse_seasons(seasons, datetime.now(UTC).date()))
    async with open_database(url):
        return await measure_ratings(url) | await measure_predictions()


async def measure_ratings(url: str) -> dict[str, float]:
    started, cpu = time.perf_counter(), time.process_time()
    report = await refresh(url)
    fold_s, fold_cpu_s = time.perf_counter() - started, time.process_time() - cpu
    await connection().execute_query("ANALYZE")
    for table in ("rating_history", "competition_rating_history"):
        await connection().execute_query(
            f"DELETE FROM {table} WHERE match_id = ANY($1)", [await last_ids(10)]
        )
    started = time.perf_counter()
    day = await refresh(url)
    return {
        "folded": report.matches,
        "fold_s": round(fold_s, 1),
        "fold_cpu_s": round(fold_cpu_s, 1),
        "one_day": day.matches,
        "one_day_s": round(time.perf_counter() - started, 2),
    }


async def measure_predictions() -> dict[str, float]:
    found = await matches.fixtures(await last_ids(MATCHES))
    fixtures = list(found.values())
    asked = [(fixture, fixture.kickoff) for fixture in fixtures]
    async with ModelRegistry(Path("models_onnx"), "match", system_clock) as registry:
        predictor = Predictor(registry, FeatureService(system_clock), system_clock)
        predicted = await predictor.predict(fixtures)
        return {
            "predicted": sum(isinstance(one, MatchPrediction) for one in predicted),
            "states_ms": await typical_ms(lambda: ratings.states_at(asked)),
            "predict_ms": await typical_ms(lambda: predictor.predict(fixtures)),
            "predict_one_ms": await typical_ms(lambda: predictor.predict(fixtures[:1])),
        }


async def last_ids(number: int) -> list[int]:
    return [row["id"] for row in await connection().execute_query_dict(_LAST_MATCHES, [number])]


async def typical_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Median of the repeats, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        await work()
        times.append(time.perf_counter() - started)
    return round(median(times) * 1000, 2)


if __name__ == "__main__":
    raise SystemExit(main())
