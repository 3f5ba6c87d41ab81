"""Events come out of Kafka in order, again until committed; what is no event comes with a reason."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from app.clients import kafka
from app.clients.kafka import KafkaUnavailable
from app.football.inplay.refusals import RefusalCode
from app.live.incoming import Incoming
from app.live.kafka_source import KafkaSource
from tests.live import stage
from tests.live.stage import Feed
from tests.servers import free_port

pytestmark = pytest.mark.kafka


@pytest.fixture
def feed(kafka_bootstrap_servers: str) -> Feed:
    return Feed(kafka_bootstrap_servers)


@pytest.fixture
async def source(feed: Feed) -> AsyncIterator[KafkaSource]:
    source = feed.source()
    await source.open()
    yield source
    await source.close()


async def take(source: KafkaSource, wanted: int, *, commit: bool = True, most: int = 100) -> list[Incoming]:
    found: list[Incoming] = []
    deadline = time.monotonic() + 20
    while len(found) < wanted:
        assert time.monotonic() < deadline, f"{len(found)} of {wanted} came"
        batch = await source.batch(most, 0.2)
        assert len(batch) <= most
        found += batch
        if commit:
            await source.commit()
    return found


async def test_all_events_come_and_those_of_a_match_in_order(feed: Feed, source: KafkaSource) -> None:
    events = stage.goals(matches=40, each=25)
    await feed.publish(stage.wired(events))
    found = [one.event for one in await take(source, 1000) if one.event is not None]
    assert sorted(event.id for event in found) == sorted(event.id for event in events)
    for match in range(1, 41):
        assert [event.sequence for event in found if event.match_id == match] == list(range(1, 26))


async def test_what_was_not_committed_comes_again_and_what_was_does_not(feed: Feed) -> None:
    await feed.publish(stage.wired(stage.goals(matches=1, each=10)))
    first = feed.source()
    await first.open()
    await take(first, 4, most=4)
    assert [one.event.sequence for one in await take(first, 3, commit=False, most=3) if one.event] == [
        5,
        6,
        7,
    ]
    await first.close()
    second = feed.source()
    await second.open()
    assert [one.event.sequence for one in await take(second, 6) if one.event] == [5, 6, 7, 8, 9, 10]
    await second.close()


async def test_poison_comes_with_its_reason_and_its_bytes_and_the_partition_goes_on(
    kafka_bootstrap_servers: str, feed: Feed
) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap_servers)
    await admin.start()
    large = {"max.message.bytes": "8000000"}
    await admin.create_topics([NewTopic(feed.topic, 1, 1, topic_configs=large)])
    await admin.close()
    good = stage.wired(stage.goals(matches=1, each=5))
    key, payload = good[0]
    bad: list[stage.Message] = [
        (key, b"{"),
        (key, b"x" * 5_000_000),
        (b"wrong", payload),
        (None, payload),
        (key, payload.replace(b'"minute":2', b'"minute":300')),
        (key, b""),
    ]
    await feed.publish([good[0], *bad, *good[1:]])
    source = feed.source()
    await source.open()
    found = await take(source, 11)
    await source.close()
    assert [one.event.sequence for one in found if one.event] == [1, 2, 3, 4, 5]
    refused = [one for one in found if one.refusal is not None]
    assert [one.refusal.refusal for one in refused if one.refusal] == [
        RefusalCode.MALFORMED_JSON,
        RefusalCode.TOO_LARGE,
        RefusalCode.WRONG_KEY,
        RefusalCode.WRONG_KEY,
        RefusalCode.MINUTE_OUT_OF_RANGE,
        RefusalCode.MALFORMED_JSON,
    ]
    kept = [(one.origin.key, one.origin.payload) for one in refused if one.origin]
    assert kept == bad
    assert [one.origin.offset for one in refused if one.origin] == [1, 2, 3, 4, 5, 6]


async def test_lag_is_what_was_not_processed(feed: Feed, source: KafkaSource) -> None:
    await feed.publish(stage.wired(stage.goals(matches=1, each=10)))
    await take(source, 4, most=4)
    await stage.until(lambda: source.lag() == 6)
    await take(source, 6, commit=False)
    assert source.lag() == 6
    await source.commit()
    assert source.lag() == 0


async def test_an_event_is_handed_out_within_milliseconds(feed: Feed, source: KafkaSource) -> None:
    delays = []
    (first, *others) = stage.wired(stage.goals(matches=1, each=30))
    await feed.publish([first])
    await take(source, 1)
    producer = kafka.make_producer(feed.bootstrap, client_id="tests")
    await producer.start()
    for key, payload in others:
        began = time.monotonic()
        await producer.send_and_wait(feed.topic, payload, key=key)
        await take(source, 1)
        delays.append(time.monotonic() - began)
        await asyncio.sleep(0.01)
    await kafka.stop(producer)
    assert sorted(delays)[len(delays) // 2] < 0.1  # waiting for a fuller answer would take FETCH_WAIT_S


async def test_a_kafka_that_is_not_there_is_told_in_time() -> None:
    source = KafkaSource(f"127.0.0.1:{free_port()}")
    began = time.monotonic()
    with pytest.raises(KafkaUnavailable, match="FOOTBALL_KAFKA_BOOTSTRAP_SERVERS"):
        await source.open()
    await source.close()
    assert time.monotonic() - began < 5
