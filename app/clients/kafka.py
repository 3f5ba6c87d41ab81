"""Kafka's clients with every call bounded: without a broker aiokafka's own wait for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from aiokafka.structs import TopicPartition

from app.errors import Unavailable
from app.log import get_logger

log = get_logger(__name__)

REQUEST_S = 4.0
START_S = 15.0
STOP_S = 1.0
SESSION_S = 6.0
"""How long the group waits for a consumer that died: the least that a broker allows by default."""
FETCH_WAIT_S = 0.1
FETCH_BYTES = 8_000_000
PARTITION_BYTES = 1_000_000
BATCH_BYTES = 700_000
"""Of a batch that is published; a broker takes 1,048,588 unless told otherwise."""
MOST_COPIES = 3
MEMBERS = 5
"""Where a description of a group lists them."""

_leaving: set[asyncio.Task[None]] = set()


class KafkaUnavailable(Unavailable):
    """No broker answers, or not in time."""


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    partitions: int


@asynccontextmanager
async def bounded(seconds: float, what: str) -> AsyncIterator[None]:
    """Raises KafkaUnavailable when the block takes longer, or Kafka fails in it."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except (KafkaError, OSError, TimeoutError) as error:
        raise KafkaUnavailable(
            f"Kafka does not answer ({what}: {type(error).__name__}); check that it runs, and "
            "FOOTBALL_KAFKA_BOOTSTRAP_SERVERS"
        ) from error


def make_consumer(bootstrap_servers: str, group: str | None, *, client_id: str) -> Any:
    """A consumer that commits only when told to, and starts a new group at the oldest message.

    A fetch is answered as soon as there is anything; what is fetched and not yet taken stays within
    FETCH_BYTES, or one message where that is larger.
    """
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        client_id=client_id,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_min_bytes=1,
        fetch_max_wait_ms=_ms(FETCH_WAIT_S),
        fetch_max_bytes=FETCH_BYTES,
        max_partition_fetch_bytes=PARTITION_BYTES,
        request_timeout_ms=_ms(REQUEST_S),
        session_timeout_ms=_ms(SESSION_S),
        heartbeat_interval_ms=1000,
        retry_backoff_ms=100,
        metadata_max_age_ms=30_000,
    )


def make_producer(bootstrap_servers: str, *, client_id: str) -> Any:
    """A producer whose own repeats publish nothing twice; acknowledged means that all replicas have it."""
    return AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers,
        client_id=client_id,
        enable_idempotence=True,
        acks="all",
        linger_ms=1,
        max_batch_size=BATCH_BYTES,
        max_request_size=10_000_000,
        request_timeout_ms=_ms(REQUEST_S),
        retry_backoff_ms=100,
        metadata_max_age_ms=30_000,
    )


async def stop(client: Any, seconds: float = STOP_S) -> None:
    """Stop a consumer or producer. What a producer still tries to send after that time is given up; a
    consumer whose broker is away goes on leaving by itself."""
    await _leave(client.stop, seconds)
    if isinstance(client, AIOKafkaProducer):
        # an idempotent batch never expires: with the broker away, its own stop() waits for ever
        sender = client._sender.sender_task  # noqa: SLF001  there is no other way to give up
        if sender is not None and not sender.done():
            sender.cancel()
            await _leave(client.client.close, seconds)


@asynccontextmanager
async def admin(bootstrap_servers: str, *, client_id: str) -> AsyncIterator[Any]:
    """A client for questions about topics and groups. Raises KafkaUnavailable."""
    client = AIOKafkaAdminClient(
        bootstrap_servers=bootstrap_servers, client_id=client_id, request_timeout_ms=_ms(REQUEST_S)
    )
    try:
        async with bounded(START_S, "connect"):
            await client.start()
        yield client
    finally:
        await _leave(client.close, STOP_S)


async def answers(bootstrap_servers: str, *, client_id: str) -> bool:
    """Whether a client that begins now is answered."""
    try:
        async with admin(bootstrap_servers, client_id=client_id):
            return True
    except KafkaUnavailable:
        return False


async def ensure_topics(bootstrap_servers: str, topics: Sequence[Topic], *, client_id: str) -> None:
    """Create the topics that are not there. Where we may not, the log tells. Raises KafkaUnavailable."""
    async with admin(bootstrap_servers, client_id=client_id) as client, bounded(START_S, "create topics"):
        there = set(await client.list_topics())
        missing = [topic for topic in topics if topic.name not in there]
        if missing:
            copies = min(MOST_COPIES, len((await client.describe_cluster())["brokers"]))
            _report(await client.create_topics([_new(topic, copies) for topic in missing]))


async def group_lag(bootstrap_servers: str, group: str, topic: str, *, client_id: str) -> int:
    """How many messages of the topic the group has not processed yet. Raises KafkaUnavailable."""
    async with admin(bootstrap_servers, client_id=client_id) as client, bounded(START_S, "offsets"):
        (told,) = await client.describe_topics([topic])
        partitions = [TopicPartition(topic, one["partition"]) for one in told["partitions"]]
        done = await client.list_consumer_group_offsets(group)
    starts, ends = await _span(bootstrap_servers, partitions, client_id)
    return sum(ends[one] - max(starts[one], done[one].offset if one in done else 0) for one in partitions)


async def group_members(bootstrap_servers: str, group: str, *, client_id: str) -> int:
    """How many consumers the group has; one that died counts until its session has expired.

    Raises KafkaUnavailable.
    """
    async with admin(bootstrap_servers, client_id=client_id) as client, bounded(START_S, "group"):
        (told,) = await client.describe_consumer_groups([group])
    return sum(len(one[MEMBERS]) for one in told.groups)


async def _span(
    bootstrap_servers: str, partitions: Sequence[TopicPartition], client_id: str
) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int]]:
    """The first offset of each partition, and the one after its last."""
    if not partitions:
        return {}, {}
    consumer = make_consumer(bootstrap_servers, None, client_id=client_id)
    consumer.assign(partitions)
    try:
        async with bounded(START_S, "offsets"):
            await consumer.start()
            return await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    finally:
        await _leave(consumer.stop, STOP_S)


def _new(topic: Topic, copies: int) -> NewTopic:
    return NewTopic(name=topic.name, num_partitions=topic.partitions, replication_factor=copies)


def _report(response: Any) -> None:
    for name, code, *rest in response.topic_errors:
        error = for_code(code)
        if code == 0:
            log.info("topic_created", topic=name)
        elif error is not TopicAlreadyExistsError:
            log.warning("topic_not_created", topic=name, error=error.__name__, detail=rest[0] if rest else "")


async def _leave(leave: Callable[[], Coroutine[Any, Any, None]], seconds: float) -> None:
    task = asyncio.create_task(leave(), name="leaving Kafka")
    _leaving.add(task)
    task.add_done_callback(_left)
    await asyncio.wait({task}, timeout=seconds)


def _left(task: asyncio.Task[None]) -> None:
    _leaving.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.info("kafka_left_unclean", error=type(error).__name__)


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
