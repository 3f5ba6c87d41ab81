"""What is written to the outbox is announced at once, published in order, and gone once acknowledged."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from tortoise.transactions import in_transaction

from app.db import dead_letters, models, outbox
from app.db.dead_letters import NewDeadLetter
from app.db.outbox import Message, NewMessage
from app.errors import Unavailable
from app.live.publisher import KafkaPublisher
from app.live.relay import Relay
from app.live.topics import DEAD_LETTERS, PREDICTIONS
from app.live.wire import match_key
from tests import stack
from tests.live import stage

NOW = datetime(2025, 8, 16, 14, tzinfo=UTC)


def update(match: int, number: int) -> NewMessage:
    return NewMessage(PREDICTIONS, match_key(match), b"%d.%d" % (match, number), match)


def updates(matches: int, start: int, stop: int) -> list[NewMessage]:
    return [update(match, number) for number in range(start, stop) for match in range(1, matches + 1)]


async def write(messages: Sequence[NewMessage]) -> None:
    async with in_transaction() as transaction:
        await outbox.append(transaction, messages, NOW)


@dataclass
class Ear:
    """Who hears what is announced."""

    heard: list[bytes] = field(default_factory=list)

    async def announce(self, payloads: Sequence[bytes]) -> bool:
        self.heard += payloads
        return True


@dataclass
class Shelf:
    """Keeps what is published, unless it is shut; `dies_after` messages the publisher is killed."""

    kept: list[bytes] = field(default_factory=list)
    shut: bool = False
    dies_after: int | None = None

    async def publish(self, messages: Sequence[Message]) -> list[int]:
        if self.shut:
            raise Unavailable("shut")
        self.kept += [one.payload for one in messages]
        if self.dies_after is not None and len(self.kept) >= self.dies_after:
            raise SystemError("killed after publishing, before anything is removed")
        return [one.id for one in messages]

    async def close(self) -> None:
        return


async def waiting() -> int:
    return (await outbox.backlog(NOW)).messages


def numbers(payloads: Sequence[bytes]) -> dict[int, list[int]]:
    """The numbers told of each match, in the order they were told."""
    found: dict[int, list[int]] = {}
    for payload in payloads:
        match, number = map(int, payload.split(b"."))
        found.setdefault(match, []).append(number)
    return found


async def test_messages_are_announced_published_and_gone(database: str) -> None:
    ear, shelf = Ear(), Shelf()
    relay = Relay(database, ear.announce, shelf)
    async with stage.running(relay.run()):
        await write(updates(matches=20, start=1, stop=101))
        await stage.until_passed_on()
    assert numbers(ear.heard) == numbers(shelf.kept) == {match: [*range(1, 101)] for match in range(1, 21)}
    assert (relay.announced, relay.published, relay.active) == (2000, 2000, False)


async def test_a_message_is_announced_within_milliseconds_of_its_commit(database: str) -> None:
    ear = Ear()
    delays = []
    async with stage.running(Relay(database, ear.announce).run()):
        await write([update(1, 0)])
        await stage.until_passed_on()
        for number in range(1, 21):
            await write([update(1, number)])
            delays.append(await stage.until(lambda: len(ear.heard) == number + 1, 3))  # noqa: B023  waited for here
    assert sorted(delays)[10] < 0.2  # looking every second would take half a second


async def test_without_kafka_what_was_announced_is_gone(database: str) -> None:
    async with stage.running(Relay(database).run()):
        await write([update(1, 1), NewMessage(DEAD_LETTERS, b"k", b"{")])
        await stage.until_passed_on()


async def test_kafka_away_delays_no_announcement_and_loses_nothing(database: str) -> None:
    ear, shelf = Ear(), Shelf(shut=True)
    relay = Relay(database, ear.announce, shelf)
    async with stage.running(relay.run()):
        for number in range(1, 51):
            await write(updates(matches=40, start=number, stop=number + 1))
        await stage.until(lambda: len(ear.heard) == 2000, 10)
        assert relay.problem == "shut"
        assert await waiting() == 2000
        shelf.shut = False
        await stage.until_passed_on()
        assert relay.problem == ""
    assert numbers(shelf.kept) == {match: [*range(1, 51)] for match in range(1, 41)}
    assert len(ear.heard) == 2000


async def test_a_relay_that_takes_over_after_a_death_between_publishing_and_removing_loses_nothing(
    database: str,
) -> None:
    shelf = Shelf(dies_after=300)
    await write(updates(matches=10, start=1, stop=41))
    async with stage.running(Relay(database, None, shelf).run()):
        await stage.until(lambda: len(shelf.kept) >= 300)
    assert await waiting() == 400
    shelf.dies_after = None
    async with stage.running(Relay(database, None, shelf).run()):
        await stage.until_passed_on()
    for told in numbers(shelf.kept).values():
        first_time = list(dict.fromkeys(told))
        assert first_time == [*range(1, 41)]


async def test_one_relay_works_and_another_takes_over_when_its_connection_dies(database: str) -> None:
    first, second = Relay(database, None, Shelf()), Relay(database, None, Shelf())
    async with stage.running(first.run(), second.run()):
        await stage.until(lambda: first.active or second.active)
        await asyncio.sleep(0.2)
        assert first.active != second.active
        admin = await asyncpg.connect(database)
        for _ in range(5):
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'football-relay' AND datname = current_database()"
            )
            await write([update(1, 1)])
            await stage.until_passed_on(5)
        await admin.close()
        assert first.active != second.active
    assert first.takeovers + second.takeovers >= 6


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[stack.Kafka]:
    """A Kafka of this test's own, to break."""
    kafka = stack.kafka(tmp_path)
    with stack.started(kafka.program):
        yield kafka


@pytest.mark.kafka
async def test_through_restarts_of_kafka_every_message_is_published_in_order(
    database: str, broker: stack.Kafka
) -> None:
    ear = Ear()
    relay = Relay(database, ear.announce, KafkaPublisher(broker.bootstrap))
    async with stage.running(relay.run()):
        await write(updates(matches=30, start=1, stop=11))
        await stage.until_passed_on()
        broker.program.kill()
        await write(updates(matches=30, start=11, stop=21))
        await stage.until(lambda: len(ear.heard) == 600, 2)
        await asyncio.sleep(1)
        await asyncio.to_thread(broker.program.start)
        began = time.monotonic()
        await stage.until_passed_on()
        assert time.monotonic() - began < 5
        broker.program.freeze()
        await write(updates(matches=30, start=21, stop=31))
        await stage.until(lambda: len(ear.heard) == 900, 2)
        await asyncio.sleep(5)
        broker.program.thaw()
        began = time.monotonic()
        await stage.until_passed_on()
        assert time.monotonic() - began < 5
    records = await stage.read(broker.bootstrap, PREDICTIONS)
    told = numbers([record.value for record in records])
    for match in range(1, 31):
        assert list(dict.fromkeys(told[match])) == [*range(1, 31)]
    assert {record.key for record in records} == {match_key(match) for match in range(1, 31)}
    assert sum(map(len, told.values())) == 900  # the idempotent producer repeated nothing


@pytest.mark.kafka
async def test_a_dead_letter_is_published_with_its_reason_and_a_large_one_without_its_body(
    database: str, kafka_bootstrap_servers: str
) -> None:
    topic = stage.unique("dead-letters")
    large = b"x" * 5_000_000
    letters = [
        NewDeadLetter("events", 3, 7, b"key", b"{", "MALFORMED_JSON", "no JSON"),
        NewDeadLetter("events", 3, 8, b"key", large, "TOO_LARGE", "5,000,000 bytes"),
        NewDeadLetter("events", 3, 8, b"key", large, "TOO_LARGE", "told twice"),
    ]
    async with in_transaction() as transaction:
        for letter in letters:
            await dead_letters.append(transaction, [letter], NOW, publish_to=topic)
    async with stage.running(Relay(database, None, KafkaPublisher(kafka_bootstrap_servers)).run()):
        await stage.until_passed_on()
    kept = await models.DeadLetter.all().order_by("id")
    assert [len(one.payload) for one in kept] == [1, 5_000_000]
    records = await stage.read(kafka_bootstrap_servers, topic)
    found = [(record.value, dict(record.headers)) for record in records]
    assert [value for value, _ in found] == [b"{", b""]
    assert found[1][1] == {
        "dead-letter": str(kept[1].id).encode(),
        "code": b"TOO_LARGE",
        "reason": b"5,000,000 bytes",
        "topic": b"events",
        "partition": b"3",
        "offset": b"8",
    }


@pytest.mark.kafka
async def test_what_kafka_finds_too_large_is_published_without_its_body(
    database: str, kafka_bootstrap_servers: str
) -> None:
    topic = stage.unique("large")
    big = NewMessage(topic, b"k", b"x" * 3_000_000, headers={"dead-letter": "1"})
    await write([NewMessage(topic, b"k", b"1"), big, NewMessage(topic, b"k", b"2")])
    async with stage.running(Relay(database, None, KafkaPublisher(kafka_bootstrap_servers)).run()):
        await stage.until_passed_on()
    records = await stage.read(kafka_bootstrap_servers, topic)
    assert list(dict.fromkeys(record.value for record in records)) == [b"1", b"", b"2"]
