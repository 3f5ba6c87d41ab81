"""`football replay`: played matches as a live feed."""

import json
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from app.football.inplay.events import EventKind, MatchEvent
from app.football.inplay.fold import fold
from app.football.inplay.state import MatchPhase
from app.football.match import Score
from app.live.topics import MATCH_EVENTS
from app.live.wire import decode_event, match_key
from tests.conftest import copied_database
from tests.ingest import inplay_files
from tests.ingest.samples import E0_KEY, SEASON, Mirror
from tests.live.stage import read
from tests.program import ROOT, command, environment, football

DAY = ("--date", "2024-08-17")
ARSENAL = ("--match", "Arsenal - Chelsea")


@pytest.fixture(scope="module")
async def stored(
    postgres_server: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """URL of a database with Arsenal 2-1 Chelsea and Leeds 0-0 Everton of one day."""
    mirror = Mirror(tmp_path_factory.mktemp("source"))
    mirror.write(E0_KEY, SEASON)
    source = {"FOOTBALL_DATA_URL": mirror.url}
    async with copied_database(postgres_server, template_database) as url:
        done = football("collect", "football-data", "--season", "2425", database_url=url, settings=source)
        assert done.returncode == 0, done.stderr
        yield url


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings with in-play data."""
    return {"FOOTBALL_INPLAY_DATA": str(inplay_files.write(tmp_path_factory.mktemp("inplay")))}


async def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


def events(lines: str) -> list[MatchEvent]:
    return [decode_event(line.encode(), json.loads(line)["match"].encode()) for line in lines.splitlines()]


@pytest.mark.parametrize("source", ["recorded", "reconstructed"])
def test_it_prints_what_a_feed_would_tell(stored: str, recorded: dict[str, str], source: str) -> None:
    """Recorded events where there are any, made-up ones else; both add up to the real score."""
    settings = recorded if source == "recorded" else {}
    done = football("replay", *ARSENAL, "--print", database_url=stored, settings=settings)
    assert done.returncode == 0, done.stderr
    told = events(done.stdout)
    state = fold(told)
    assert (state.score, state.half_time, state.phase) == (
        Score(2, 1),
        Score(1, 1) if settings else Score(1, 0),
        MatchPhase.FULL_TIME,
    )
    assert {event.source for event in told} == {source}
    assert ("Archer" in {event.happening.player for event in told}) == bool(settings)


def test_the_list_says_where_the_events_of_each_match_come_from(
    stored: str, recorded: dict[str, str]
) -> None:
    done = football("replay", "--list", "--json", database_url=stored, settings=recorded)
    found = json.loads(done.stdout)
    assert {(one["home"], one["events"]) for one in found} == {("Arsenal", "recorded"), ("Leeds", "recorded")}
    shown = football("replay", "--list", *DAY, database_url=stored).stdout
    assert shown.count("reconstructed") == 2
    assert f"{found[0]['id']}  2024-08-17  E0  {found[0]['home']}" in shown


async def test_without_kafka_a_day_is_live_in_the_database_and_leaves_the_results_alone(
    stored: str, recorded: dict[str, str]
) -> None:
    before = await rows(stored, "SELECT id, status, home_goals, source, updated_at FROM match ORDER BY id")
    done = football("replay", *DAY, "--speed", "max", database_url=stored, settings=recorded)
    assert done.returncode == 0, done.stderr
    assert "replaying 2 matches" in done.stderr
    assert "Arsenal – Chelsea 2–1  full time" in done.stderr
    live = await rows(
        stored,
        "SELECT t.name, phase, state->'score'->>'home', state->'score'->>'away', ended_at IS NOT NULL"
        " FROM live_match l JOIN match m ON m.id = l.match_id JOIN team t ON t.id = m.home_id ORDER BY 1",
    )
    assert live == [("Arsenal", "FULL_TIME", "2", "1", True), ("Leeds", "FULL_TIME", "0", "0", True)]
    assert await rows(stored, "SELECT id, status, home_goals, source, updated_at FROM match ORDER BY id") == (
        before
    )


async def test_ctrl_c_leaves_no_match_live(stored: str, tmp_path: Path) -> None:
    with begun(stored, tmp_path, "replay", *ARSENAL, "--speed", "60", says="kick off") as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 1
    assert "what was not over is abandoned" in (tmp_path / "log").read_text()
    running = "SELECT match_id FROM live_match WHERE ended_at IS NULL"
    assert await rows(stored, running) == []
    last = "SELECT kind FROM match_event ORDER BY id DESC LIMIT 1"
    assert await rows(stored, last) == [(EventKind.ABANDONMENT.value,)]


async def test_an_endless_replay_ends_with_whatever_started_it(stored: str, tmp_path: Path) -> None:
    given = ("replay", "--endless", "--with-stdin", "--speed", "60")
    with begun(stored, tmp_path, *given, says="replaying") as process:
        assert process.stdin
        process.stdin.close()
        assert process.wait(20) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()
    running = await rows(stored, "SELECT match_id FROM live_match WHERE ended_at IS NULL")
    assert running == []


@pytest.mark.kafka
async def test_with_kafka_each_match_is_published_in_order_under_its_key(
    stored: str, recorded: dict[str, str], kafka_bootstrap_servers: str
) -> None:
    before = len(await read(kafka_bootstrap_servers, MATCH_EVENTS))
    settings = recorded | {"FOOTBALL_KAFKA_BOOTSTRAP_SERVERS": kafka_bootstrap_servers}
    done = football("replay", *DAY, "--speed", "max", database_url=stored, settings=settings)
    assert done.returncode == 0, done.stderr
    records = (await read(kafka_bootstrap_servers, MATCH_EVENTS))[before:]
    told = [decode_event(record.value, record.key) for record in records]
    for match_id in {event.match_id for event in told}:
        own = [event for event in told if event.match_id == match_id]
        assert [event.sequence for event in own] == list(range(1, len(own) + 1))
        assert fold(own).phase is MatchPhase.FULL_TIME
    assert {record.key for record in records} == {match_key(event.match_id) for event in told}
    assert len({event.match_id for event in told}) == 2


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ((), 2, "name a match or a day"),
        (("--date", "2024-8-17"), 2, "is no day; write"),
        ((*DAY, "--speed", "0.5"), 2, "neither max nor a number from 1 to 3600"),
        (("--match", "Arsenal"), 2, "neither the id of a match nor two teams"),
        (("--match", "Arsenal - Chelsie"), 1, "did you mean Chelsea"),
        (("--match", "Chelsea - Arsenal"), 1, "have no such finished match"),
        (("--date", "2024-08-18"), 1, "no finished match of 2024-08-18"),
    ],
)
def test_what_cannot_be_replayed_is_told_with_what_to_do(
    stored: str, given: tuple[str, ...], status: int, told: str
) -> None:
    done = football("replay", *given, "--print", database_url=stored)
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def begun(url: str, folder: Path, *arguments: str, says: str) -> Iterator["subprocess.Popen[str]"]:
    """A running command that has said so much."""
    path = folder / "log"
    with path.open("w") as log:
        process = subprocess.Popen(
            command(*arguments),
            env=environment(url),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            text=True,
            cwd=ROOT,
        )
    assert process.stdin
    try:
        deadline = time.monotonic() + 60
        while says not in path.read_text():
            assert time.monotonic() < deadline, path.read_text()
            assert process.poll() is None, path.read_text()
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
