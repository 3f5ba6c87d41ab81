"""The parts of live matches in one process, put together and kept running."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.clock import Clock
from app.config import Settings
from app.live.bus import RedisBus
from app.live.clock import LiveClock
from app.live.codec import decode_update, position_of
from app.live.consumer import LiveConsumer
from app.live.feed import Feed
from app.live.pairings import Pairings
from app.live.predictor import InPlayPredictor
from app.live.processor import LiveProcessor
from app.live.reads import DatabaseReads
from app.live.recorder import EventRecorder
from app.live.relay import Relay
from app.live.reruns import Reruns
from app.live.retention import Retention
from app.live.sources import EventSource, LocalSource
from app.live.updates import LiveUpdate
from app.log import get_logger
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry

if TYPE_CHECKING:
    from app.live.publisher import KafkaPublisher

AGAIN_S = 1.0

log = get_logger(__name__)


class Part(StrEnum):
    """What makes new updates; any of them may run in several processes on one database."""

    CONSUMER = "consumer"
    RELAY = "relay"
    CLOCK = "clock"


def parts_of(settings: Settings) -> frozenset[Part]:
    """The parts that a serving process runs itself."""
    return frozenset(Part) if settings.live == "inside" else frozenset()


@dataclass(frozen=True, slots=True)
class LiveService:
    """`source` takes events of this process, such as a replay's, where there is no Kafka. The parts that do
    not run here are None, and so is the bus without Redis."""

    feed: Feed
    predictor: InPlayPredictor
    processor: LiveProcessor
    recorder: EventRecorder
    source: LocalSource
    bus: RedisBus | None
    consumer: LiveConsumer | None
    relay: Relay | None
    clock: LiveClock | None
    reruns: Reruns
    pairings: Pairings = field(default_factory=Pairings)

    def tasks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What runs for ever, by name."""
        running: dict[str, Callable[[], Awaitable[None]]] = {"live feed": self.feed.poll}
        if self.bus is not None:
            bus = self.bus
            running["live bus"] = lambda: bus.run(self._hear, self.feed.resync)
        for part in (self.consumer, self.relay, self.clock):
            if part is not None:
                running[_NAMES[type(part)]] = part.run
        return running

    def _hear(self, payload: bytes) -> None:
        position = position_of(payload)
        if not self.feed.followers or (position is not None and self.feed.knows(position)):
            return  # nobody asks, or this very process has said it
        try:
            update = decode_update(payload)
        except (ValueError, KeyError, TypeError):
            # a newer program's, or somebody else's: the database has it, if it is one
            log.warning("announcement_unread", bytes=len(payload))
            return
        self.feed.announce([update])


_NAMES: dict[type, str] = {LiveConsumer: "live consumer", Relay: "live relay", LiveClock: "live clock"}


@asynccontextmanager
async def open_live(
    settings: Settings,
    database_url: str,
    models: ModelRegistry,
    predictor: Predictor,
    clock: Clock,
    *,
    parts: Collection[Part],
) -> AsyncIterator[LiveService]:
    """Everything that this process does about live matches, running meanwhile."""
    async with AsyncExitStack() as stack:
        service = _assembled(settings, database_url, InPlayPredictor(models, predictor, clock), clock, parts)
        if service.bus is not None:
            stack.push_async_callback(service.bus.close)
        await stack.enter_async_context(_running(service.tasks()))
        yield service


def _assembled(
    settings: Settings,
    database_url: str,
    in_play: InPlayPredictor,
    clock: Clock,
    parts: Collection[Part],
) -> LiveService:
    kafka = settings.kafka_bootstrap_servers
    bus = None if settings.redis_url is None else RedisBus(settings.redis_url.get_secret_value())
    feed = Feed(DatabaseReads(clock), away=lambda: bus is None or not bus.connected)
    source = LocalSource()
    relay = None
    if Part.RELAY in parts:
        relay = Relay(database_url, None if bus is None else bus.announce, _publisher(kafka))

    def on_committed(updates: Sequence[LiveUpdate]) -> None:
        feed.announce(updates)
        if relay is not None:
            relay.wake()

    processor = LiveProcessor(in_play, clock, on_committed)
    return LiveService(
        feed=feed,
        predictor=in_play,
        processor=processor,
        recorder=EventRecorder(processor, clock),
        source=source,
        bus=bus,
        consumer=LiveConsumer(processor, lambda: source if kafka is None else _kafka_source(kafka))
        if Part.CONSUMER in parts
        else None,
        relay=relay,
        clock=LiveClock(in_play, clock, on_committed, retention=Retention(clock))
        if Part.CLOCK in parts
        else None,
        reruns=Reruns(in_play, clock),
    )


def _publisher(kafka: str | None) -> "KafkaPublisher | None":
    if kafka is None:
        return None
    from app.live.publisher import KafkaPublisher  # noqa: PLC0415  its library is loaded where Kafka is set

    return KafkaPublisher(kafka)


def _kafka_source(kafka: str) -> EventSource:
    from app.live.kafka_source import KafkaSource  # noqa: PLC0415  its library is loaded where Kafka is set

    return KafkaSource(kafka)


@asynccontextmanager
async def _running(works: dict[str, Callable[[], Awaitable[None]]]) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    # an empty context: no caller's transaction may reach into the work
    tasks = [
        loop.create_task(_for_ever(name, work), name=name, context=Context()) for name, work in works.items()
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _for_ever(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # the edge of a task: it is begun anew
            log.exception("live_part_failed", part=name, error=type(error).__name__)
        await asyncio.sleep(AGAIN_S)
