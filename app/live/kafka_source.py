"""The topic of match events as a source; what loads Kafka's library."""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from typing import Any

from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import TopicPartition

from app.clients import kafka
from app.clients.kafka import KafkaUnavailable, bounded
from app.football.inplay.refusals import EventRefused
from app.live.incoming import Incoming, Origin
from app.live.topics import CONSUMER_GROUP, DEAD_LETTERS, MATCH_EVENTS, PREDICTIONS
from app.live.wire import decode_event
from app.log import get_logger

log = get_logger(__name__)

PARTITIONS = 12
TOPICS = tuple(kafka.Topic(name, PARTITIONS) for name in (MATCH_EVENTS, PREDICTIONS, DEAD_LETTERS))
CALL_S = 5.0
OTHER = "football-live-other"
COMMIT_EVERY_S = 0.1
LOOK_EVERY_S = 1.0
SILENT_S = 5.0
"""After so long without an answer, it is asked whether Kafka answers others: then a new client has a chance.

As long as Kafka is away, the old one keeps its place in the group; a new one would wait for that to expire.
"""
HAND_OVER_S = 3.0
"""How long a partition that goes to another consumer waits for what is being processed of it."""


class KafkaSource:
    """The topic of match events, shared out among the consumers of a group.

    Offsets are committed by a task of its own, some milliseconds after the effect: a crash in between only
    means that events come twice.
    """

    def __init__(
        self, bootstrap_servers: str, *, topic: str = MATCH_EVENTS, group: str = CONSUMER_GROUP
    ) -> None:
        self._servers = bootstrap_servers
        self._topic = topic
        self._consumer: Any = kafka.make_consumer(bootstrap_servers, group, client_id="football-live")
        self._handed: dict[TopicPartition, int] = {}
        self._effective: dict[TopicPartition, int] = {}
        self._processed: dict[TopicPartition, int] = {}
        self._ends: dict[TopicPartition, int] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._leaving = False
        self._forsaken = False
        self._answered_at = time.monotonic()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        topics = {topic.name: topic for topic in (kafka.Topic(self._topic, PARTITIONS), *TOPICS)}
        await kafka.ensure_topics(self._servers, list(topics.values()), client_id="football-live-topics")
        self._consumer.subscribe([self._topic], listener=_Rebalance(self))
        async with bounded(kafka.START_S, "join the group"):
            await self._consumer.start()
        self._answered_at = time.monotonic()
        self._tasks = [
            asyncio.create_task(self._keep_committing(), name="live commits"),
            asyncio.create_task(self._keep_looking(), name="live lag"),
        ]

    async def batch(self, max_events: int, timeout_s: float) -> list[Incoming]:
        if self._leaving:
            await asyncio.sleep(min(timeout_s, 0.01))
            return []
        async with bounded(timeout_s + CALL_S, "fetch"):
            fetched = await self._consumer.getmany(timeout_ms=int(timeout_s * 1000), max_records=max_events)
        if self._forsaken and not fetched:
            raise KafkaUnavailable("Kafka answers others and not this consumer, which begins anew")
        for partition, records in fetched.items():
            self._handed[partition] = records[-1].offset + 1
        if fetched:
            self._idle.clear()
        return [_incoming(record) for records in fetched.values() for record in records]

    async def commit(self) -> None:
        self._effective |= self._handed
        self._processed |= self._handed
        self._handed.clear()
        self._idle.set()

    def lag(self) -> int:
        return sum(max(end - self._processed.get(one, end), 0) for one, end in self._ends.items())

    def silent_s(self) -> float:
        return time.monotonic() - self._answered_at

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(KafkaUnavailable):
            await self._commit_effective()
        await kafka.stop(self._consumer)

    async def hand_over(self) -> None:
        """The partitions go: finish what is being processed, commit it, and forget them."""
        self._leaving = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), HAND_OVER_S)
        with contextlib.suppress(KafkaUnavailable):
            await self._commit_effective()
        # what is still being processed is the next owner's now: its commit must not overtake
        for known in (self._handed, self._effective, self._processed, self._ends):
            known.clear()
        self._idle.set()

    def take_over(self, partitions: Iterable[TopicPartition]) -> None:
        self._leaving = False
        log.info("partitions_assigned", count=len(list(partitions)))

    async def _keep_committing(self) -> None:
        while True:
            await asyncio.sleep(COMMIT_EVERY_S)
            with contextlib.suppress(KafkaUnavailable):
                await self._commit_effective()

    async def _commit_effective(self) -> None:
        """Raises KafkaUnavailable; what could not be committed then is kept for the next time."""
        offsets, self._effective = self._effective, {}
        if not offsets:
            return
        try:
            async with bounded(CALL_S, "commit"):
                await self._commit(offsets)
        except KafkaUnavailable:
            self._effective = offsets | self._effective
            raise

    async def _commit(self, offsets: dict[TopicPartition, int]) -> None:
        try:
            await self._consumer.commit(offsets)
        except (CommitFailedError, IllegalStateError) as error:
            # the partitions are another consumer's: it processes the same events again, without effect
            log.info("commit_too_late", error=type(error).__name__)

    async def _keep_looking(self) -> None:
        while True:
            await self._try_to_look()
            if self.silent_s() > SILENT_S and await kafka.answers(self._servers, client_id=OTHER):
                # it may have come back just now, for both
                self._forsaken = not await self._try_to_look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def _try_to_look(self) -> bool:
        try:
            async with bounded(CALL_S, "end offsets"):
                await self._look()
        except KafkaUnavailable:
            return False
        except IllegalStateError:
            # the partitions are on their way to another consumer
            self._answered_at = time.monotonic()
        return True

    async def _look(self) -> None:
        partitions = self._consumer.assignment()
        ends = await self._consumer.end_offsets(partitions)
        for one in partitions - self._processed.keys():
            position = await self._consumer.position(one)
            if one not in self._handed:
                self._processed.setdefault(one, position)
        self._ends = ends
        self._answered_at = time.monotonic()


class _Rebalance(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is not typed
    def __init__(self, source: KafkaSource) -> None:
        self._source = source

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        if revoked:
            await self._source.hand_over()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        self._source.take_over(assigned)


def _incoming(record: Any) -> Incoming:
    payload: bytes = record.value or b""
    origin = Origin(record.topic, record.partition, record.offset, record.key, payload)
    try:
        return Incoming(decode_event(payload, record.key or b""), None, origin)
    except EventRefused as refused:
        return Incoming(None, refused, origin)
