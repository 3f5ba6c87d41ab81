"""How fast the feature store follows the matches, on season files.

    python -m benchmarks.features FOLDER [--seasons 0304-2425]

FOLDER is laid out like the source (`mmz4281/2425/E0.csv`). A fresh embedded PostgreSQL, as durable as in
production, is filled with all divisions and rated up to the busiest day of the last hundred; a Redis of its
own is the online store. Measured, for all feature sets together: the whole history, a run with nothing new,
the results of that day (looking at the last 30 days and what is to come), and a season whose rows are gone
(looking at a year). Prints JSON.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from redis import Redis

from app.clients.feast import redis_online_store
from app.config import Settings
from app.db import matches, migrations
from app.db.connection import connection, open_database
from app.db.fixtures import FixtureFilter
from app.feature_store.materialize import Materializer
from app.football.features import FEATURE_SETS
from app.ingest.collector import Collector
from app.ingest.seasons import parse_seasons
from app.prediction.features import FeatureService
from app.prediction.online import OnlineFeatures
from app.prediction.ratings import refresh
from app.progress import OnProgress, unheard
from benchmarks.fresh import fresh_postgres, season_files
from tests.servers import redis_server

REPEATS = 20
MOST_DAY_SECONDS = 10
MOST_SEASON_SECONDS = 60
_BUSIEST_DAY = """
SELECT date_trunc('day', kickoff) AS day FROM match
WHERE kickoff > (SELECT max(kickoff) FROM match) - interval '100 days'
GROUP BY 1 ORDER BY count(*) DESC LIMIT 1
"""
_RESULT = "status = 'SCHEDULED', known_at = NULL, home_goals = NULL, away_goals = NULL"
_HALF_TIME = "half_time_home_goals = NULL, half_time_away_goals = NULL"
_RESTORED = ("status", "known_at", "home_goals", "away_goals", "half_time_home_goals", "half_time_away_goals")


def main() -> int:
    files = season_files("Time the feature store.")
    with fresh_postgres() as url, fresh_redis() as redis_url:
        figures = asyncio.run(measure(url, redis_url, *files))
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    met = figures["day_s"] <= MOST_DAY_SECONDS and figures["season_s"] <= MOST_SEASON_SECONDS
    return 0 if met else 1


@contextmanager
def fresh_redis() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, redis_server(Path(folder)) as url:
        yield url


async def measure(url: str, redis_url: str, data_url: str, seasons: str) -> dict[str, Any]:
    await migrations.upgrade(url)
    await Collector(url, data_url).football_data(["all"], parse_seasons(seasons, datetime.now(UTC).date()))
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(url, timeout_s=60):
            return await Run(url, redis_url, Path(folder)).all()


class Run:
    def __init__(self, url: str, redis_url: str, folder: Path) -> None:
        self._url = url
        self._redis_url = redis_url
        self._settings = Settings.model_validate({"redis_url": redis_url})
        self._folder = folder
        self._now = datetime.now(UTC)

    async def all(self) -> dict[str, Any]:
        self._now = (await connection().execute_query_dict(_BUSIEST_DAY))[0]["day"]
        await self._hide_results()
        await refresh(self._url)
        await connection().execute_query("ANALYZE")
        figures = {"history_s": await self._timed()} | {"rows": await self._count()}
        figures["nothing_new_s"] = await self._timed()
        figures["redis_mb"] = self._redis_mb()
        figures["day"] = await self._show_results(self._now + timedelta(days=1))
        self._now += timedelta(days=1)
        started = time.perf_counter()
        await refresh(self._url)
        figures["day_ratings_s"] = round(time.perf_counter() - started, 1)
        figures["day_s"] = await self._timed(days=30)
        figures["season"] = await self._forget_season()
        figures["season_s"] = await self._timed(days=365)
        return figures | await self._reads()

    async def _timed(self, days: int | None = None) -> float:
        """Seconds of a run over the whole history, or over the matches from `days` ago on."""
        started = time.perf_counter()
        window = FixtureFilter(from_=None if days is None else self._now - timedelta(days=days))
        materializer = Materializer(self._folder, self._settings, lambda: self._now, _silent, [window])
        await materializer.run(self._url, list(FEATURE_SETS.values()))
        return round(time.perf_counter() - started, 1)

    async def _hide_results(self) -> None:
        await connection().execute_query(
            "CREATE TABLE hidden AS SELECT * FROM match WHERE kickoff >= $1", [self._now]
        )
        await connection().execute_query(
            f"UPDATE match SET {_RESULT}, {_HALF_TIME} WHERE kickoff >= $1", [self._now]
        )

    async def _show_results(self, until: datetime) -> int:
        columns = ", ".join(f"{name} = hidden.{name}" for name in _RESTORED)
        count, _ = await connection().execute_query(
            f"UPDATE match SET {columns} FROM hidden WHERE hidden.id = match.id AND hidden.kickoff < $1",
            [until],
        )
        return int(count)

    async def _forget_season(self) -> int:
        count, _ = await connection().execute_query(
            "DELETE FROM feature_row USING match m JOIN season s ON s.id = m.season_id"
            " WHERE m.id = match_id AND s.starts_in = (SELECT max(starts_in) FROM season)"
        )
        return int(count)

    async def _count(self) -> int:
        rows = await connection().execute_query_dict("SELECT count(*) AS count FROM feature_row")
        return int(rows[0]["count"])

    def _redis_mb(self) -> float:
        with Redis.from_url(self._redis_url) as client:
            memory: Any = client.info("memory")
        return float(round(memory["used_memory"] / 1e6, 1))

    async def _reads(self) -> dict[str, float]:
        """Features of 50 matches, from PostgreSQL alone and with the online store, in milliseconds."""
        rows = await connection().execute_query_dict("SELECT id FROM match ORDER BY kickoff DESC LIMIT 50")
        fixtures = list((await matches.fixtures([row["id"] for row in rows])).values())
        figures = {}
        async with redis_online_store(self._redis_url) as store:
            online = OnlineFeatures(store)
            for name, service in (
                ("database", FeatureService(lambda: self._now)),
                ("online", FeatureService(lambda: self._now, online)),
            ):
                for feature_set in FEATURE_SETS.values():
                    times = []
                    for _ in range(REPEATS):
                        started = time.perf_counter()
                        await service.compute(fixtures, feature_set=feature_set)
                        times.append(time.perf_counter() - started)
                    figures[f"{name}_{feature_set.name}_ms"] = round(median(times) * 1000, 2)
        return figures | {f"reads_{name}": count for name, count in online.reads.items()}


@asynccontextmanager
async def _silent(_: str) -> AsyncIterator[OnProgress]:
    yield unheard


if __name__ == "__main__":
    raise SystemExit(main())
