"""Long work tells how far it is, ends exactly once, and is not forgotten when its process dies."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from tortoise.transactions import in_transaction

from app.clock import system_clock
from app.db import jobs, models
from app.db.models import WorkStatus
from app.errors import NotFound, Unavailable
from app.operations.jobs import CANCELLED, UNEXPECTED, JobRunner, Progress
from tests import builders
from tests.conftest import execute, with_database

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2024, 8, 1, tzinfo=UTC)
QUICK = timedelta(seconds=0.02)


async def ten_steps(progress: Progress) -> Mapping[str, Any]:
    for done in range(1, 11):
        await progress(done, 10)
        await asyncio.sleep(0.03)
    return {"steps": 10}


async def last_state(runner: JobRunner, job: models.Job) -> models.Job:
    seen = [state async for state in runner.watch(job.id)]
    return seen[-1]


async def test_work_is_watched_from_a_snapshot_to_its_end() -> None:
    async with JobRunner(system_clock) as runner:
        job = await runner.start("count", {"to": 10}, ten_steps)
        seen = [state async for state in runner.watch(job.id)]
    assert seen[0].status is WorkStatus.RUNNING
    assert (seen[-1].status, seen[-1].done, seen[-1].total) == (WorkStatus.SUCCEEDED, 10, 10)
    assert seen[-1].result == {"steps": 10}
    assert seen[-1].input == {"to": 10}
    assert seen[-1].finished_at is not None
    done = [state.done for state in seen]
    assert done == sorted(done)
    assert len(seen) > 2


async def test_progress_is_written_at_most_some_times_a_second() -> None:
    async def fast(progress: Progress) -> Mapping[str, Any]:
        for done in range(10_000):
            await progress(done, 10_000)
        return {}

    async with JobRunner(system_clock) as runner:
        job = await runner.start("fast", {}, fast)
        async with asyncio.timeout(5):
            assert (await last_state(runner, job)).done == 9_999


async def test_an_ended_job_is_watched_as_its_last_state_alone() -> None:
    async with JobRunner(system_clock) as runner:
        job = await runner.start("count", {}, ten_steps)
        await last_state(runner, job)
        assert [state.status async for state in runner.watch(job.id)] == [WorkStatus.SUCCEEDED]


async def test_another_process_can_watch() -> None:
    async with JobRunner(system_clock) as runner, JobRunner(system_clock) as other:
        job = await runner.start("count", {}, ten_steps)
        assert (await last_state(other, job)).status is WorkStatus.SUCCEEDED


async def test_a_refusal_is_told_in_its_own_words() -> None:
    async def refuses(progress: Progress) -> Mapping[str, Any]:
        raise Unavailable("the source does not answer; try again later")

    async with JobRunner(system_clock) as runner:
        failed = await last_state(runner, await runner.start("collect", {}, refuses))
    assert (failed.status, failed.error) == (
        WorkStatus.FAILED,
        "the source does not answer; try again later",
    )


async def test_an_unexpected_error_does_not_leave_the_process() -> None:
    async def breaks(progress: Progress) -> Mapping[str, Any]:
        raise RuntimeError("secret detail")

    async with JobRunner(system_clock) as runner:
        failed = await last_state(runner, await runner.start("collect", {}, breaks))
    assert (failed.status, failed.error) == (WorkStatus.FAILED, UNEXPECTED)


async def test_closing_cancels_what_runs_and_says_so() -> None:
    async def forever(progress: Progress) -> Mapping[str, Any]:
        await asyncio.Event().wait()
        return {}

    async with JobRunner(system_clock) as runner:
        job = await runner.start("forever", {}, forever)
        await asyncio.sleep(0.05)
    ended = await jobs.by_id(job.id)
    assert (ended.status, ended.error) == (WorkStatus.FAILED, CANCELLED)


async def test_a_job_of_a_dead_process_is_failed_at_the_next_start() -> None:
    dead = await jobs.create(uuid4(), "collect", {}, at=NOW - timedelta(minutes=5))
    alive = await jobs.create(uuid4(), "collect", {}, at=NOW - timedelta(seconds=3))
    async with JobRunner(lambda: NOW):
        assert (await jobs.by_id(dead.id)).status is WorkStatus.FAILED
        assert (await jobs.by_id(alive.id)).status is WorkStatus.RUNNING
    assert "start it again" in ((await jobs.by_id(dead.id)).error or "")


async def test_a_job_that_falls_silent_later_is_failed_by_those_still_running() -> None:
    now = [NOW]
    async with JobRunner(lambda: now[0], heartbeat=QUICK) as runner:
        dead = await jobs.create(uuid4(), "collect", {}, at=NOW)
        now[0] += timedelta(seconds=11)
        async with asyncio.timeout(5):
            assert (await last_state(runner, dead)).status is WorkStatus.FAILED


async def test_a_long_silent_step_is_kept_alive_by_the_heartbeat() -> None:
    async def silent(progress: Progress) -> Mapping[str, Any]:
        await asyncio.sleep(0.5)
        return {}

    patience = timedelta(seconds=0.2)
    async with (
        JobRunner(system_clock, heartbeat=QUICK, dead_after=patience) as runner,
        JobRunner(system_clock, heartbeat=QUICK, dead_after=patience),
    ):
        job = await runner.start("silent", {}, silent)
        assert (await last_state(runner, job)).status is WorkStatus.SUCCEEDED


async def test_work_started_in_a_transaction_writes_outside_of_it() -> None:
    async def writes(progress: Progress) -> Mapping[str, Any]:
        await builders.competition("E9")
        return {}

    async with JobRunner(system_clock) as runner:
        async with in_transaction():
            job = await runner.start("write", {}, writes)
            await asyncio.sleep(0.1)
        assert (await last_state(runner, job)).status is WorkStatus.SUCCEEDED
    assert await models.Competition.exists(code="E9")


async def test_a_job_that_ends_during_an_outage_is_marked_when_the_database_is_back(database: str) -> None:
    away = asyncio.Event()

    async def ends_meanwhile(progress: Progress) -> Mapping[str, Any]:
        await away.wait()
        await progress(1, 2)
        return {"outlasted": True}

    async with JobRunner(system_clock) as runner, asyncio.timeout(20):
        job = await runner.start("outlast", {}, ends_meanwhile)
        async with outage(database):
            away.set()
            await asyncio.sleep(0.5)
        ended = await last_state(runner, job)
    assert (ended.status, ended.result) == (WorkStatus.SUCCEEDED, {"outlasted": True})


async def test_after_an_outage_others_are_given_time_to_be_heard_again(database: str) -> None:
    """Without that, whoever reconnects first would end every other process's jobs."""
    now = [NOW]
    async with JobRunner(lambda: now[0], heartbeat=QUICK) as runner:
        other = await jobs.create(uuid4(), "collect", {}, at=NOW)
        async with outage(database):
            now[0] += timedelta(seconds=60)
            await asyncio.sleep(1)
        await asyncio.sleep(1)
        assert (await jobs.by_id(other.id)).status is WorkStatus.RUNNING
        now[0] += timedelta(seconds=60)
        async with asyncio.timeout(5):
            assert (await last_state(runner, other)).status is WorkStatus.FAILED


@asynccontextmanager
async def outage(url: str) -> AsyncIterator[None]:
    """This test's database takes no connections meanwhile, and those it had are cut."""
    name, server = urlsplit(url).path[1:], with_database(url, "postgres")
    await execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await execute(server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    try:
        yield
    finally:
        await execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_an_unknown_job_is_not_found() -> None:
    async with JobRunner(system_clock) as runner:
        with pytest.raises(NotFound, match="there is no job"):
            await anext(runner.watch(uuid4()))


async def test_a_unit_too_many_does_not_fail_the_work() -> None:
    async def miscounts(progress: Progress) -> Mapping[str, Any]:
        await progress(5, 4)
        return {}

    async with JobRunner(system_clock) as runner:
        done = await last_state(runner, await runner.start("count", {}, miscounts))
    assert (done.status, done.done, done.total) == (WorkStatus.SUCCEEDED, 4, 4)
