"""Messages to Kafka, in order and none lost: what is under way to a partition is waited for, never sent again
beside itself."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordListTooLargeError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.structs import TopicPartition

from app.clients import kafka
from app.clients.kafka import KafkaUnavailable, bounded
from app.db.outbox import Message
from app.live.kafka_source import TOPICS
from app.log import get_logger

log = get_logger(__name__)

CALL_S = 5.0
SOON_S = 0.25
"""A partition whose broker is away delays the others by no more."""
CLIENT = "football-relay"
TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError)


@dataclass(frozen=True, slots=True)
class _Flight:
    """A batch under way to one partition."""

    messages: tuple[Message, ...]
    acknowledged: asyncio.Future[Any]


class KafkaPublisher:
    """An idempotent producer. One batch at a time is under way to each partition, so a batch that fails is
    never overtaken by what comes after it."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._servers = bootstrap_servers
        self._producer: Any = None
        self._partition = DefaultPartitioner()
        self._partitions: dict[str, list[int]] = {}
        self._flights: dict[TopicPartition, _Flight] = {}
        self._alone: set[TopicPartition] = set()
        self._without_body: set[int] = set()

    async def publish(self, messages: Sequence[Message]) -> list[int]:
        """The ids of those that are acknowledged: of each key, none after one that is not.

        Raises KafkaUnavailable where none is.
        """
        if not messages:
            return []
        await self._ready()
        under_way = {one.id for flight in self._flights.values() for one in flight.messages}
        fresh = await self._by_partition(one for one in messages if one.id not in under_way)
        for partition, ones in fresh.items():
            if partition not in self._flights:
                self._flights[partition] = await self._send(partition, ones)
        done = await self._landed(SOON_S, asyncio.ALL_COMPLETED)
        if not done and self._flights:
            done = await self._landed(CALL_S, asyncio.FIRST_COMPLETED)
        if not done:
            raise KafkaUnavailable(
                f"Kafka has not acknowledged anything for {CALL_S:g} s; check that it runs"
            )
        return done

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        self._flights.clear()
        if producer is not None:
            await kafka.stop(producer)

    async def _ready(self) -> None:
        if self._producer is not None:
            return
        await kafka.ensure_topics(self._servers, TOPICS, client_id=CLIENT)
        producer = kafka.make_producer(self._servers, client_id=CLIENT)
        try:
            async with bounded(kafka.START_S, "start publishing"):
                await producer.start()
        except BaseException:
            await kafka.stop(producer)
            raise
        self._producer = producer

    async def _by_partition(self, messages: Iterable[Message]) -> dict[TopicPartition, list[Message]]:
        found: dict[TopicPartition, list[Message]] = {}
        for one in messages:
            partitions = await self._partitions_of(one.topic)
            number = self._partition(one.key, partitions, partitions)
            found.setdefault(TopicPartition(one.topic, number), []).append(one)
        return found

    async def _partitions_of(self, topic: str) -> list[int]:
        if topic not in self._partitions:
            async with bounded(CALL_S, "partitions"):
                self._partitions[topic] = sorted(await self._producer.partitions_for(topic))
        return self._partitions[topic]

    async def _send(self, partition: TopicPartition, messages: Sequence[Message]) -> _Flight:
        batch = self._producer.create_batch()
        taken: list[Message] = []
        for one in messages[:1] if partition in self._alone else messages:
            if not self._append(batch, one):
                break
            taken.append(one)
        batch.close()
        async with bounded(CALL_S, "send"):
            acknowledged = await self._producer.send_batch(
                batch, partition.topic, partition=partition.partition
            )
        return _Flight(tuple(taken), acknowledged)

    def _append(self, batch: Any, message: Message) -> bool:
        """Whether it had room: the first always has."""
        added = batch.append(
            key=message.key,
            value=b"" if message.id in self._without_body else message.payload,
            timestamp=int(message.created_at.timestamp() * 1000),
            headers=[(name, value.encode()) for name, value in message.headers.items()],
        )
        return added is not None

    async def _landed(self, seconds: float, when: str) -> list[int]:
        await asyncio.wait(
            {flight.acknowledged for flight in self._flights.values()}, timeout=seconds, return_when=when
        )
        done: list[int] = []
        failed: KafkaError | None = None
        for partition, flight in list(self._flights.items()):
            if not flight.acknowledged.done():
                continue
            del self._flights[partition]
            error = flight.acknowledged.exception()
            if error is None:
                self._alone.discard(partition)
                done += [one.id for one in flight.messages]
            else:
                failed = self._failed(partition, flight, error)
        if failed is not None:
            # its numbering has a hole now, which no broker accepts
            await self.close()
        return done

    def _failed(self, partition: TopicPartition, flight: _Flight, error: BaseException) -> KafkaError:
        if not isinstance(error, KafkaError):
            raise error
        log.warning("publishing_failed", topic=partition.topic, error=type(error).__name__)
        if isinstance(error, TOO_LARGE):
            if len(flight.messages) > 1:
                self._alone.add(partition)
            else:
                self._without_body.add(flight.messages[0].id)
        return error
