"""Asking optional servers whether they are there."""

import asyncio
import contextlib
from typing import Any

from app.clients.redis import absent, make_redis
from app.health.checks import Finding
from app.health.report import HealthStatus


async def ping_redis(url: str, timeout_s: float) -> Finding:
    client = make_redis(url, timeout_s)
    try:
        await client.ping()
    except absent() as error:
        return _unreachable("Redis", error)
    finally:
        await client.aclose()
    return Finding()


async def ping_kafka(bootstrap_servers: str, timeout_s: float) -> Finding:
    """How many brokers the cluster has. Every call is bounded: without a broker aiokafka waits for ever."""
    from aiokafka.client import AIOKafkaClient  # noqa: PLC0415  loaded where Kafka is set
    from aiokafka.errors import KafkaError  # noqa: PLC0415  loaded where Kafka is set

    client: Any = AIOKafkaClient(
        bootstrap_servers=bootstrap_servers,
        request_timeout_ms=int(timeout_s * 1000),
        client_id="football-health",
    )
    try:
        async with asyncio.timeout(timeout_s * 0.9):
            await client.bootstrap()
        brokers = len(client.cluster.brokers())
    except (KafkaError, OSError, TimeoutError) as error:
        return _unreachable("Kafka", error)
    finally:
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            await asyncio.wait_for(client.close(), timeout_s * 0.1)
    return Finding(observed_value=brokers, observed_unit="brokers")


def _unreachable(what: str, error: Exception) -> Finding:
    return Finding(HealthStatus.FAIL, f"{what} does not answer ({type(error).__name__}); check that it runs")
