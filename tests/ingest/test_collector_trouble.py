"""Collecting while the database is busy, breaks, or the run is stopped."""

import asyncio

import asyncpg
import pytest

from app.db.connection import RawConnection
from app.db.ingest import WRITER_LOCK
from app.errors import Unavailable
from app.ingest.collector import Collector
from app.ingest.result import FileOutcome
from tests.ingest.conftest import QUICK
from tests.ingest.contents import rows, value
from tests.ingest.samples import E0_KEY, INTERNATIONAL_HEADER, SEASON, Mirror, csv_file

RUNS = "SELECT status, error FROM collection_run ORDER BY id"
WAITING = """
    FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


async def until_waiting(url: str) -> None:
    async with asyncio.timeout(10):
        while not await value(url, "SELECT count(*)" + WAITING):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.02)


async def until_alone(connection: RawConnection) -> None:
    """The server lets go of a session's locks a moment after the session is over."""
    others = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    others += " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    async with asyncio.timeout(10):
        while await connection.fetchval(others):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.02)


async def test_another_writer_is_waited_for_and_then_given_up(database_url: str, mirror: Mirror) -> None:
    mirror.write(E0_KEY, SEASON)
    collector = Collector(database_url, mirror.url, patience=QUICK, lock_timeout_s=0.2)
    other = await asyncpg.connect(database_url)
    try:
        await other.execute("SELECT pg_advisory_lock($1)", WRITER_LOCK)
        busy = await collector.football_data(["E0"], ["2425"])
    finally:
        await other.close()
    assert busy.error == "another collection has been writing for 0.2 s; try again when it is done"
    # what was received is kept, and written as soon as there is room
    assert await value(database_url, "SELECT count(*) FROM raw_record WHERE normalised_at IS NULL") == 1
    assert (await collector.football_data(["E0"], ["2425"])).added == 3


async def test_a_stopped_run_is_closed_with_what_to_do(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    other = await asyncpg.connect(database_url)
    try:
        await other.execute("SELECT pg_advisory_lock($1)", WRITER_LOCK)
        run = asyncio.create_task(collector.football_data(["E0"], ["2425"]))
        await until_waiting(database_url)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
    finally:
        await other.close()
    assert await rows(database_url, RUNS) == [("FAILED", "the run was stopped; run it again to finish it")]
    assert await value(database_url, "SELECT count(*) FROM match") == 0


async def test_a_broken_connection_is_unavailable_and_the_next_run_closes_the_broken_one(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    other = await asyncpg.connect(database_url)
    try:
        await other.execute("SELECT pg_advisory_lock($1)", WRITER_LOCK)
        run = asyncio.create_task(collector.football_data(["E0"], ["2425"]))
        await until_waiting(database_url)
        await other.execute("SELECT pg_terminate_backend(pid)" + WAITING)
        with pytest.raises(Unavailable, match="run it again to finish it"):
            await run
        await until_alone(other)
    finally:
        await other.close()
    assert (await collector.football_data(["E0"], ["2425"])).added == 3
    assert [status for status, _ in await rows(database_url, RUNS)] == ["FAILED", "SUCCEEDED"]


async def test_a_deadlock_with_another_transaction_is_tried_again(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collector.football_data(["E0"], ["2425"])
    mirror.write(E0_KEY, SEASON.replace(b",2,1,H,", b",3,1,H,"))
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            await other.execute("SELECT id FROM match FOR UPDATE")
            run = asyncio.create_task(collector.football_data(["E0"], ["2425"]))
            await until_blocked(database_url)
            # the run holds this and waits for the rows: the server ends one of the two, the elder first
            await other.execute("SELECT pg_advisory_xact_lock($1)", WRITER_LOCK)
        report = await run
    finally:
        await other.close()
    assert (report.changed, report.whole) == (1, True)
    assert await value(database_url, "SELECT max(home_goals) FROM match") == 3


async def test_a_match_that_ended_while_its_file_was_read_stays_as_it_ended(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write(E0_KEY, SEASON)
    await collector.football_data(["E0"], ["2425"])
    mirror.write(E0_KEY, SEASON.replace(b"24/08/2024,15:00", b"24/08/2024,17:30"))
    other = await asyncpg.connect(database_url)
    try:
        async with other.transaction():
            ended = "UPDATE match SET status = 'FINISHED', home_goals = 3, away_goals = 1, source = 'live'"
            await other.execute(ended + ", known_at = kickoff + interval '2 h' WHERE status = 'SCHEDULED'")
            run = asyncio.create_task(collector.football_data(["E0"], ["2425"]))
            await until_blocked(database_url)
        report = await run
    finally:
        await other.close()
    assert report.whole
    live = "SELECT status, home_goals, away_goals FROM match WHERE source = 'live'"
    assert await rows(database_url, live) == [("FINISHED", 3, 1)]


async def until_blocked(url: str) -> None:
    waiting = """
        SELECT count(*) FROM pg_stat_activity
        WHERE wait_event_type = 'Lock' AND datname = current_database()"""
    async with asyncio.timeout(10):
        while not await value(url, waiting):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.02)


async def test_what_only_the_database_refuses_refuses_the_file_whole(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    await rows(database_url, "INSERT INTO team (name, country, kind) VALUES ('Italy', 'Italy', 'CLUB')")
    line = "2024-03-22,Spain,Italy,1,0,Friendly,A City,A Country,TRUE"
    mirror.write("results.csv", csv_file(INTERNATIONAL_HEADER, line))
    report = await collector.international(f"{mirror.url}/results.csv")
    assert report.files[0].outcome is FileOutcome.REFUSED
    assert "the database does not take it" in (report.files[0].reason or "")
    assert await rows(database_url, "SELECT name FROM team") == [("Italy",)]


async def test_a_season_whose_code_means_other_years_here_refuses_the_file(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    mirror.write("mmz4281/2021/E0.csv", SEASON.replace(b"/2024", b"/2020"))
    await collector.football_data(["E0"], ["2021"])
    await rows(database_url, "UPDATE season SET starts_in = 2021, label = '2021'")
    mirror.write("mmz4281/2021/E0.csv", SEASON.replace(b"/2024", b"/2020") + b"\n")
    report = await collector.football_data(["E0"], ["2021"])
    assert "E0 has a season 2021 that began in 2021, not 2020/21" in (report.files[0].reason or "")


async def test_two_names_of_one_team_do_not_play_each_other(
    collector: Collector, mirror: Mirror, database_url: str
) -> None:
    await rows(
        database_url,
        "WITH one AS (INSERT INTO team (name, country, kind)"
        " VALUES ('Arsenal', 'England', 'CLUB') RETURNING id)"
        " INSERT INTO team_alias (team_id, source, country, alias)"
        " SELECT id, 'football-data', 'England', 'Chelsea' FROM one",
    )
    mirror.write(E0_KEY, SEASON)
    report = await collector.football_data(["E0"], ["2425"])
    assert report.refused == ((E0_KEY, 2, "Arsenal and Chelsea are one team"),)
    assert report.added == 2
