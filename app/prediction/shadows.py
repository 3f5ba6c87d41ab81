"""Challengers' predictions, made after the answer was given: they cost it nothing and cannot spoil it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextvars import Context
from datetime import datetime, timedelta
from typing import Self

from app.clock import Clock
from app.errors import FootballError
from app.log import get_logger

log = get_logger(__name__)

MOST_WAITING = 1000
LAST_WORD = timedelta(seconds=10)
"""How long a closing process lets what waits be written."""

Work = Callable[[], Awaitable[int]]
"""Predicts and stores; answers how many were written."""


class Shadows:
    """One batch at a time, in the order of `submit`. What fails is logged and counted, never raised."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: asyncio.Queue[Work] = asyncio.Queue(MOST_WAITING)
        self._worker: asyncio.Task[None] | None = None
        self.written = 0
        self.failed = 0
        self.failed_at: datetime | None = None
        self.failure = ""

    async def __aenter__(self) -> Self:
        # an empty context: no caller's transaction may reach into the work
        self._worker = asyncio.get_running_loop().create_task(
            self._run(), name="challengers", context=Context()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.done(), LAST_WORD.total_seconds())
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker

    def submit(self, work: Work) -> None:
        """Never waits: where too much waits already, this batch is left out and counted."""
        try:
            self._waiting.put_nowait(work)
        except asyncio.QueueFull:
            self._fail("more waits than can be predicted")

    async def done(self) -> None:
        """Wait until everything submitted so far is written or has failed."""
        await self._waiting.join()

    async def _run(self) -> None:
        while True:
            work = await self._waiting.get()
            try:
                self.written += await work()
            except FootballError as error:
                self._fail(error.message)
            except Exception as error:  # noqa: BLE001  the edge of a task: a challenger must not end it
                self._fail(type(error).__name__)
            finally:
                self._waiting.task_done()

    def _fail(self, why: str) -> None:
        self.failed += 1
        self.failed_at, self.failure = self._clock(), why
        log.error("challenger_failed", error=why, failed=self.failed)
