"""The checks of a serving process, on real components."""

import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import Clock, system_clock
from app.config import Settings
from app.db import models
from app.db.connection import connection
from app.football.ratings import STATE_VERSION
from app.health.checks import HealthService
from app.health.report import CheckResult, HealthReport, HealthStatus, Probe
from app.health.standard import standard_checks, workers_check
from app.http.crew import Crew
from app.prediction.ratings import refresh
from app.prediction.registry import ModelRegistry
from tests import builders
from tests.fakes import Broken, write_model

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "not made yet" / "home", models_dir=tmp_path / "models")


@pytest.fixture
async def registry(settings: Settings) -> AsyncIterator[ModelRegistry]:
    write_model(settings.models_dir)
    async with ModelRegistry(settings.models_dir, "match", system_clock) as opened:
        yield opened


def service(settings: Settings, registry: ModelRegistry, clock: Clock = system_clock) -> HealthService:
    return HealthService(
        standard_checks(settings, registry, clock, ["model registry"]), clock, 2.0, fresh_s=0
    )


def check(report: HealthReport, name: str) -> CheckResult:
    return next(one for one in report.checks if one.name == name)


async def collected(at: datetime) -> None:
    await models.CollectionRun.create(
        source="test", requested={}, status=models.WorkStatus.SUCCEEDED, started_at=at, finished_at=at
    )


async def test_a_fresh_installation_passes_with_optional_servers_not_configured(
    settings: Settings, registry: ModelRegistry, database: str
) -> None:
    await builders.match(score=(1, 0), kickoff=builders.KICKOFF)
    await refresh(database)
    await collected(builders.KICKOFF + timedelta(hours=3))
    report = await service(settings, registry, lambda: builders.KICKOFF + timedelta(days=1)).report()
    assert report.status is HealthStatus.PASS, report
    assert {one.name for one in report.checks if one.required} == {"postgresql", "migrations", "model"}
    assert check(report, "redis").message.startswith("not configured (FOOTBALL_REDIS_URL)")
    assert check(report, "kafka").message.startswith("not configured (FOOTBALL_KAFKA_BOOTSTRAP_SERVERS)")
    assert check(report, "model").observed_value == "match 1.0.0"
    assert check(report, "data").observed_value == 1.0
    assert check(report, "ratings").observed_value == STATE_VERSION


async def test_ratings_of_another_version_warn_and_name_the_command(
    settings: Settings, registry: ModelRegistry, database: str
) -> None:
    await builders.match(score=(1, 0), kickoff=builders.KICKOFF)
    asked = service(settings, registry)
    assert "no team is rated" in check(await asked.report(), "ratings").message
    await refresh(database)
    await connection().execute_query("UPDATE rating_history SET state_version = 'ratings-0'")
    found = check(await asked.report(), "ratings")
    assert found.status is HealthStatus.WARN
    assert "ratings-0" in found.message
    assert "football features refresh" in found.message


async def test_a_database_without_matches_warns_and_names_the_command(
    settings: Settings, registry: ModelRegistry
) -> None:
    report = await service(settings, registry).report()
    assert report.status is HealthStatus.WARN
    assert "football collect" in check(report, "data").message


@pytest.mark.parametrize(
    ("days", "complaints"),
    [(2, set()), (5, {"last collection"}), (20, {"last collection", "last finished match"})],
)
async def test_old_data_warns_and_says_what_is_old(
    settings: Settings, registry: ModelRegistry, days: int, complaints: set[str]
) -> None:
    await builders.match(score=(1, 0), kickoff=builders.KICKOFF)
    await collected(builders.KICKOFF)
    clock = lambda: builders.KICKOFF + timedelta(days=days)  # noqa: E731  a clock for this test
    found = check(await service(settings, registry, clock).report(), "data")
    assert found.status is (HealthStatus.WARN if complaints else HealthStatus.PASS)
    assert {
        what for what in ("last collection", "last finished match") if what in found.message
    } == complaints


async def test_another_programs_migration_fails_readiness(
    settings: Settings, registry: ModelRegistry
) -> None:
    await connection().execute_query(
        "INSERT INTO aerich (version, app, content) VALUES ('99_29991231_new.py', 'football', '{}')"
    )
    report = await service(settings, registry).report(Probe.READINESS)
    assert report.status is HealthStatus.FAIL
    assert "99_29991231_new.py" in check(report, "migrations").message


async def test_without_a_usable_model_the_service_is_unready(settings: Settings, tmp_path: Path) -> None:
    broken = settings.model_copy(update={"models_dir": tmp_path / "broken"})
    write_model(broken.models_dir, broken=Broken.DIGEST)
    async with ModelRegistry(broken.models_dir, "match", system_clock) as registry:
        report = await service(broken, registry).report(Probe.READINESS)
    assert report.status is HealthStatus.FAIL
    assert "no version of model match can be used" in check(report, "model").message


async def test_a_broken_version_beside_a_good_one_warns(settings: Settings) -> None:
    write_model(settings.models_dir, "1.0.0")
    write_model(settings.models_dir, "1.1.0", broken=Broken.DIGEST)
    async with ModelRegistry(settings.models_dir, "match", system_clock) as registry:
        found = check(await service(settings, registry).report(), "model")
    assert found.status is HealthStatus.WARN
    assert "1.1.0" in found.message


async def test_a_dead_background_task_warns_by_name(settings: Settings, registry: ModelRegistry) -> None:
    checks = standard_checks(settings, registry, system_clock, ("model registry", "follower"))
    report = await HealthService(checks, system_clock, 2.0).report()
    found = check(report, "background")
    assert (found.status, found.message.split(";")[0]) == (HealthStatus.WARN, "not running: follower")


async def test_a_lost_database_fails_every_check_that_needs_it_in_time(
    settings: Settings, registry: ModelRegistry, database: str
) -> None:
    health = service(settings, registry)
    assert check(await health.report(Probe.READINESS), "postgresql").status is HealthStatus.PASS
    await connection().execute_query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
    )
    report = await health.report(Probe.READINESS)
    assert {one.name for one in report.checks} == {"postgresql", "migrations", "model"}
    assert all(one.duration_ms < 2500 for one in report.checks)


async def test_results_are_values_that_nobody_can_change(settings: Settings, registry: ModelRegistry) -> None:
    report = await service(settings, registry).report()
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.checks[0].status = HealthStatus.FAIL  # type: ignore[misc]


@pytest.mark.parametrize(
    ("crew", "status"),
    [
        (Crew(wanted=2, running=2), HealthStatus.PASS),
        (Crew(wanted=2, running=1, deaths=1, last_death_at=1000.0), HealthStatus.WARN),
        (Crew(wanted=2, running=2, deaths=1, last_death_at=1000.0), HealthStatus.WARN),
        (Crew(wanted=2, running=2, deaths=1, last_death_at=900.0), HealthStatus.PASS),
    ],
)
async def test_a_worker_that_died_is_told_for_a_minute(crew: Crew, status: HealthStatus) -> None:
    finding = await workers_check(lambda: crew, lambda: datetime.fromtimestamp(1010, UTC)).ping()
    assert (finding.status, finding.observed_value) == (status, crew.running)
    assert ("10 s ago" in finding.message) == (status is HealthStatus.WARN)
