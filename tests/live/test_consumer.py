"""Every event has its effect once, whatever dies in between; one that fails harms no other."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from app.clients import kafka
from app.football.inplay.refusals import RefusalCode
from app.live.consumer import LiveConsumer, Pace
from app.live.incoming import Incoming, Outcome
from app.live.kafka_source import KafkaSource
from app.live.sources import EventSource, LocalSource
from tests import stack
from tests.live import stage
from tests.live.stage import CountingProcessor, Feed

QUICK = Pace(wait_s=0.05, stuck_s=2.0)


def consumer_of(feed: Feed, processor: CountingProcessor) -> LiveConsumer:
    return LiveConsumer(processor, feed.source, QUICK)


@pytest.fixture
def feed(kafka_bootstrap_servers: str) -> Feed:
    return Feed(kafka_bootstrap_servers)


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[stack.Kafka]:
    """A Kafka of this test's own, to break."""
    made = stack.kafka(tmp_path)
    with stack.started(made.program):
        yield made


def in_order(processor: CountingProcessor, matches: int, each: int) -> None:
    assert processor.order == {match: list(range(1, each + 1)) for match in range(1, matches + 1)}
    assert set(processor.effects.values()) == {1}


@pytest.mark.kafka
async def test_a_consumer_that_dies_after_the_effect_has_its_events_delivered_again(feed: Feed) -> None:
    """The commit never comes: the next consumer sees all of them and gives none a second effect."""
    processor = CountingProcessor()
    await feed.publish(stage.wired(stage.goals(matches=5, each=20)))

    class Dying(KafkaSource):
        async def commit(self) -> None:
            raise SystemError("killed before the commit")

    dying = Dying(feed.bootstrap, topic=feed.topic, group=feed.group)
    await dying.open()
    while processor.seen < 100:
        await processor.process(await dying.batch(500, 0.1))
    await dying.close()
    consumer = consumer_of(feed, processor)
    async with stage.running(consumer.run()):
        await stage.until(lambda: processor.seen == 200)
        await stage.until(lambda: consumer.lag() == 0)
    in_order(processor, matches=5, each=20)
    assert consumer.outcomes["duplicate"] == 100


@pytest.mark.kafka
async def test_consumers_that_come_and_go_in_mid_stream_lose_nothing(feed: Feed) -> None:
    processor = CountingProcessor()
    processor.slow_s = 0.02
    consumers = [consumer_of(feed, processor) for _ in range(3)]
    shares = [one.outcomes for one in consumers]
    enough = asyncio.Event()
    told = 0

    async def tell() -> None:
        nonlocal told
        while not enough.is_set():
            await feed.publish(stage.wired([stage.goal(match, told + 1) for match in range(1, 61)]))
            told += 1

    topics = [kafka.Topic(feed.topic, 12)]  # published to before it is there, it would have one partition
    await kafka.ensure_topics(feed.bootstrap, topics, client_id="tests")
    telling = asyncio.create_task(tell())
    running = [asyncio.create_task(consumers[0].run())]
    await stage.until(lambda: shares[0]["duplicate"])
    running += [asyncio.create_task(one.run()) for one in consumers[1:]]
    await stage.until(lambda: shares[1]["duplicate"] and shares[2]["duplicate"])
    running[0].cancel()
    await asyncio.wait({running[0]})
    seen = processor.seen
    await stage.until(lambda: processor.seen > seen + 600)
    enough.set()
    await telling
    await stage.until(lambda: len(processor.effects) == 60 * told)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    in_order(processor, matches=60, each=told)


@pytest.mark.kafka
async def test_a_database_that_is_away_is_waited_for_and_nothing_is_skipped(feed: Feed) -> None:
    processor = CountingProcessor()
    consumer = consumer_of(feed, processor)
    async with stage.running(consumer.run()):
        await feed.publish(stage.wired(stage.goals(matches=2, each=5)))
        await stage.until(lambda: processor.seen >= 10)
        processor.away = True
        await feed.publish(stage.wired([stage.goal(match, 6) for match in (1, 2)]))
        await stage.until(lambda: consumer.waiting_for == "PostgreSQL")
        await asyncio.sleep(2)
        assert consumer.restarts == 0
        processor.away = False
        assert await stage.until(lambda: len(processor.effects) == 12, 2) < 1
    in_order(processor, matches=2, each=6)
    assert consumer.waiting_for == "the source"


@pytest.mark.kafka
@pytest.mark.parametrize("fault", ["kill", "freeze"])
async def test_a_broker_that_goes_and_comes_back_is_found_again(broker: stack.Kafka, fault: str) -> None:
    feed, processor = Feed(broker.bootstrap), CountingProcessor()
    consumer = consumer_of(feed, processor)
    async with stage.running(consumer.run()):
        await feed.publish(stage.wired(stage.goals(matches=10, each=10)))
        await stage.until(lambda: len(processor.effects) == 100)
        if fault == "kill":
            broker.program.kill()
            await asyncio.sleep(1)
            await asyncio.to_thread(broker.program.start)
        else:
            broker.program.freeze()
            await stage.until(lambda: consumer.waiting_for == "the source", 6)
            await asyncio.sleep(3)
            broker.program.thaw()
        back = time.monotonic()
        await feed.publish(
            stage.wired([stage.goal(match, number) for number in range(11, 21) for match in range(1, 11)])
        )
        await stage.until(lambda: len(processor.effects) == 200)
        assert time.monotonic() - back < 5
        assert consumer.restarts == 0  # it kept its place in the group
        await stage.until(lambda: not consumer.waiting_for, 5)
    in_order(processor, matches=10, each=20)


class StuckSource(LocalSource):
    """A source that knows of events and hands none out."""

    async def batch(self, max_events: int, timeout_s: float) -> list[Incoming]:  # noqa: ARG002  the protocol's
        await asyncio.sleep(timeout_s)
        return []

    def lag(self) -> int:
        return 7


async def test_a_source_that_makes_no_progress_is_opened_anew() -> None:
    processor, good = CountingProcessor(), LocalSource()
    await good.put(stage.goal(1, 1))
    sources: list[EventSource] = [good, StuckSource()]
    consumer = LiveConsumer(processor, sources.pop, Pace(wait_s=0.02, stuck_s=0.2))
    async with stage.running(consumer.run()):
        await stage.until(lambda: processor.effects)
    assert consumer.restarts == 1


class Picky(CountingProcessor):
    """Fails on some events as a program with a mistake would."""

    def __init__(self, fails: Callable[[Incoming], bool]) -> None:
        super().__init__()
        self._fails = fails

    async def process(self, batch: Sequence[Incoming]) -> list[Outcome]:
        if any(self._fails(one) for one in batch):
            raise ZeroDivisionError
        return await super().process(batch)


async def test_an_event_the_program_fails_on_is_set_aside_and_the_others_have_their_effect() -> None:
    processor = Picky(lambda one: one.event is not None and one.event.sequence == 13)
    source = LocalSource()
    for event in stage.goals(matches=1, each=20):
        await source.put(event)
    consumer = LiveConsumer(processor, lambda: source, Pace(wait_s=0.02, first_pause_s=0.001))
    async with stage.running(consumer.run()):
        await stage.until(lambda: processor.seen >= 20)
    assert processor.order[1] == [number for number in range(1, 21) if number != 13]
    assert [refusal.refusal for _, refusal in processor.refused] == [RefusalCode.PROCESSING_FAILED]
    assert consumer.refusals == {"PROCESSING_FAILED": 1}
