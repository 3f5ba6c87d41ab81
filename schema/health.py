"""Health: the named checks of this process and what it stands on."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated

import strawberry

from app.health.report import CheckResult, HealthReport, HealthStatus, Probe
from schema.context import Info
from schema.enums import described
from schema.views import view

described(
    HealthStatus,
    "How something is.",
    PASS="Well.",  # noqa: S106  not a password
    WARN="Not well, but the service answers.",
    FAIL="Not well, and the service cannot answer.",
)
described(
    Probe,
    "Which question is asked.",
    FULL="Every check.",
    LIVENESS="Whether the process answers; asks nothing else.",
    READINESS="Whether it can take requests: the required checks.",
    STARTUP="Whether it has started.",
)


@strawberry.type(description="One check's answer.")
class HealthCheck:
    name: str = strawberry.field(description="The check.")
    status: HealthStatus = strawberry.field(description="How the component is.")
    required: bool = strawberry.field(description="Whether the service cannot answer without it.")
    observed_value: str | None = strawberry.field(description="What was measured, if anything.")
    observed_unit: str | None = strawberry.field(description="The unit of what was measured.")
    duration_ms: float = strawberry.field(description="How long the check took, in milliseconds.")
    message: str = strawberry.field(
        description="What to do, or what is not set up; empty when there is nothing to say."
    )
    at: datetime = strawberry.field(description="When it was asked.")

    @classmethod
    def of(cls, result: CheckResult) -> "HealthCheck":
        value = result.observed_value
        return view(cls, result, observed_value=None if value is None else str(value))


@strawberry.type(description="How the service is.")
class Health:
    probe: Probe = strawberry.field(description="The question that this answers.")
    status: HealthStatus = strawberry.field(description="The worst of the required checks, or a warning.")
    version: str = strawberry.field(description="The program's version.")
    message: str = strawberry.field(description="What concerns the whole service; empty when all is well.")
    checks: list[HealthCheck] = strawberry.field(description="The checks that were asked.")

    @classmethod
    def of(cls, report: HealthReport) -> "Health":
        return view(cls, report, checks=[HealthCheck.of(result) for result in report.checks])


ProbeArgument = Annotated[Probe, strawberry.argument(description="Which question to ask.")]


@strawberry.type
class HealthQueries:
    @strawberry.field(description="How the service is: the report that /health gives.")
    async def health(self, info: Info, probe: ProbeArgument = Probe.FULL) -> Health:
        return Health.of(await info.context.services.health.report(probe))


@strawberry.type
class HealthSubscriptions:
    @strawberry.subscription(
        description="How the service is: now, whenever it changes, and every few seconds in any case."
    )
    async def health(self, info: Info, probe: ProbeArgument = Probe.FULL) -> AsyncGenerator[Health, None]:
        async with aclosing(info.context.services.health.watch(probe)) as reports:
            async for report in reports:
                info.context.renew()
                yield Health.of(report)
