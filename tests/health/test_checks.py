"""Checks run side by side, each in its time, and no more often than once a second whoever asks."""

import asyncio
import time
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from app.errors import Unavailable
from app.health.checks import DRAINING, Check, Finding, HealthService
from app.health.report import HealthStatus, Probe


class Component:
    """Something to ask; counts how often it was asked."""

    def __init__(self, name: str, *, required: bool = True, delay_s: float = 0.0) -> None:
        self.name = name
        self.required = required
        self.delay_s = delay_s
        self.asked = 0
        self.finding = Finding()
        self.error: Exception | None = None

    async def ping(self) -> Finding:
        self.asked += 1
        await asyncio.sleep(self.delay_s)
        if self.error:
            raise self.error
        return self.finding


def service(*components: Component, timeout_s: float = 0.5, fresh_s: float = 0.0) -> HealthService:
    checks = [Check(one.name, one.required, one.ping) for one in components]
    return HealthService(checks, lambda: datetime.now(UTC), timeout_s, fresh_s=fresh_s)


async def test_all_well_is_a_pass() -> None:
    report = await service(Component("a"), Component("b", required=False)).report()
    assert report.status is HealthStatus.PASS
    assert [(check.name, check.status) for check in report.checks] == [("a", "pass"), ("b", "pass")]


@pytest.mark.parametrize(
    ("required", "status", "overall"),
    [
        (True, HealthStatus.FAIL, HealthStatus.FAIL),
        (True, HealthStatus.WARN, HealthStatus.WARN),
        (False, HealthStatus.FAIL, HealthStatus.WARN),
        (False, HealthStatus.WARN, HealthStatus.WARN),
    ],
)
async def test_only_a_required_component_can_fail_the_service(
    required: bool, status: HealthStatus, overall: HealthStatus
) -> None:
    component = Component("a", required=required)
    component.finding = Finding(status, "mend it")
    report = await service(component, Component("b")).report()
    assert report.status is overall
    assert report.checks[0].message == "mend it"


async def test_our_own_errors_say_what_to_do_and_others_say_nothing_internal() -> None:
    ours, theirs = Component("ours"), Component("theirs")
    ours.error = Unavailable("the server does not answer; start it")
    theirs.error = RuntimeError("password=hunter2")
    report = await service(ours, theirs).report()
    assert [check.message for check in report.checks] == [
        "the server does not answer; start it",
        "failed with RuntimeError; see the log",
    ]


async def test_checks_run_side_by_side_and_a_slow_one_is_given_up() -> None:
    slow = [Component(f"slow {number}", delay_s=30) for number in range(5)]
    quick = Component("quick", delay_s=0.05)
    started = time.perf_counter()
    report = await service(*slow, quick, timeout_s=0.2).report()
    assert time.perf_counter() - started < 1
    assert report.checks[-1].status is HealthStatus.PASS
    assert {check.message for check in report.checks[:-1]} == {"no answer within 0.2 s"}
    assert report.checks[0].duration_ms >= 200


async def test_a_component_that_does_not_let_go_is_not_waited_for() -> None:
    """As a driver does that first wants to hear from its server that the question was taken back."""
    let_go = asyncio.Event()

    async def clings() -> Finding:
        try:
            await asyncio.Event().wait()
        finally:
            await let_go.wait()
        return Finding()

    health = HealthService([Check("a", True, clings)], lambda: datetime.now(UTC), 0.05)
    async with asyncio.timeout(5):
        report = await health.report()
    assert report.checks[0].message == "no answer within 0.05 s"
    let_go.set()


async def test_many_probes_at_once_ask_each_component_once() -> None:
    component = Component("a", delay_s=0.05)
    health = service(component, fresh_s=60)
    await asyncio.gather(*(health.report(probe) for probe in [*Probe] * 20))
    await health.report()
    assert component.asked == 1


async def test_a_report_is_taken_anew_once_it_is_old() -> None:
    component = Component("a")
    health = service(component, fresh_s=0.05)
    await health.report()
    component.error = Unavailable("gone")
    assert (await health.report()).status is HealthStatus.PASS
    await asyncio.sleep(0.06)
    assert (await health.report()).status is HealthStatus.FAIL


async def test_a_prober_that_goes_away_does_not_spoil_the_answer_for_others() -> None:
    component = Component("a", delay_s=0.1)
    health = service(component, fresh_s=60)
    impatient = asyncio.create_task(health.report())
    patient = asyncio.create_task(health.report())
    await asyncio.sleep(0.02)
    impatient.cancel()
    assert (await patient).status is HealthStatus.PASS
    assert component.asked == 1


async def test_liveness_asks_nobody() -> None:
    component = Component("a")
    component.error = Unavailable("gone")
    report = await service(component).report(Probe.LIVENESS)
    assert (report.status, report.checks, component.asked) == (HealthStatus.PASS, (), 0)


async def test_readiness_asks_only_what_is_required() -> None:
    required, optional = Component("a"), Component("b", required=False)
    report = await service(required, optional).report(Probe.READINESS)
    assert [check.name for check in report.checks] == ["a"]
    assert optional.asked == 0


async def test_startup_stays_passed_once_it_has_passed() -> None:
    component = Component("a")
    component.error = Unavailable("not yet")
    health = service(component)
    assert (await health.report(Probe.STARTUP)).status is HealthStatus.FAIL
    component.error = None
    assert (await health.report(Probe.STARTUP)).status is HealthStatus.PASS
    component.error = Unavailable("gone")
    assert (await health.report(Probe.STARTUP)).status is HealthStatus.PASS
    assert (await health.report(Probe.READINESS)).status is HealthStatus.FAIL


async def test_a_draining_service_is_alive_but_not_ready() -> None:
    health = service(Component("a"))
    health.drain()
    report = await health.report(Probe.READINESS)
    assert (report.status, report.message) == (HealthStatus.FAIL, DRAINING)
    assert (await health.report(Probe.LIVENESS)).status is HealthStatus.PASS


async def test_a_watcher_hears_the_state_then_each_change() -> None:
    component = Component("a")
    health = service(component)
    async with aclosing(health.watch(every_s=0.01, repeat_s=60)) as reports, asyncio.timeout(3):
        assert (await anext(reports)).status is HealthStatus.PASS
        component.error = Unavailable("gone")
        assert (await anext(reports)).status is HealthStatus.FAIL
        component.error = None
        assert (await anext(reports)).status is HealthStatus.PASS


async def test_a_watcher_hears_of_the_drain_at_once() -> None:
    health = service(Component("a"))
    async with aclosing(health.watch(Probe.READINESS, every_s=60)) as reports, asyncio.timeout(3):
        await anext(reports)
        following = asyncio.ensure_future(anext(reports))
        await asyncio.sleep(0.05)
        health.drain()
        assert (await following).message == DRAINING


async def test_a_watcher_hears_the_state_again_though_nothing_changes() -> None:
    async with aclosing(service(Component("a")).watch(every_s=0.01, repeat_s=0.05)) as reports:
        async with asyncio.timeout(3):
            assert [(await anext(reports)).status for _ in range(3)] == [HealthStatus.PASS] * 3
