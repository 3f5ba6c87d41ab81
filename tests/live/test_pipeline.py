"""From Kafka through the database to Kafka and Redis: every event once, whatever dies at the worst moment."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from app.db import models
from app.db.outbox import Message
from app.football.inplay.events import MatchEvent
from app.live.bus import RedisBus
from app.live.codec import decode_update
from app.live.consumer import LiveConsumer
from app.live.kafka_source import KafkaSource
from app.live.publisher import KafkaPublisher
from app.live.relay import Relay
from app.live.topics import PREDICTIONS
from app.live.wire import encode_event, match_key
from tests.live import stage
from tests.live.playing import World

EVENTS = 60


class ForgetfulSource(KafkaSource):
    """Is killed in the moment between the effect of its second batch and the commit."""

    batches = 0

    async def commit(self) -> None:
        self.batches += 1
        if self.batches == 2:
            raise SystemError("killed between effect and commit")
        await super().commit()


class ForgetfulPublisher(KafkaPublisher):
    """Is killed in the moment between the acknowledgement and the removal, twice."""

    deaths = 0

    async def publish(self, messages: Sequence[Message]) -> list[int]:
        done = await super().publish(messages)
        if done and self.deaths < 2:
            ForgetfulPublisher.deaths += 1
            raise SystemError("killed between acknowledgement and removal")
        return done


def story(world: World, prefix: str) -> list[MatchEvent]:
    """A kick-off and a run of bookings in each of three matches, in turn."""
    feeds = [world.feed(place, prefix=f"{prefix}.{place}") for place in range(3)]
    told = [feed.tell("KICK_OFF") for feed in feeds]
    for minute in range(1, EVENTS // 3):
        told += [feed.tell("YELLOW_CARD", min(minute, 45), side="HOME") for feed in feeds]
    return told


@pytest.mark.kafka
@pytest.mark.redis
async def test_parts_that_die_at_the_worst_moment_lose_and_repeat_nothing(
    world: World, kafka_bootstrap_servers: str, redis_url: str
) -> None:
    events = story(world, stage.unique("e"))
    topic, group, heard = stage.unique("events"), stage.unique("group"), list[bytes]()
    kinds: list[type[KafkaSource]] = [KafkaSource, ForgetfulSource]
    consumer = LiveConsumer(
        world.processor, lambda: kinds.pop()(kafka_bootstrap_servers, topic=topic, group=group)
    )
    bus = RedisBus(redis_url, stage.unique("channel"))
    relay = Relay(world.url, bus.announce, ForgetfulPublisher(kafka_bootstrap_servers))
    async with stage.running(consumer.run(), relay.run(), bus.run(heard.append, lambda: None)):
        await stage.until(lambda: bus.connected and relay.active and not consumer.waiting_for)
        for start in range(0, EVENTS, 6):
            part = events[start : start + 6]
            wired = [(match_key(one.match_id), encode_event(one)) for one in part]
            await stage.publish(kafka_bootstrap_servers, topic, wired)
        await stage.until(lambda: consumer.outcomes["applied"] == EVENTS and not consumer.lag())
        await stage.until_passed_on()
    await bus.close()
    assert consumer.restarts == 1
    assert consumer.outcomes["duplicate"] > 0
    assert ForgetfulPublisher.deaths == 2
    stored = await models.MatchEvent.all().order_by("id").values_list("event_id", flat=True)
    assert Counter(stored) == Counter(one.id for one in events)
    wanted = {one.match_id: list(range(1, EVENTS // 3 + 1)) for one in events}
    assert sequences(heard) == wanted
    mine = {one.id for one in events}
    published = [record.value for record in await stage.read(kafka_bootstrap_servers, PREDICTIONS)]
    assert sequences([one for one in published if orjson.loads(one)["event"]["id"] in mine]) == wanted


def sequences(payloads: Sequence[Any]) -> dict[int, list[int]]:
    """The numbers told of each match, in the order they were first told."""
    found: dict[int, list[int]] = {}
    for update in map(decode_update, payloads):
        numbers = found.setdefault(update.match_id, [])
        if update.sequence not in numbers:
            numbers.append(update.sequence)
    return found
