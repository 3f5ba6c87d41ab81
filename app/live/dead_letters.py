"""Trying dead letters once more, after what was wrong was mended."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from aiokafka.structs import RecordMetadata, TopicPartition

from app.clients import kafka
from app.clients.kafka import bounded
from app.clock import Clock
from app.db import dead_letters
from app.db.dead_letters import DeadLetter
from app.football.inplay.events import MatchEvent
from app.football.inplay.refusals import EventRefused
from app.live.incoming import Applied, Duplicate, Incoming, Outcome, Processing, Refused
from app.live.topics import CONSUMER_GROUP
from app.live.wire import decode_event

CLIENT = "football-dead-letters"
LOOK_EVERY_S = 0.1
PUBLISH_S = 10.0


class Fate(StrEnum):
    """What became of a dead letter that was tried again."""

    APPLIED = "APPLIED"
    DUPLICATE = "DUPLICATE"
    REFUSED = "REFUSED"
    SENT = "SENT"


@dataclass(frozen=True, slots=True)
class Retried:
    """`code` and `reason` where it was refused again. SENT: nobody has processed it yet."""

    letter: DeadLetter
    fate: Fate
    code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Readable:
    letter: DeadLetter
    event: MatchEvent


async def retry_here(letters: Sequence[DeadLetter], processor: Processing, clock: Clock) -> list[Retried]:
    """Process them in this process, in order. One that is refused again stays a dead letter."""
    readable, unreadable = _read(letters)
    outcomes = await processor.process([Incoming(one.event) for one in readable]) if readable else []
    tried = [_retried(one.letter, outcome) for one, outcome in zip(readable, outcomes, strict=True)]
    await dead_letters.mark_replayed(
        [one.letter.id for one in tried if one.fate is not Fate.REFUSED], clock()
    )
    return sorted([*tried, *unreadable], key=lambda one: one.letter.id)


async def retry_through_kafka(
    letters: Sequence[DeadLetter],
    bootstrap_servers: str,
    clock: Clock,
    *,
    patience_s: float = 10.0,
    group: str = CONSUMER_GROUP,
) -> list[Retried]:
    """Publish them to their topics once more, in order, and wait for what consumers make of them.

    One that is refused again is a new dead letter then. Raises KafkaUnavailable; those that were published
    by then are marked.
    """
    readable, unreadable = _read(letters)
    known = await dead_letters.known_events([one.event.id for one in readable])
    places: dict[int, RecordMetadata] = {}
    try:
        await _publish(readable, bootstrap_servers, places)
    finally:
        await dead_letters.mark_replayed(list(places), clock())
    await _until_processed(list(places.values()), bootstrap_servers, group, patience_s)
    tried = [await _fate(one, places[one.letter.id], one.event.id in known) for one in readable]
    return sorted([*tried, *unreadable], key=lambda one: one.letter.id)


def _read(letters: Sequence[DeadLetter]) -> tuple[list[_Readable], list[Retried]]:
    """Those that are events, and those that are none, whoever reads them."""
    readable, unreadable = [], []
    for letter in letters:
        try:
            readable.append(_Readable(letter, decode_event(letter.payload, letter.key or b"")))
        except EventRefused as refused:
            unreadable.append(Retried(letter, Fate.REFUSED, refused.refusal.value, refused.reason))
    return readable, unreadable


def _retried(letter: DeadLetter, outcome: Outcome) -> Retried:
    match outcome:
        case Applied():
            return Retried(letter, Fate.APPLIED)
        case Duplicate():
            return Retried(letter, Fate.DUPLICATE)
        case Refused(refused):
            return Retried(letter, Fate.REFUSED, refused.refusal.value, refused.reason)


async def _publish(
    readable: Sequence[_Readable], bootstrap_servers: str, places: dict[int, RecordMetadata]
) -> None:
    producer = kafka.make_producer(bootstrap_servers, client_id=CLIENT)
    try:
        async with bounded(kafka.START_S, "connect"):
            await producer.start()
        for one in readable:
            async with bounded(PUBLISH_S, "publish"):
                letter = one.letter
                places[letter.id] = await producer.send_and_wait(letter.topic, letter.payload, key=letter.key)
    finally:
        await kafka.stop(producer)


async def _until_processed(
    places: Sequence[RecordMetadata], bootstrap_servers: str, group: str, patience_s: float
) -> None:
    """Until the group has committed beyond all of these, or patience ends."""
    wanted: dict[TopicPartition, int] = {}
    for place in places:
        partition = TopicPartition(place.topic, place.partition)
        wanted[partition] = max(wanted.get(partition, 0), place.offset + 1)
    deadline = time.monotonic() + patience_s
    async with kafka.admin(bootstrap_servers, client_id=CLIENT) as admin:
        while wanted and time.monotonic() < deadline:
            async with bounded(kafka.REQUEST_S, "offsets of the group"):
                done = await admin.list_consumer_group_offsets(group)
            if all(one in done and done[one].offset >= end for one, end in wanted.items()):
                return
            await asyncio.sleep(LOOK_EVERY_S)


async def _fate(one: _Readable, place: RecordMetadata, known: bool) -> Retried:
    again = await dead_letters.at(place.topic, place.partition, place.offset)
    if again is not None:
        return Retried(one.letter, Fate.REFUSED, again.code, again.reason)
    if known:
        return Retried(one.letter, Fate.DUPLICATE)
    applied = await dead_letters.known_events([one.event.id])
    return Retried(one.letter, Fate.APPLIED if applied else Fate.SENT)
