"""The checks of what is optional about models: MLflow, and the challengers in the shadow."""

from datetime import timedelta

from app.clock import Clock
from app.config import variable
from app.health.checks import Check, Finding
from app.health.report import HealthStatus
from app.prediction.remote import RemoteModels
from app.prediction.shadows import Shadows

REMEMBER_FAILURE = timedelta(minutes=10)


def model_checks(remote: RemoteModels | None, shadows: Shadows, clock: Clock) -> tuple[Check, ...]:
    async def mlflow() -> Finding:
        return _mlflow(remote)

    async def challengers() -> Finding:
        return _challengers(shadows, clock)

    return Check("mlflow", False, mlflow), Check("challengers", False, challengers)


def _mlflow(remote: RemoteModels | None) -> Finding:
    if remote is None:
        name = variable("mlflow_tracking_uri")
        return Finding(message=f"not configured ({name}): versions come from the folder of models")
    status = remote.status()
    if not status.problems:
        return Finding(observed_value=status.address)
    told = "; ".join((*status.problems, "the last good versions answer on"))
    return Finding(HealthStatus.WARN, told, status.address)


def _challengers(shadows: Shadows, clock: Clock) -> Finding:
    """Warns for ten minutes after a failure."""
    failed = shadows.failed_at is not None and clock() - shadows.failed_at < REMEMBER_FAILURE
    told = f"{shadows.failed} batches of a challenger failed, the last: {shadows.failure}"
    return Finding(
        HealthStatus.WARN if failed else HealthStatus.PASS,
        told if failed else "",
        shadows.written,
        "predictions written",
    )
