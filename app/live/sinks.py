"""Where a replay's events go: into Kafka's topic, or to the consumer of this very process."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from app.clients import kafka
from app.clients.kafka import KafkaUnavailable, bounded
from app.football.inplay.events import MatchEvent
from app.live.kafka_source import TOPICS
from app.live.sources import LocalSource
from app.live.topics import MATCH_EVENTS
from app.live.wire import encode_event, match_key
from app.log import get_logger

log = get_logger(__name__)

CLIENT = "football-replay"
PUBLISH_S = 10.0
AGAIN_S = 0.5
LOOK_EVERY_S = 0.05


class LocalSink:
    """The source that this process's consumer reads; a full one is waited for."""

    def __init__(self, source: LocalSource) -> None:
        self._source = source

    async def publish(self, events: Sequence[MatchEvent]) -> None:
        for event in events:
            await self._source.put(event)

    async def drained(self) -> None:
        """Wait until every event has had its effect."""
        while self._source.lag():  # noqa: ASYNC110  the source tells nobody when it is empty
            await asyncio.sleep(LOOK_EVERY_S)


class KafkaSink:
    """The topic of match events. A Kafka that is away is waited for: an event may come twice, never less."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._servers = bootstrap_servers
        self._producer: Any = None

    async def open(self) -> None:
        """Raises KafkaUnavailable."""
        await kafka.ensure_topics(self._servers, TOPICS, client_id=CLIENT)
        self._producer = kafka.make_producer(self._servers, client_id=CLIENT)
        async with bounded(kafka.START_S, "connect"):
            await self._producer.start()

    async def publish(self, events: Sequence[MatchEvent]) -> None:
        while True:
            try:
                return await self._publish(events)
            except KafkaUnavailable as away:
                log.warning("replay_waits_for_kafka", events=len(events), error=away.message)
            await self.close()
            await asyncio.sleep(AGAIN_S)

    async def close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await kafka.stop(producer)

    async def _publish(self, events: Sequence[MatchEvent]) -> None:
        if self._producer is None:
            await self.open()
        async with bounded(PUBLISH_S, "publish"):
            sent = [
                await self._producer.send(MATCH_EVENTS, encode_event(one), key=match_key(one.match_id))
                for one in events
            ]
            await asyncio.gather(*sent)


@asynccontextmanager
async def kafka_sink(bootstrap_servers: str) -> AsyncIterator[KafkaSink]:
    """Raises KafkaUnavailable where no broker answers at the start."""
    sink = KafkaSink(bootstrap_servers)
    try:
        await sink.open()
        yield sink
    finally:
        await sink.close()
