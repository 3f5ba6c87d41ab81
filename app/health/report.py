"""What a health report says; the format is that of draft-inadarei-api-health-check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class HealthStatus(StrEnum):
    PASS = "pass"  # noqa: S105  not a password
    WARN = "warn"
    FAIL = "fail"


class Probe(StrEnum):
    """Which question is asked."""

    FULL = "full"
    LIVENESS = "liveness"
    READINESS = "readiness"
    STARTUP = "startup"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's answer. `message` says what to do, or why there is nothing to ask."""

    name: str
    status: HealthStatus
    required: bool
    at: datetime
    duration_ms: float
    message: str = ""
    observed_value: float | str | None = None
    observed_unit: str | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The answer to one probe."""

    probe: Probe
    status: HealthStatus
    version: str
    checks: tuple[CheckResult, ...] = ()
    message: str = ""

    def differs_from(self, other: "HealthReport") -> bool:
        """Whether any status or message changed; times and measured values always do."""
        return _gist(self) != _gist(other)

    def to_json(self) -> dict[str, Any]:
        """The report in the format of application/health+json."""
        body: dict[str, Any] = {"status": self.status, "version": self.version.split(".", maxsplit=1)[0]}
        body |= {"releaseId": self.version, "serviceId": "football-prediction"}
        if self.message:
            body["output"] = self.message
        if self.checks:
            body["checks"] = {check.name: [_check_to_json(check)] for check in self.checks}
        return body


def overall(results: Iterable[CheckResult]) -> HealthStatus:
    """FAIL if a required check failed, WARN if anything else is not well."""
    status = HealthStatus.PASS
    for result in results:
        if result.required and result.status is HealthStatus.FAIL:
            return HealthStatus.FAIL
        if result.status is not HealthStatus.PASS:
            status = HealthStatus.WARN
    return status


def _gist(report: HealthReport) -> tuple[Any, ...]:
    checks = tuple((check.name, check.status, check.message) for check in report.checks)
    return report.status, report.message, checks


def _check_to_json(check: CheckResult) -> dict[str, Any]:
    body: dict[str, Any] = {
        "componentId": check.name,
        "status": check.status,
        "required": check.required,
        "time": check.at.isoformat().replace("+00:00", "Z"),
        "durationMs": check.duration_ms,
    }
    if check.observed_value is not None:
        body["observedValue"] = check.observed_value
    if check.observed_unit is not None:
        body["observedUnit"] = check.observed_unit
    if check.message:
        body["output"] = check.message
    return body
