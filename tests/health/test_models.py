"""MLflow and the challengers are optional: what is wrong with them is a warning that says why."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from app.clients.mlflow import MlflowClient, Patience
from app.clock import system_clock
from app.errors import Conflict
from app.health.checks import HealthService
from app.health.models import REMEMBER_FAILURE, model_checks
from app.health.report import CheckResult, HealthStatus
from app.prediction.registry import ModelRegistry
from app.prediction.remote import RemoteModels
from app.prediction.shadows import Shadows
from tests import builders
from tests.fakes import write_model
from tests.servers import free_port

NOW = builders.KICKOFF


async def checked(remote: RemoteModels | None, shadows: Shadows, name: str) -> CheckResult:
    service = HealthService(model_checks(remote, shadows, lambda: NOW), lambda: NOW, 2.0, fresh_s=0)
    report = await service.report()
    return next(one for one in report.checks if one.name == name)


async def test_mlflow_that_is_not_configured_passes_and_says_so() -> None:
    result = await checked(None, Shadows(lambda: NOW), "mlflow")
    assert (result.status, result.required) == (HealthStatus.PASS, False)
    assert "not configured (FOOTBALL_MLFLOW_TRACKING_URI)" in result.message


@pytest.mark.usefixtures("database")
async def test_mlflow_that_is_away_is_a_warning_with_its_address(tmp_path: Path) -> None:
    write_model(tmp_path)
    address = f"127.0.0.1:{free_port()}"
    hasty, often = Patience(connect_s=0.2, answer_s=0.2), timedelta(seconds=0.01)
    async with (
        ModelRegistry(tmp_path, "match", system_clock) as registry,
        MlflowClient(f"http://{address}", hasty) as client,
        Shadows(lambda: NOW) as shadows,
    ):
        remote = RemoteModels(client, registry, tmp_path / "downloads", system_clock, poll=often)
        assert (await checked(remote, shadows, "mlflow")).status is HealthStatus.PASS
        async with remote:
            while not remote.status().problems:  # noqa: ASYNC110  another task tells nobody
                await asyncio.sleep(0.01)
            result = await checked(remote, shadows, "mlflow")
    assert result.status is HealthStatus.WARN
    assert f"MLflow at {address} does not answer" in result.message
    assert "the last good versions answer on" in result.message


async def test_a_challenger_that_failed_is_told_for_a_while() -> None:
    now = NOW - REMEMBER_FAILURE + timedelta(seconds=1)

    async def fail() -> int:
        raise Conflict("it is not registered")

    async with Shadows(lambda: now) as shadows:
        assert (await checked(None, shadows, "challengers")).status is HealthStatus.PASS
        shadows.submit(fail)
        await shadows.done()
        result = await checked(None, shadows, "challengers")
        assert (result.status, result.observed_value) == (HealthStatus.WARN, 0)
        assert "1 batches of a challenger failed, the last: it is not registered" in result.message
        shadows.failed_at = NOW - REMEMBER_FAILURE
        assert (await checked(None, shadows, "challengers")).status is HealthStatus.PASS
