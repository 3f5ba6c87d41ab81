"""The report's JSON is that of draft-inadarei-api-health-check."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.health.report import CheckResult, HealthReport, HealthStatus, Probe, overall

AT = datetime(2024, 8, 17, 14, tzinfo=UTC)

results = st.builds(
    CheckResult,
    name=st.text(max_size=5),
    status=st.sampled_from(HealthStatus),
    required=st.booleans(),
    at=st.just(AT),
    duration_ms=st.floats(0, 10),
)


def test_a_report_has_the_drafts_members() -> None:
    check = CheckResult("disk", HealthStatus.WARN, False, AT, 1.5, "make room", 0.4, "GB free")
    report = HealthReport(Probe.FULL, HealthStatus.WARN, "1.2.3", (check,), "almost well")
    assert report.to_json() == {
        "status": "warn",
        "version": "1",
        "releaseId": "1.2.3",
        "serviceId": "football-prediction",
        "output": "almost well",
        "checks": {
            "disk": [
                {
                    "componentId": "disk",
                    "status": "warn",
                    "required": False,
                    "time": "2024-08-17T14:00:00Z",
                    "durationMs": 1.5,
                    "observedValue": 0.4,
                    "observedUnit": "GB free",
                    "output": "make room",
                }
            ]
        },
    }


@given(checks=st.lists(results))
def test_the_service_fails_exactly_when_something_required_does(checks: list[CheckResult]) -> None:
    status = overall(checks)
    fails = any(check.required and check.status is HealthStatus.FAIL for check in checks)
    well = all(check.status is HealthStatus.PASS for check in checks)
    assert status is (HealthStatus.FAIL if fails else HealthStatus.PASS if well else HealthStatus.WARN)


def test_a_measured_value_alone_is_no_change() -> None:
    def report(value: float, message: str = "") -> HealthReport:
        check = CheckResult("disk", HealthStatus.PASS, False, AT, value, message, value)
        return HealthReport(Probe.FULL, HealthStatus.PASS, "1", (check,))

    assert not report(1).differs_from(report(2))
    assert report(1).differs_from(report(1, "make room"))
