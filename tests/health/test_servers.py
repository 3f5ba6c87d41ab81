"""Optional servers are asked for real, and a dead one costs a warning and no patience."""

import socket
import time
from collections.abc import Iterator

import pytest

from app.health.report import HealthStatus
from app.health.servers import ping_kafka, ping_redis

TIMEOUT_S = 1.0


@pytest.fixture
def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where somebody listens and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


async def test_a_redis_that_refuses_fails_at_once(closed_port: int) -> None:
    started = time.perf_counter()
    finding = await ping_redis(f"redis://127.0.0.1:{closed_port}", TIMEOUT_S)
    assert (finding.status, finding.message) == (
        HealthStatus.FAIL,
        "Redis does not answer (ConnectionError); check that it runs",
    )
    assert time.perf_counter() - started < 3  # with the retries of its client it took 4.3 s


async def test_a_redis_that_says_nothing_is_given_up_in_time(silent_port: int) -> None:
    started = time.perf_counter()
    finding = await ping_redis(f"redis://127.0.0.1:{silent_port}", TIMEOUT_S)
    assert finding.status is HealthStatus.FAIL
    assert time.perf_counter() - started < TIMEOUT_S * 1.5


@pytest.mark.redis
async def test_a_redis_that_runs_passes(redis_url: str) -> None:
    assert (await ping_redis(redis_url, TIMEOUT_S)).status is HealthStatus.PASS


async def test_a_kafka_that_refuses_fails_in_time(closed_port: int) -> None:
    started = time.perf_counter()
    finding = await ping_kafka(f"127.0.0.1:{closed_port}", TIMEOUT_S)
    assert finding.status is HealthStatus.FAIL
    assert "Kafka does not answer" in finding.message
    assert time.perf_counter() - started < TIMEOUT_S * 1.5


async def test_a_kafka_that_says_nothing_is_given_up_in_time(silent_port: int) -> None:
    started = time.perf_counter()
    finding = await ping_kafka(f"127.0.0.1:{silent_port}", TIMEOUT_S)
    assert finding.status is HealthStatus.FAIL
    assert time.perf_counter() - started < TIMEOUT_S * 1.5


@pytest.mark.kafka
async def test_a_kafka_that_runs_passes_and_counts_its_brokers(kafka_bootstrap_servers: str) -> None:
    finding = await ping_kafka(kafka_bootstrap_servers, 10)
    assert (finding.status, finding.observed_value) == (HealthStatus.PASS, 1)
