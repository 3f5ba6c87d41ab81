"""The checks of a serving process."""

import asyncio
import shutil
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from app.clock import Clock
from app.config import Settings, variable
from app.db import ratings
from app.db.freshness import freshness, ping
from app.db.migrations import check_schema, known_versions
from app.health.checks import Check, Finding
from app.health.report import HealthStatus
from app.health.servers import ping_kafka, ping_redis
from app.prediction.registry import ModelRegistry

MIN_FREE_BYTES = 1_000_000_000
MAX_MATCH_AGE = timedelta(days=14)
MAX_COLLECTION_AGE = timedelta(days=3)
REMEMBER_DEATH_S = 60.0

BACKGROUND_TASKS = ("model registry", "job heartbeats", "challengers", "api keys")
"""Names of the tasks that a serving process keeps running."""


def standard_checks(
    settings: Settings, models: ModelRegistry, clock: Clock, tasks: Collection[str] = BACKGROUND_TASKS
) -> tuple[Check, ...]:
    """PostgreSQL, migrations and model are required; the rest only warns."""
    return (
        Check("postgresql", True, _postgresql),
        Check("migrations", True, _migrations),
        Check("model", True, lambda: _model(models)),
        Check("disk", False, lambda: _disk(settings.home)),
        Check("data", False, lambda: _data(clock)),
        Check("ratings", False, _ratings),
        Check("background", False, lambda: _background(tasks)),
        Check("redis", False, lambda: _redis(settings)),
        Check("kafka", False, lambda: _kafka(settings)),
    )


class CrewNews(Protocol):
    """Of several worker processes on one port: how many are wanted and run, and who died when (epoch s)."""

    @property
    def wanted(self) -> int: ...
    @property
    def running(self) -> int: ...
    @property
    def deaths(self) -> int: ...
    @property
    def last_death_at(self) -> float: ...


def workers_check(crew: Callable[[], CrewNews], clock: Clock) -> Check:
    """Warns for a minute after each death, so that a worker that dies again and again shows."""

    async def ping() -> Finding:
        news = crew()
        since_s = clock().timestamp() - news.last_death_at
        died = news.running < news.wanted or (news.deaths > 0 and since_s < REMEMBER_DEATH_S)
        told = f"workers died {news.deaths} times, last {since_s:.0f} s ago; they are replaced, see the log"
        return Finding(
            status=HealthStatus.WARN if died else HealthStatus.PASS,
            message=told if died else "",
            observed_value=news.running,
            observed_unit=f"of {news.wanted} workers",
        )

    return Check("workers", False, ping)


async def _postgresql() -> Finding:
    await ping()
    return Finding()


async def _migrations() -> Finding:
    await check_schema()
    return Finding(observed_value=known_versions()[-1].removesuffix(".py"))


async def _model(models: ModelRegistry) -> Finding:
    """A golden prediction: the shipped sample, run again on the version that answers now."""
    model = models.get()
    await asyncio.to_thread(model.golden)
    troubled = [
        f"{status.name}: {'; '.join(status.problems)}" for status in models.status() if status.problems
    ]
    return Finding(
        status=HealthStatus.WARN if troubled else HealthStatus.PASS,
        message=" | ".join(troubled),
        observed_value=f"{model.info.name} {model.info.version}",
    )


async def _disk(home: Path) -> Finding:
    folder, usage = await asyncio.to_thread(_usage, home)
    few = usage.free < MIN_FREE_BYTES
    return Finding(
        status=HealthStatus.WARN if few else HealthStatus.PASS,
        message=f"less than {MIN_FREE_BYTES // 10**9} GB is free at {folder}; make room" if few else "",
        observed_value=round(usage.free / 1e9, 1),
        observed_unit="GB free",
    )


def _usage(home: Path) -> tuple[Path, "shutil._ntuple_diskusage"]:
    """Disk usage at the folder, or where it will be made."""
    whole = home.absolute()
    folder = next(path for path in (whole, *whole.parents) if path.exists())
    return folder, shutil.disk_usage(folder)


async def _data(clock: Clock) -> Finding:
    known, now = await freshness(), clock()
    if known.last_match is None:
        return Finding(HealthStatus.WARN, "no finished match is known; run `football collect`")
    old = [
        told
        for told in (
            _too_old("the last finished match is", now - known.last_match, MAX_MATCH_AGE),
            _too_old("the last collection was", _age(known.last_collection, now), MAX_COLLECTION_AGE),
        )
        if told
    ]
    return Finding(
        status=HealthStatus.WARN if old else HealthStatus.PASS,
        message="; ".join([*old, "run `football collect`"]) if old else "",
        observed_value=round((now - known.last_match) / timedelta(days=1), 2),
        observed_unit="days since the last finished match",
    )


async def _ratings() -> Finding:
    """Predictions need ratings of this program's version, which an upgrade may have changed."""
    stored = await ratings.check_version()
    if stored is None:
        return Finding(HealthStatus.WARN, "no team is rated; run `football features refresh`")
    return Finding(observed_value=stored)


def _age(instant: datetime | None, now: datetime) -> timedelta | None:
    return now - instant if instant else None


def _too_old(what: str, age: timedelta | None, limit: timedelta) -> str:
    if age is None:
        return f"{what} never"
    return f"{what} {age.days} days ago" if age > limit else ""


async def _background(tasks: Collection[str]) -> Finding:
    running = {task.get_name() for task in asyncio.all_tasks()}
    if dead := sorted(set(tasks) - running):
        return Finding(
            HealthStatus.FAIL, f"not running: {', '.join(dead)}; restart the service and see its log"
        )
    return Finding(observed_value=len(tasks), observed_unit="tasks")


async def _redis(settings: Settings) -> Finding:
    if settings.redis_url is None:
        return _not_configured("redis_url", "updates stay within this process")
    return await ping_redis(settings.redis_url.get_secret_value(), settings.health_timeout_s)


async def _kafka(settings: Settings) -> Finding:
    if settings.kafka_bootstrap_servers is None:
        return _not_configured("kafka_bootstrap_servers", "live events come from `football replay`")
    return await ping_kafka(settings.kafka_bootstrap_servers, settings.health_timeout_s)


def _not_configured(field: str, instead: str) -> Finding:
    return Finding(message=f"not configured ({variable(field)}): {instead}")
