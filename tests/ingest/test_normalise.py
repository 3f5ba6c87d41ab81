"""One file, one transaction: killed at any instant or run twice at once, the outcome is the same."""

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.ingest.collector import Collector
from app.ingest.result import CollectionReport
from tests.conftest import copied_database
from tests.ingest.contents import Contents, contents, value
from tests.ingest.samples import Mirror, round_robin

SEASONS = ("2425",)
DIVISIONS = ("E0", "E1", "E2", "E3", "EC", "SC1")
ROOT = Path(__file__).resolve().parents[2]
KILLS = 10
CHILD = """
import asyncio, sys
from app.ingest.collector import Collector

async def work() -> None:
    print("started", flush=True)
    await Collector(sys.argv[1], sys.argv[2]).football_data(sys.argv[3].split(","), ["2425"])

asyncio.run(work())
"""


@pytest.fixture
async def undisturbed(
    postgres_server: str, template_database: str, mirror: Mirror
) -> AsyncIterator[Contents]:
    """What the database holds after one run that nothing disturbed."""
    fill(mirror)
    async with copied_database(postgres_server, template_database) as url:
        await collect(url, mirror)
        yield await contents(url)


def fill(mirror: Mirror, *, prices: int = 1) -> None:
    for division in DIVISIONS:
        mirror.write(f"mmz4281/2425/{division}.csv", round_robin(12, division=division, prices=prices))


async def collect(url: str, mirror: Mirror) -> CollectionReport:
    return await Collector(url, mirror.url).football_data(DIVISIONS, SEASONS)


async def run_and_kill(url: str, mirror: Mirror, after_s: float) -> bool:
    """Start a run in a process of its own and kill -9 it; whether it was killed before its end."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CHILD, url, mirror.url, ",".join(DIVISIONS)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdout is not None
    await child.stdout.readline()
    try:
        async with asyncio.timeout(after_s):
            await child.wait()
    except TimeoutError:
        child.send_signal(signal.SIGKILL)
        await child.wait()
    # reads to the end, so that the transport closes with the process
    await child.stdout.read()
    return child.returncode == -signal.SIGKILL


async def test_after_kill_9_at_any_instant_the_next_run_finishes_as_if_undisturbed(
    database_url: str, mirror: Mirror, undisturbed: Contents
) -> None:
    chance = random.Random(7)  # noqa: S311  instants of a test, repeatable
    # short, so that every run gets a little further and the kills fall all along the work
    delays = [chance.uniform(0.02, 0.15) for _ in range(KILLS)]
    killed = [await run_and_kill(database_url, mirror, delay) for delay in delays]
    assert sum(killed) >= 3
    report = await collect(database_url, mirror)
    assert report.whole
    assert await contents(database_url) == undisturbed
    running = "SELECT count(*) FROM collection_run WHERE status = 'RUNNING'"
    assert await value(database_url, running) == 0


async def test_a_payload_kept_but_not_yet_written_is_picked_up_again(
    database_url: str, mirror: Mirror, undisturbed: Contents
) -> None:
    await collect(database_url, mirror)
    # the state between the two transactions of every file
    await value(
        database_url,
        "WITH gone AS (DELETE FROM odds), left_over AS (DELETE FROM match),"
        " undone AS (UPDATE raw_record SET normalised_at = NULL, report = NULL RETURNING id)"
        " SELECT count(*) FROM undone",
    )
    report = await collect(database_url, mirror)
    assert report.added == len(undisturbed["matches"])
    assert await contents(database_url) == undisturbed


async def test_two_runs_at_once_end_as_one_after_the_other(
    database_url: str, mirror: Mirror, undisturbed: Contents
) -> None:
    first, second = await asyncio.gather(collect(database_url, mirror), collect(database_url, mirror))
    assert first.added + second.added == len(undisturbed["matches"])
    assert (first.whole, second.whole) == (True, True)
    assert await contents(database_url) == undisturbed


async def test_two_runs_at_once_over_a_new_version_end_in_that_version(
    database_url: str, mirror: Mirror, undisturbed: Contents
) -> None:
    await collect(database_url, mirror)
    fill(mirror, prices=9)
    reports = await asyncio.gather(*(collect(database_url, mirror) for _ in range(3)))
    assert sum(report.odds_changed for report in reports) == len(undisturbed["odds"])
    assert await value(database_url, "SELECT count(*) FROM odds WHERE draw = 3.9") == len(undisturbed["odds"])
