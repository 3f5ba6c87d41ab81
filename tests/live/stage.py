"""What the tests of the live parts share: events, messages, a processor that counts, and servers to break."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import TopicPartition

from app.db import outbox
from app.errors import Unavailable
from app.football.inplay.events import EventKind, Happening, MatchEvent, Side
from app.football.inplay.refusals import EventRefused
from app.live.incoming import Duplicate, Incoming, Outcome, Refused
from app.live.kafka_source import KafkaSource
from app.live.wire import encode_event, match_key

KICKOFF = datetime(2025, 8, 16, 14, tzinfo=UTC)
_numbers = count(1)


def unique(name: str) -> str:
    """A topic or group of this test's own."""
    return f"{name}-{next(_numbers)}-{time.time_ns()}"


def goal(match_id: int, number: int) -> MatchEvent:
    happening = Happening(EventKind.GOAL, 1 + number % 90, side=Side.HOME)
    return MatchEvent(f"{match_id}.{number}", match_id, "tests", number, happening, KICKOFF)


def goals(matches: int, each: int) -> list[MatchEvent]:
    """Events of several matches, taken in turn."""
    return [goal(match, number) for number in range(1, each + 1) for match in range(1, matches + 1)]


Message = tuple[bytes | None, bytes]


def wired(events: Sequence[MatchEvent]) -> list[Message]:
    return [(match_key(event.match_id), encode_event(event)) for event in events]


class Feed:
    """A topic and a group of one test on a broker."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap
        self.topic = unique("events")
        self.group = unique("group")

    def source(self) -> KafkaSource:
        return KafkaSource(self.bootstrap, topic=self.topic, group=self.group)

    async def publish(self, messages: Sequence[Message]) -> None:
        await publish(self.bootstrap, self.topic, messages)


class CountingProcessor:
    """Gives every event its effect once, in memory that outlives consumers, as the database does.

    `away`: like a database that does not answer. `slow_s`: how long a batch takes.
    """

    def __init__(self) -> None:
        self.effects: Counter[str] = Counter()
        self.order: dict[int, list[int]] = {}
        self.refused: list[tuple[Incoming, EventRefused]] = []
        self.seen = 0
        self.away = False
        self.slow_s = 0.0
        self.batches: list[int] = []

    async def process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        if self.away:
            raise Unavailable("the database is away")
        await asyncio.sleep(self.slow_s)
        self.batches.append(len(batch))
        self.seen += len(batch)
        return [self._effect(one) for one in batch]

    def _effect(self, one: Incoming) -> Outcome:
        if one.event is None:
            assert one.refusal is not None
            self.refused.append((one, one.refusal))
            return Refused(one.refusal)
        if one.event.id not in self.effects:
            self.effects[one.event.id] += 1
            self.order.setdefault(one.event.match_id, []).append(one.event.sequence)
        return Duplicate(one.event.id)


async def until(true: Callable[[], object], seconds: float = 30) -> float:
    """Wait for it; how many seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not come true in time"
        await asyncio.sleep(0.01)
    return time.monotonic() - began


async def until_passed_on(seconds: float = 30) -> None:
    """Wait until no message waits in the outbox."""
    deadline = time.monotonic() + seconds
    while waiting := (await outbox.backlog(KICKOFF)).messages:
        assert time.monotonic() < deadline, f"{waiting} messages still wait"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def running(*works: Any) -> AsyncIterator[None]:
    """Tasks for the length of the block; one that fails in it fails the test."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def publish(bootstrap: str, topic: str, messages: Sequence[Message]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=8_000_000)
    await producer.start()
    try:
        sent = [await producer.send(topic, value=value, key=key) for key, value in messages]
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def read(bootstrap: str, topic: str) -> list[Any]:
    """All of a topic's records, each partition's in order."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(topic)
        partitions = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        starts = await consumer.beginning_offsets(partitions)
        wanted = sum(ends[one] - starts[one] for one in partitions)
        found: list[Any] = []
        while len(found) < wanted:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                found += records
        return sorted(found, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()
