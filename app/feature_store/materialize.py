"""`football features materialize`: from matches to stored rows, Parquet files and the online store."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path

from feast import FeatureStore
from redis.exceptions import RedisError

from app.clients.feast import PROJECT, OnlineStore, OnlineStoreUnavailable, online_store
from app.clock import Clock
from app.config import Settings
from app.db import feature_export, fixtures
from app.db.connection import raw_connection
from app.db.feature_export import RowKey
from app.db.fixtures import FixtureFilter
from app.feature_store.offline import OfflineReport, table_of, write_offline
from app.feature_store.online import not_online
from app.feature_store.repository import open_repository
from app.football.features import FeatureSet
from app.prediction.features import BackfillReport, FeatureService
from app.progress import OnProgress

LOCK_KEY = 0x46656174
"""'Feat': one materialization at a time, whoever starts it."""
WRITTEN_AT_ONCE = 500

Stage = Callable[[str], AbstractAsyncContextManager[OnProgress]]


@dataclass(frozen=True, slots=True)
class OnlineReport:
    """Matches of the window: written now, there already."""

    written: int = 0
    unchanged: int = 0

    def __add__(self, other: "OnlineReport") -> "OnlineReport":
        return OnlineReport(self.written + other.written, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class SetReport:
    feature_set: str
    stored: BackfillReport
    offline: OfflineReport
    online: OnlineReport


@dataclass(frozen=True)
class Materializer:
    """Brings one repository up to date; whatever is right already is left alone, so it may be killed and run
    again at any time."""

    folder: Path
    settings: Settings
    clock: Clock
    stage: Stage
    windows: Sequence[FixtureFilter] = field(default_factory=lambda: [FixtureFilter()])

    async def run(self, database_url: str, feature_sets: Sequence[FeatureSet]) -> list[SetReport]:
        """Raises OnlineStoreUnavailable; what was done until then stays."""
        settings = self.settings.model_copy(update={"feast_repo": self.folder})
        async with raw_connection(database_url) as connection, online_store(settings) as online:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
            feast = open_repository(self.folder, settings)
            assert online is not None  # noqa: S101  a folder is set
            return [await self._set(feature_set, feast, online) for feature_set in feature_sets]

    async def _set(self, feature_set: FeatureSet, feast: FeatureStore, online: OnlineStore) -> SetReport:
        stored, written = BackfillReport(), OnlineReport()
        service = FeatureService(self.clock)
        for window in self.windows:
            async with self.stage(f"{feature_set.name}: stored rows") as advance:
                stored += await service.backfill(window, advance, feature_set=feature_set, ahead=True)
        async with self.stage(f"{feature_set.name}: Parquet files") as advance:
            offline = await write_offline(self.folder, feature_set, advance)
        for window in self.windows:
            async with self.stage(f"{feature_set.name}: online store") as advance:
                written += await _write_online(feast, online, window, feature_set, advance)
        return SetReport(feature_set.name, stored, offline, written)


async def _write_online(
    feast: FeatureStore,
    online: OnlineStore,
    window: FixtureFilter,
    feature_set: FeatureSet,
    on_progress: OnProgress,
) -> OnlineReport:
    """Write the latest row of each match where another one, or none, is online."""
    total = await fixtures.count(window, kicked_off_by=None)
    report, done = OnlineReport(), 0
    async for seen, keys in feature_export.latest(window, feature_set):
        new = await not_online(online, feature_set, keys)
        report += OnlineReport(unchanged=len(keys) - len(new))
        for start in range(0, len(new), WRITTEN_AT_ONCE):
            report += await _push(feast, feature_set, new[start : start + WRITTEN_AT_ONCE])
            await on_progress(min(done + start, total), total)
        done += seen
        await on_progress(min(done, total), total)
    return report


async def _push(feast: FeatureStore, feature_set: FeatureSet, keys: Sequence[RowKey]) -> OnlineReport:
    rows = await feature_export.values_of(keys, feature_set)
    try:
        feast.write_to_online_store(feature_set.name, table_of(feature_set, rows).to_pandas())
    except (RedisError, sqlite3.Error, OSError) as error:
        raise OnlineStoreUnavailable(
            f"the online store takes nothing ({type(error).__name__}); check that it runs and run this again"
        ) from error
    instants = [row.as_of for row in rows]
    feast.registry.apply_materialization(
        feast.get_feature_view(feature_set.name), PROJECT, min(instants), max(instants)
    )
    return OnlineReport(written=len(rows))
