"""Live matches from the command line: followed, and what cannot be used is kept, mended and tried again."""

import asyncio
import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.db import models
from app.db.connection import open_database
from app.live.topics import MATCH_EVENTS
from tests import stack
from tests.live import stage
from tests.live_matches import Script, scheduled
from tests.program import football

SETTINGS = {"FOOTBALL_LIVE": "outside", "FOOTBALL_LOG_FORMAT": "json"}


def ask(url: str, *words: str, settings: dict[str, str]) -> Any:
    done = football("live", *words, "--json", database_url=url, settings=settings)
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[stack.Kafka]:
    """A Kafka of this test's own: the group and the topics have fixed names."""
    kafka = stack.kafka(tmp_path)
    with stack.started(kafka.program):
        yield kafka


@pytest.mark.kafka
async def test_events_are_followed_and_dead_letters_listed_and_tried_again(
    database_url: str, broker: stack.Kafka, tmp_path: Path
) -> None:
    (match,) = await scheduled(database_url, 1)
    settings = SETTINGS | {"FOOTBALL_KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap}
    program = stack.live(tmp_path, settings | {"FOOTBALL_DATABASE_URL": database_url})
    with stack.started(program):
        script = Script(match, length=40)
        kick_off, *others = [script.next() for _ in range(10)]
        early = others[0] | {"id": "early", "sequence": 90, "kind": "SECOND_HALF", "minute": 46}
        for name in ("side", "player"):
            early.pop(name, None)
        bodies = [kick_off, *others, early | {"target": "nobody"}]
        messages: list[stage.Message] = [(match.encode(), orjson.dumps(body)) for body in bodies]
        messages.append((match.encode(), b"{"))
        await stage.publish(broker.bootstrap, MATCH_EVENTS, messages)

        async def settled() -> bool:
            told = await asyncio.to_thread(ask, database_url, "status", settings=settings)
            return bool(
                told["dead_letters"] == 2 and not told["events_waiting"] and not told["outbox_messages"]
            )

        for _ in range(20):
            if await settled():
                break
            await asyncio.sleep(0.5)
        assert await settled()
        async with open_database(database_url):
            assert await models.MatchEvent.all().count() == 10
        letters = await asyncio.to_thread(ask, database_url, "dead-letters", "list", settings=settings)
        assert [one["code"] for one in letters] == ["MALFORMED_JSON", "INVALID_FIELD"]
        assert letters[0]["payload"] == "{"
        async with open_database(database_url):
            # somebody mends what was wrong with it
            mended = await models.DeadLetter.get(code="INVALID_FIELD")
            mended.payload = orjson.dumps(early)
            await mended.save()
        replayed = await asyncio.to_thread(
            ask, database_url, "dead-letters", "replay", "--all", settings=settings
        )
        assert [(one["fate"], one["code"]) for one in replayed] == [
            ("APPLIED", None),
            ("REFUSED", "MALFORMED_JSON"),
        ]
        again = await asyncio.to_thread(
            ask, database_url, "dead-letters", "replay", str(mended.id), settings=settings
        )
        assert [one["fate"] for one in again] == ["DUPLICATE"]
        left = await asyncio.to_thread(ask, database_url, "dead-letters", "list", settings=settings)
        assert [one["code"] for one in left] == ["MALFORMED_JSON"]
        assert program.process is not None
        program.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(program.process.wait, 10) == 0
    assert "Traceback" not in program.log.read_text()


async def letter(url: str, payload: bytes, match: str, code: str) -> int:
    async with open_database(url):
        count = await models.DeadLetter.all().count()
        made = await models.DeadLetter.create(
            topic=MATCH_EVENTS,
            partition=0,
            offset=count,
            key=match.encode(),
            payload=payload,
            code=code,
            reason="a reason",
            received_at="2025-08-16T14:00:00Z",
        )
        return int(made.id)


async def test_without_kafka_a_dead_letter_is_tried_in_the_command_itself(database_url: str) -> None:
    (match,) = await scheduled(database_url, 1)
    kick_off = orjson.dumps(Script(match, length=40).next())
    good = await letter(database_url, kick_off, match, "UNKNOWN_MATCH")
    bad = await letter(database_url, b"{", match, "MALFORMED_JSON")
    done = football("live", "dead-letters", "replay", "--all", database_url=database_url)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stdout.splitlines()[0] == f"{good}  APPLIED"
    assert done.stdout.splitlines()[1].startswith(f"{bad}  REFUSED  no JSON")
    shown = football("live", "dead-letters", "list", database_url=database_url)
    assert "MALFORMED_JSON" in shown.stdout
    assert "UNKNOWN_MATCH" not in shown.stdout
    status = football("live", "status", database_url=database_url)
    assert re.search(r"live matches +1\nupdates told +1\nKafka +not configured\n", status.stdout)
    assert re.search(r"dead letters +1 \(`football live dead-letters list`", status.stdout)


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("dead-letters", "replay"), 2, "--all"),
        (("dead-letters", "replay", "7"), 1, "no dead letter 7"),
        (("run", "--part", "goalkeeper"), 2, "goalkeeper"),
    ],
)
def test_a_wrong_argument_is_told(database_url: str, words: tuple[str, ...], status: int, told: str) -> None:
    done = football("live", *words, database_url=database_url)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)
    assert told in done.stderr
