"""What health says of live matches, and when."""

import time
from dataclasses import dataclass

import pytest

from app.health.checks import Check, Finding
from app.health.live import live_checks
from app.health.report import HealthStatus


@dataclass
class Part:
    """`idle_s`: for how long it has made no progress."""

    idle_s: float = 0.0

    @property
    def progress_at(self) -> float:
        return time.monotonic() - self.idle_s


@dataclass
class Consumer(Part):
    waiting_for: str = ""
    events: int = 0

    def lag(self) -> int:
        return self.events


@dataclass
class Relay(Part):
    active: bool = True
    problem: str = ""


@dataclass
class Backlog:
    messages: int = 0
    age_s: float = 0.0


@dataclass
class Bus:
    connected: bool = True


async def found(
    consumer: Consumer | None,
    relay: Relay | None,
    bus: Bus | None,
    backlog: Backlog | None = None,
    others: int | None = None,
) -> dict[str, Finding]:
    async def waiting() -> Backlog:
        return backlog or Backlog()

    async def running() -> int:
        assert others is not None
        return others

    counted = None if others is None else running
    checks: tuple[Check, ...] = live_checks(consumer, relay, bus, waiting, counted)
    assert not any(check.required for check in checks)
    return {check.name: await check.ping() for check in checks}


async def test_what_goes_well_passes_and_tells_how_much_waits() -> None:
    told = await found(Consumer(events=7), Relay(), Bus(), Backlog(3, 0.2))
    assert {finding.status for finding in told.values()} == {HealthStatus.PASS}
    assert told["live consumer"].observed_value == 7
    assert told["live relay"].observed_value == 3


async def test_what_does_not_run_here_passes_and_says_so() -> None:
    told = await found(None, None, None)
    assert {finding.status for finding in told.values()} == {HealthStatus.PASS}
    assert "outside" in told["live consumer"].message
    assert "not configured" in told["live bus"].message


@pytest.mark.parametrize(
    ("parts", "backlog", "name", "message"),
    [
        (
            (Consumer(waiting_for="PostgreSQL"), Relay(), Bus()),
            Backlog(),
            "live consumer",
            "wait for PostgreSQL",
        ),
        ((Consumer(idle_s=1000), Relay(), Bus()), Backlog(), "live consumer", "no progress"),
        ((Consumer(), Relay(problem="Kafka is away"), Bus()), Backlog(), "live relay", "Kafka is away"),
        ((Consumer(), Relay(idle_s=1000), Bus()), Backlog(), "live relay", "lost the database"),
        ((None, None, Bus()), Backlog(5, 60), "live relay", "waits for 60 s"),
        ((Consumer(), Relay(), Bus(False)), Backlog(), "live bus", "not heard"),
    ],
)
async def test_what_goes_wrong_warns_and_says_what(
    parts: tuple[Consumer | None, Relay | None, Bus], backlog: Backlog, name: str, message: str
) -> None:
    told = await found(*parts, backlog)
    assert told[name].status is HealthStatus.WARN
    assert message in told[name].message
    assert {one for one, finding in told.items() if finding.status is not HealthStatus.PASS} == {name}


@pytest.mark.parametrize(("others", "status"), [(2, HealthStatus.PASS), (0, HealthStatus.WARN)])
async def test_consumers_outside_of_the_process_are_counted(others: int, status: HealthStatus) -> None:
    told = (await found(None, None, None, others=others))["live consumer"]
    assert (told.status, told.observed_value) == (status, others)
    assert ("nobody consumes" in told.message) == (others == 0)
