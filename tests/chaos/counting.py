"""Counting every event, from what was sent to what the database, the topic and the subscribers have."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson
from aiokafka import AIOKafkaConsumer

from app.ids import row_id
from app.live.topics import PREDICTIONS
from tests.chaos.feed import Feed
from tests.chaos.follower import Follower
from tests.live_matches import Script

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.05


async def settled(database_url: str, feed: Feed, followers: Sequence[Follower]) -> float:
    """Wait until every event has its effect, is published and told; the seconds it took.

    Fails with what is missing.
    """
    began = time.monotonic()
    matches = [row_id("Match", script.match) for script in feed.scripts]
    connection = await _connected(database_url)
    try:
        while missing := await _missing(connection, matches, feed, followers):
            assert time.monotonic() - began < PATIENCE_S, f"not settled: {missing}"
            await asyncio.sleep(LOOK_EVERY_S)
    finally:
        await connection.close()
    return time.monotonic() - began


async def _missing(
    connection: asyncpg.Connection, matches: list[int], feed: Feed, followers: Sequence[Follower]
) -> str:
    """What is still on its way, in words."""
    stored = await connection.fetchval(
        "SELECT count(*) FROM match_event WHERE match_id = ANY($1::bigint[])", matches
    )
    if stored < len(feed.history):
        return f"{len(feed.history) - stored} of {len(feed.history)} events are not in the database"
    waiting = await connection.fetchval("SELECT count(*) FROM outbox_message")
    if waiting:
        return f"{waiting} messages wait in the outbox"
    rows = await connection.fetch(
        "SELECT match_id, sequence FROM live_match WHERE match_id = ANY($1::bigint[])", matches
    )
    last = {row["match_id"]: row["sequence"] for row in rows}
    behind = [
        f"{one.match} knows {one.last} of {last[row_id('Match', one.match)]}"
        for one in followers
        if one.last != last[row_id("Match", one.match)]
    ]
    return ", ".join(behind)


async def nothing_lost_nothing_twice(
    database_url: str, bootstrap: str, feed: Feed, followers: Sequence[Follower]
) -> None:
    """Every event sent has exactly one effect in the database, on the topic and at each subscriber."""
    connection = await _connected(database_url)
    try:
        for script in feed.scripts:
            await _in_database(connection, script, feed.history)
        await _numbered_without_gaps(connection)
    finally:
        await connection.close()
    await _on_topic(bootstrap, feed)
    for follower in followers:
        _at_subscriber(follower, feed)


async def _in_database(
    connection: asyncpg.Connection, script: Script, history: Mapping[str, Mapping[str, Any]]
) -> None:
    match = row_id("Match", script.match)
    sent = {event["id"] for event in history.values() if event["match"] == script.match}
    stored = await connection.fetch("SELECT event_id FROM match_event WHERE match_id = $1", match)
    assert Counter(row["event_id"] for row in stored) == Counter(sent)
    updates = await connection.fetch(
        "SELECT sequence, event_id, state, score_grid IS NOT NULL AS predicted FROM live_update"
        " WHERE match_id = $1 ORDER BY sequence",
        match,
    )
    assert [row["sequence"] for row in updates] == list(range(1, len(updates) + 1))
    assert Counter(row["event_id"] for row in updates if row["event_id"]) == Counter(sent)
    assert all(row["predicted"] for row in updates)
    state = json.loads(updates[-1]["state"])
    _right(state["score"], state["home"]["yellow_cards"], state["away"]["yellow_cards"], script)
    assert (state["events"], state["missing"]) == (script.told, 0)
    live = await connection.fetchrow("SELECT sequence, state FROM live_match WHERE match_id = $1", match)
    assert live is not None
    assert (live["sequence"], json.loads(live["state"])) == (len(updates), state)
    predictions = await connection.fetch(
        "SELECT sequence FROM prediction WHERE match_id = $1 AND kind = 'IN_PLAY' ORDER BY sequence", match
    )
    assert len(predictions) == len(updates), "one in-play prediction is stored with each update"


async def _numbered_without_gaps(connection: asyncpg.Connection) -> None:
    """Positions over all live matches and over those of each competition."""
    counted = await connection.fetchrow(
        "SELECT count(*) AS count, max(position) AS last,"
        " (SELECT value FROM live_counter WHERE scope = 0) AS given FROM live_update"
    )
    assert counted is not None
    assert counted["count"] == counted["last"] == counted["given"]
    competitions = await connection.fetch(
        "SELECT count(*) AS count, max(competition_position) AS last FROM live_update GROUP BY competition_id"
    )
    assert all(row["count"] == row["last"] for row in competitions)


async def _on_topic(bootstrap: str, feed: Feed) -> None:
    """Published at least once, in order within a match, and what is there twice is the same."""
    everything = await published(bootstrap)
    for script in feed.scripts:
        told = [one for one in everything if one["match"] == script.match]
        known: dict[int, Any] = {}
        for one in told:
            if one["sequence"] in known:
                assert one == known[one["sequence"]], "a message was repeated with another content"
                continue
            assert one["sequence"] == len(known) + 1, "the topic is out of order"
            known[one["sequence"]] = one
        events = Counter(one["event"]["id"] for one in known.values() if one["event"])
        sent = {event["id"] for event in feed.history.values() if event["match"] == script.match}
        assert events == Counter(sent)


def _at_subscriber(follower: Follower, feed: Feed) -> None:
    script = next(script for script in feed.scripts if script.match == follower.match)
    assert follower.wrong == []
    state = follower.state["state"]
    _right(state["score"], state["home"]["yellowCards"], state["away"]["yellowCards"], script)
    sent = [event["id"] for event in feed.history.values() if event["match"] == script.match]
    assert set(follower.arrived) <= set(sent)
    if not follower.gaps:
        missed = [event for event in sent if event not in follower.arrived]
        assert missed == sent[: len(missed)]
        assert len(missed) < (follower.first or 1), "only what came before it followed is not told to it"


def _right(score: Mapping[str, int], home_yellows: int, away_yellows: int, script: Script) -> None:
    """What the events add up to, counted by the script as it told them."""
    assert (score["home"], score["away"]) == script.score
    assert [home_yellows, away_yellows] == script.yellow_cards


async def published(bootstrap: str, topic: str = PREDICTIONS) -> list[Any]:
    """Everything on a topic, from its beginning to its present end."""
    return [orjson.loads(message.value) for message in await messages(bootstrap, topic)]


async def messages(bootstrap: str, topic: str) -> list[Any]:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        found: list[Any] = []
        while not (assigned := consumer.assignment()):
            found += [one for batch in (await consumer.getmany(timeout_ms=50)).values() for one in batch]
        ends = await consumer.end_offsets(assigned)
        while any([await consumer.position(one) < end for one, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found += batch
        return found
    finally:
        await consumer.stop()


async def _connected(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url, timeout=10)
