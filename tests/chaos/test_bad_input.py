"""What a feed must not send: each message ends in the dead letters with its reason, and the rest goes on."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
import pytest
from aiokafka import AIOKafkaProducer

from app.ids import global_id
from app.live.topics import DEAD_LETTERS, MATCH_EVENTS
from tests.chaos.counting import messages
from tests.chaos.follower import Follower
from tests.chaos.world import World, task_of
from tests.live_matches import Event

PATIENCE_S = 30.0
FIVE_MEGABYTES = 5_000_000


@dataclass(frozen=True)
class Bad:
    """A message and the code it is refused with."""

    code: str
    payload: bytes
    key: str | None = None


class Book:
    """Writes one match's events, good and bad ones."""

    def __init__(self, match: str) -> None:
        self.match = match

    def event(self, id_: str, sequence: int, kind: str, minute: int, **more: Any) -> Event:
        return {
            "version": 1,
            "id": f"bad-{id_}",
            "match": self.match,
            "source": "tests",
            "sequence": sequence,
            "kind": kind,
            "minute": minute,
            "occurredAt": "2126-08-16T14:03:12Z" if minute == 300 else _now(),
        } | more

    def story(self) -> list[Event | Bad]:
        """The match from its kick-off to its end, every kind of bad message between."""
        goal = self.event("goal", 3, "GOAL", 10, side="HOME")
        correction: Event = {
            "target": "bad-goal",
            "replacement": {"kind": "GOAL", "minute": 11, "side": "AWAY"},
        }
        stranger = global_id("Match", 999_999_999)
        return [
            self.event("kick-off", 2, "KICK_OFF", 0),
            self._bad("BEFORE_KICK_OFF", "early", 1, "GOAL", 1, side="HOME"),
            Bad("MALFORMED_JSON", b'{"version": 1, "id":'),
            Bad("MALFORMED_JSON", b"\xff\xfe"),
            Bad("MALFORMED_JSON", b""),
            goal,
            Bad("SAME_ID_OTHER_CONTENT", orjson.dumps(goal | {"side": "AWAY"})),
            self._bad("NUMBER_TAKEN", "taken", 3, "GOAL", 12, side="AWAY"),
            self._bad("UNKNOWN_VERSION", "version", 4, "GOAL", 12, side="HOME", version=2),
            self._bad("UNKNOWN_FIELD", "field", 4, "GOAL", 12, side="HOME", weather="rain"),
            self._bad("MINUTE_OUT_OF_RANGE", "minute", 4, "GOAL", 300, side="HOME"),
            self._bad("UNKNOWN_MATCH", "stranger", 4, "GOAL", 12, key=stranger, side="HOME", match=stranger),
            self._bad("WRONG_KEY", "key", 4, "GOAL", 12, key=stranger, side="HOME"),
            Bad("TOO_LARGE", orjson.dumps(goal | {"id": "bad-large", "player": "x" * FIVE_MEGABYTES})),
            self.event("corrected", 4, "CORRECTION", 12, **correction),
            self._bad("SECOND_CORRECTION", "twice", 5, "CORRECTION", 13, **correction),
            self.event("card", 6, "YELLOW_CARD", 20, side="AWAY"),
            self.event("full-time", 9, "FULL_TIME", 90, added=4),
            self._bad("AFTER_FULL_TIME", "late", 10, "GOAL", 90, added=5, side="HOME"),
        ]

    def _bad(
        self,
        code: str,
        id_: str,
        sequence: int,
        kind: str,
        minute: int,
        *,
        key: str | None = None,
        **more: Any,
    ) -> Bad:
        return Bad(code, orjson.dumps(self.event(id_, sequence, kind, minute, **more)), key)


@pytest.mark.kafka
async def test_each_bad_message_is_a_dead_letter_and_the_partition_goes_on(outside: World) -> None:
    match = outside.matches(1)[0]
    story = Book(match).story()
    bad = [one for one in story if isinstance(one, Bad)]
    follower = Follower(outside.address, match)
    async with task_of(follower.follow()):
        await until(lambda: follower.last is not None)
        places = await send(outside.kafka, match, story)
        letters = await dead_letters(outside.database_url, places)
        await until(lambda: follower.state["state"]["phase"] == "FULL_TIME")
    assert [(one["code"], one["payload"]) for one in letters] == [(one.code, one.payload) for one in bad]
    assert all(one["reason"] for one in letters)
    assert follower.wrong == []
    assert follower.state["state"]["score"] == {"home": 0, "away": 1}
    assert follower.state["state"]["away"]["yellowCards"] == 1
    await on_topic(outside.kafka, places, bad)


async def send(bootstrap: str, match: str, story: list[Event | Bad]) -> list[tuple[int, int]]:
    """Partition and offset of each bad message; all are sent one after another."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, max_request_size=FIVE_MEGABYTES * 2)
    await producer.start()
    places = []
    try:
        for one in story:
            if isinstance(one, Bad):
                key = one.key or match
                sent = await producer.send_and_wait(MATCH_EVENTS, one.payload, key=key.encode())
                places.append((sent.partition, sent.offset))
            else:
                await producer.send_and_wait(MATCH_EVENTS, orjson.dumps(one), key=match.encode())
    finally:
        await producer.stop()
    return places


async def dead_letters(database_url: str, places: list[tuple[int, int]]) -> list[asyncpg.Record]:
    """What was kept of the messages at these places, in their order."""
    connection = await asyncpg.connect(database_url)
    deadline = time.monotonic() + PATIENCE_S
    try:
        while True:
            rows = await connection.fetch(
                'SELECT partition, "offset", code, reason, payload, key FROM dead_letter WHERE topic = $1',
                MATCH_EVENTS,
            )
            kept = {(row["partition"], row["offset"]): row for row in rows}
            if all(place in kept for place in places):
                return [kept[place] for place in places]
            missing = [place for place in places if place not in kept]
            assert time.monotonic() < deadline, f"not in the dead letters: {missing}"
            await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def on_topic(bootstrap: str, places: list[tuple[int, int]], bad: list[Bad]) -> None:
    """The dead-letter topic has each message's bytes, and its reason and origin in the headers."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        told = {}
        for message in await messages(bootstrap, DEAD_LETTERS):
            headers = {name: value.decode() for name, value in message.headers}
            told[int(headers["partition"]), int(headers["offset"])] = (headers["code"], message.value)
        if all(place in told for place in places):
            break
        assert time.monotonic() < deadline, "not all dead letters were published"
        await asyncio.sleep(0.2)
    for place, one in zip(places, bad, strict=True):
        code, payload = told[place]
        assert code == one.code
        assert payload == (b"" if len(one.payload) > 1_000_000 else one.payload)


async def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
