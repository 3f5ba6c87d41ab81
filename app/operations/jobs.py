"""Long work in this process, with its progress in the database, where any process can watch it."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

from app.clock import Clock
from app.db import jobs as rows
from app.db import models
from app.db.audit import Act
from app.db.models import WorkStatus
from app.errors import FootballError, Unavailable
from app.log import get_logger

log = get_logger(__name__)

HEARTBEAT = timedelta(seconds=2)
DEAD_AFTER = timedelta(seconds=10)
RETRY_EVERY = timedelta(seconds=1)
WRITE_EVERY = timedelta(seconds=0.2)
LOOK_EVERY = timedelta(seconds=0.5)
CANCELLED = "the service stopped before this job was done; start it again, it takes up what is missing"
UNEXPECTED = "an unexpected error ended this job; the service's log has it under this job's id"

T = TypeVar("T")
Work = Callable[["Progress"], Awaitable[Mapping[str, Any]]]


class Progress:
    """Handed to the work, which awaits it with the units done and, once known, the units in all."""

    def __init__(self, job_id: UUID, clock: Clock, wake: Callable[[], None]) -> None:
        self._job_id = job_id
        self._clock = clock
        self._wake = wake
        self._written_at = 0.0
        self._unwritten: tuple[int, int | None] | None = None

    async def __call__(self, done: int, total: int | None = None) -> None:
        self._unwritten = (done if total is None else min(done, total), total)
        now = asyncio.get_running_loop().time()
        if now - self._written_at >= WRITE_EVERY.total_seconds():
            self._written_at = now
            await self.flush()

    async def flush(self) -> None:
        """Write what was reported last."""
        if self._unwritten is not None:
            done, total = self._unwritten
            self._unwritten = None
            # progress is told, not needed: work that can go on without the database goes on
            with contextlib.suppress(Unavailable):
                await rows.report(self._job_id, done, total, at=self._clock())
            self._wake()


class JobRunner:
    def __init__(
        self, clock: Clock, *, heartbeat: timedelta = HEARTBEAT, dead_after: timedelta = DEAD_AFTER
    ) -> None:
        self._clock = clock
        self._heartbeat = heartbeat
        self._dead_after = dead_after
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._blind_until: datetime | None = None
        self._closing = False

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Fail the jobs that a dead process left running, now and whenever one falls silent."""
        await self._fail_orphans()
        self._keeper = asyncio.create_task(self._keep(), name="job heartbeats")

    async def close(self) -> None:
        """Cancel what runs, mark it FAILED, and wait for that."""
        self._closing = True
        tasks = [*self._running.values(), *([self._keeper] if self._keeper else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._keeper = None

    async def start(
        self, kind: str, input_: Mapping[str, Any], work: Work, act: Act | None = None
    ) -> models.Job:
        """Begin `work` in the background; its mapping becomes the job's result."""
        job = await _apart(rows.create(uuid4(), kind, input_, at=self._clock(), act=act))
        task = _apart(self._run(job.id, kind, work))
        self._running[job.id] = task
        task.add_done_callback(lambda _: self._running.pop(job.id, None))
        return job

    async def watch(self, job_id: UUID) -> AsyncGenerator[models.Job, None]:
        """The job as it is, then after each change, ending with its last state. Raises NotFound."""
        seen: tuple[Any, ...] | None = None
        while True:
            changed = self._changed
            job = await rows.by_id(job_id)
            state = (job.status, job.done, job.total)
            if state != seen:
                seen = state
                yield job
            if job.status not in rows.ALIVE:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), LOOK_EVERY.total_seconds())

    async def _run(self, job_id: UUID, kind: str, work: Work) -> None:
        progress = Progress(job_id, self._clock, self._wake)
        try:
            result = await work(progress)
            await progress.flush()
            await self._finish(job_id, WorkStatus.SUCCEEDED, result=result)
        except asyncio.CancelledError:
            await self._fail(job_id, CANCELLED)
            raise
        except FootballError as error:
            await self._fail(job_id, error.message)
        except Exception:
            log.exception("job_failed", job_id=str(job_id), kind=kind)
            await self._fail(job_id, UNEXPECTED)
        finally:
            self._wake()

    async def _fail(self, job_id: UUID, error: str) -> None:
        await self._finish(job_id, WorkStatus.FAILED, error=error)

    async def _finish(
        self,
        job_id: UUID,
        status: WorkStatus,
        *,
        result: Mapping[str, Any] | None = None,
        error: str | None = None,
    ) -> None:
        """Write how the job ended, as soon as the database takes it; a stopping process tries once."""
        while True:
            try:
                await rows.finish(job_id, status, at=self._clock(), result=result, error=error)
            except Unavailable as away:
                log.warning("job_end_unwritten", job_id=str(job_id), status=status, error=away.message)
                if self._closing:
                    return
                await asyncio.sleep(RETRY_EVERY.total_seconds())
            else:
                return

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._heartbeat.total_seconds())
            try:
                await rows.beat(list(self._running), at=self._clock())
                await self._fail_orphans()
            except Exception as error:  # noqa: BLE001  the edge of a task: the database may be away for a while
                self._blind_until = self._clock() + self._dead_after
                log.warning("job_heartbeat_failed", error=type(error).__name__)

    async def _fail_orphans(self) -> None:
        now = self._clock()
        if self._blind_until is not None and now < self._blind_until:
            return  # the others could not be heard either: give them time to beat
        if count := await rows.fail_orphans(silent_since=now - self._dead_after, at=now):
            log.warning("jobs_orphaned", count=count)

    def _wake(self) -> None:
        """Let every watcher look; those that come later wait for the next change."""
        self._changed.set()
        self._changed = asyncio.Event()


def _apart(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task with an empty context: it must not inherit the caller's transaction."""
    return asyncio.get_running_loop().create_task(work, context=Context())
