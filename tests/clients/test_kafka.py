"""Asking a real Kafka about a group of consumers."""

import asyncio

import pytest

from app.clients import kafka
from app.clients.kafka import KafkaUnavailable
from tests.servers import free_port

pytestmark = pytest.mark.kafka
GROUP = "counted"


async def until_members(servers: str, wanted: int) -> None:
    """Until the group has so many: joining and leaving take a moment."""
    async with asyncio.timeout(20):
        while await kafka.group_members(servers, GROUP, client_id="test-count") != wanted:  # noqa: ASYNC110  the broker tells nobody
            await asyncio.sleep(0.1)


async def test_the_members_of_a_group_are_counted_while_they_are_there(kafka_bootstrap_servers: str) -> None:
    await kafka.ensure_topics(kafka_bootstrap_servers, [kafka.Topic(GROUP, 2)], client_id="test-topics")
    consumer = kafka.make_consumer(kafka_bootstrap_servers, GROUP, client_id="test-member")
    consumer.subscribe([GROUP])
    await consumer.start()
    try:
        await until_members(kafka_bootstrap_servers, 1)
    finally:
        await consumer.stop()
    await until_members(kafka_bootstrap_servers, 0)


async def test_a_kafka_that_is_away_is_told() -> None:
    with pytest.raises(KafkaUnavailable, match="FOOTBALL_KAFKA_BOOTSTRAP_SERVERS"):
        await kafka.group_members(f"127.0.0.1:{free_port()}", GROUP, client_id="test-count")
