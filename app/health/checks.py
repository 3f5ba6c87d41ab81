"""Running named checks side by side, each with its time-out, and never more often than once a second."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from importlib.metadata import version

from app.clock import Clock
from app.errors import FootballError
from app.health.report import CheckResult, HealthReport, HealthStatus, Probe, overall
from app.log import get_logger

FRESH_S = 1.0
WATCH_EVERY_S = 1.0
REPEAT_AFTER_S = 5.0
DRAINING = "the service stops: it finishes what runs and takes nothing new"

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: passing unless it says otherwise."""

    status: HealthStatus = HealthStatus.PASS
    message: str = ""
    observed_value: float | str | None = None
    observed_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A named question. `ping` raises, or returns FAIL or WARN, when the component is not well.

    A failing check that is not required only warns.
    """

    name: str
    required: bool
    ping: Callable[[], Awaitable[Finding]]


class HealthService:
    """Answers probes from the checks' latest results."""

    def __init__(
        self, checks: Sequence[Check], clock: Clock, timeout_s: float, *, fresh_s: float = FRESH_S
    ) -> None:
        self._runners = tuple(_Runner(check, clock, timeout_s, fresh_s) for check in checks)
        self._version = version("football-prediction")
        self._changed = asyncio.Event()
        self._started = False
        self.started_at = clock()
        self.clock = clock
        self.draining = False

    def drain(self) -> None:
        """From now on readiness fails; watchers hear of it at once."""
        self.draining = True
        self._changed.set()

    async def report(self, probe: Probe = Probe.FULL) -> HealthReport:
        """The answer to a probe: liveness asks nothing, readiness only what is required."""
        if probe is Probe.LIVENESS or (probe is Probe.STARTUP and self._started):
            return HealthReport(probe, HealthStatus.PASS, self._version)
        asked = [one for one in self._runners if probe is Probe.FULL or one.check.required]
        results = tuple(await asyncio.gather(*(one.result() for one in asked)))
        status = overall(results)
        self._started = self._started or status is not HealthStatus.FAIL
        if self.draining and probe is not Probe.STARTUP:
            return HealthReport(probe, HealthStatus.FAIL, self._version, results, DRAINING)
        return HealthReport(probe, status, self._version, results)

    async def watch(
        self, probe: Probe = Probe.FULL, *, every_s: float = WATCH_EVERY_S, repeat_s: float = REPEAT_AFTER_S
    ) -> AsyncGenerator[HealthReport, None]:
        """The report now, then whenever it changes, and every `repeat_s` seconds in any case."""
        told = await self.report(probe)
        told_at = time.monotonic()
        yield told
        while True:
            await self._pause(every_s)
            report = await self.report(probe)
            if report.differs_from(told) or time.monotonic() - told_at >= repeat_s:
                told, told_at = report, time.monotonic()
                yield report

    async def _pause(self, seconds: float) -> None:
        if self.draining:
            await asyncio.sleep(seconds)
            return
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return


class _Runner:
    """One check with its latest result; callers at the same time share one run."""

    def __init__(self, check: Check, clock: Clock, timeout_s: float, fresh_s: float) -> None:
        self.check = check
        self._clock = clock
        self._timeout_s = timeout_s
        self._fresh_s = fresh_s
        self._latest: CheckResult | None = None
        self._latest_at = 0.0
        self._running: asyncio.Task[CheckResult] | None = None

    async def result(self) -> CheckResult:
        if self._latest is not None and time.monotonic() - self._latest_at < self._fresh_s:
            return self._latest
        if self._running is None or self._running.done():
            # an empty context: the check must not run in a caller's transaction
            self._running = asyncio.get_running_loop().create_task(self._run(), context=Context())
        # a caller that goes away must not take the others' answer with it
        return await asyncio.shield(self._running)

    async def _run(self) -> CheckResult:
        at, started = self._clock(), time.perf_counter()
        finding = await self._ask()
        failed = finding.status is HealthStatus.FAIL and not self.check.required
        self._latest = CheckResult(
            name=self.check.name,
            status=HealthStatus.WARN if failed else finding.status,
            required=self.check.required,
            at=at,
            duration_ms=round((time.perf_counter() - started) * 1000, 3),
            message=finding.message,
            observed_value=finding.observed_value,
            observed_unit=finding.observed_unit,
        )
        self._latest_at = time.monotonic()
        return self._latest

    async def _ask(self) -> Finding:
        ping = asyncio.ensure_future(self.check.ping())
        try:
            await asyncio.wait({ping}, timeout=self._timeout_s)
        finally:
            # not awaited: one that waits for a server that is away may take its time to leave
            ping.cancel()
        if not ping.done():
            ping.add_done_callback(_heard)
            return Finding(HealthStatus.FAIL, f"no answer within {self._timeout_s:g} s")
        try:
            return ping.result()
        except FootballError as error:
            return Finding(HealthStatus.FAIL, error.message)
        except Exception as error:  # whatever a component throws is a finding; the log has the rest
            log.warning("health_check_failed", check=self.check.name, exc_info=error)
            return Finding(HealthStatus.FAIL, f"failed with {type(error).__name__}; see the log")


def _heard(ping: "asyncio.Future[Finding]") -> None:
    """Take the answer of a ping that came too late, so that nobody is warned of an unheard error."""
    if not ping.cancelled():
        ping.exception()
