"""Checks of what a process does about live matches. None is required: queries answer without them."""

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from app.health.checks import Check, Finding
from app.health.report import HealthStatus

PATIENCE_S = 10.0
"""How long a part may make no progress, and a message wait, before it shows."""


class Consumer(Protocol):
    """Who gives events their effect; `progress_at` is of time.monotonic."""

    @property
    def waiting_for(self) -> str: ...
    @property
    def progress_at(self) -> float: ...
    def lag(self) -> int: ...


class RelayNews(Protocol):
    """Who passes messages on; `problem` is what keeps it from publishing."""

    @property
    def active(self) -> bool: ...
    @property
    def progress_at(self) -> float: ...
    @property
    def problem(self) -> str: ...


class Bus(Protocol):
    @property
    def connected(self) -> bool: ...


class Backlog(Protocol):
    """Messages that wait to be passed on, and since when the oldest does."""

    @property
    def messages(self) -> int: ...
    @property
    def age_s(self) -> float: ...


def live_checks(
    consumer: Consumer | None,
    relay: RelayNews | None,
    bus: Bus | None,
    backlog: Callable[[], Awaitable[Backlog]],
    others: Callable[[], Awaitable[int]] | None = None,
) -> tuple[Check, ...]:
    """`consumer` and `relay` are None where they run in other processes, `bus` without Redis.

    `others` counts the consumers of all processes; None without Kafka.
    """
    return (
        Check("live consumer", False, lambda: _consumer(consumer, others)),
        Check("live relay", False, lambda: _relay(relay, backlog)),
        Check("live bus", False, lambda: _bus(bus)),
    )


async def _consumer(consumer: Consumer | None, others: Callable[[], Awaitable[int]] | None) -> Finding:
    if consumer is None:
        return await _outside(others)
    silent_s = time.monotonic() - consumer.progress_at
    problem = ""
    if consumer.waiting_for:
        problem = (
            f"events wait for {consumer.waiting_for}; nothing is lost, they have their effect afterwards"
        )
    elif silent_s > PATIENCE_S:
        problem = f"has made no progress for {silent_s:.0f} s; see the log"
    return _finding(problem, consumer.lag(), "events wait")


async def _outside(others: Callable[[], Awaitable[int]] | None) -> Finding:
    if others is None:
        return Finding(message="runs outside of this process: `football live status` tells of it")
    running = await others()
    problem = "" if running else "nobody consumes events; run `football live run`, or see its log"
    return _finding(problem, running, "consumers outside of this process")


async def _relay(relay: RelayNews | None, backlog: Callable[[], Awaitable[Backlog]]) -> Finding:
    waiting = await backlog()
    problem = ""
    if relay is not None and time.monotonic() - relay.progress_at > PATIENCE_S:
        problem = "has lost the database, or hangs; see the log"
    elif relay is not None and relay.problem:
        problem = relay.problem
    elif waiting.age_s > PATIENCE_S:
        problem = (
            f"the oldest message waits for {waiting.age_s:.0f} s: no relay works, or Kafka is away; run "
            "`football live run --part relay`, or see its log"
        )
    return _finding(problem, waiting.messages, "messages wait")


async def _bus(bus: Bus | None) -> Finding:
    if bus is None:
        return Finding(message="not configured: news of other processes are read from the database")
    problem = "Redis is not heard: news of other processes are read from the database, a second late"
    return _finding("" if bus.connected else problem, "heard" if bus.connected else "away", None)


def _finding(problem: str, value: float | str, unit: str | None) -> Finding:
    status = HealthStatus.WARN if problem else HealthStatus.PASS
    return Finding(status, problem, observed_value=value, observed_unit=unit)
