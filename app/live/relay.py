"""From the outbox to the world: announced to the processes at once, published to Kafka, and then gone.

One relay works, the others stand by: who holds the lock of the database is the one, and reads and removes
messages on the very connection that holds it. A relay that dies, hangs or loses its connection lets go of it.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Protocol

from app.db import outbox
from app.db.exclusive import ExclusiveConnection, exclusive_connection
from app.db.outbox import Message
from app.errors import Unavailable
from app.live.topics import PREDICTIONS
from app.log import get_logger

log = get_logger(__name__)

LOCK = 0x666F6F74_6C697665  # "footlive"
BATCH = 500
LOOK_EVERY_S = 1.0
RETRY_S = 0.3
REPEATED = 1000
"""How many of the messages that wait are announced once more by a relay that takes over."""

Announce = Callable[[Sequence[bytes]], Awaitable[bool]]


class Publishing(Protocol):
    """Where messages go for good."""

    async def publish(self, messages: Sequence[Message]) -> list[int]:
        """The ids of those that are acknowledged: of each key, none after one that is not."""
        ...

    async def close(self) -> None: ...


class Relay:
    """Runs for ever. What it says of itself is for health and metrics:

    `active`: whether it is the one that works; `announced`, `published` count messages; `progress_at` when
    it last looked (time.monotonic); `problem` what keeps it from publishing.
    """

    def __init__(
        self, database_url: str, announce: Announce | None = None, publisher: Publishing | None = None
    ) -> None:
        self._url = database_url
        self._announce = announce
        self._publisher = publisher
        self._wake = asyncio.Event()
        self._announced_new = asyncio.Event()
        self._mark = 0
        self.active = False
        self.announced = 0
        self.published = 0
        self.takeovers = 0
        self.progress_at = time.monotonic()
        self.problem = ""

    def wake(self) -> None:
        """There is something new: said by this process, before the database can."""
        self._wake.set()

    async def run(self) -> None:
        try:
            while True:
                try:
                    async with exclusive_connection(
                        self._url, LOCK, channel=outbox.CHANNEL, on_notify=self._on_notify
                    ) as session:
                        await self._stand_by(session)
                        await self._work(session)
                except Unavailable as away:
                    log.warning("relay_waits", error=away.message)
                except (
                    Exception
                ) as error:  # the edge of a task: whatever it is, a new connection has a chance
                    log.exception("relay_failed", error=type(error).__name__)
                finally:
                    self.active = False
                await asyncio.sleep(RETRY_S)
        finally:
            if self._publisher is not None:
                await self._publisher.close()

    def _on_notify(self, *_: object) -> None:
        self._wake.set()

    async def _stand_by(self, session: ExclusiveConnection) -> None:
        while not await session.try_lock():
            self.progress_at = time.monotonic()
            await asyncio.sleep(LOOK_EVERY_S)
        self.active = True
        self.takeovers += 1
        self._mark = await session.call(outbox.mark_before_newest, REPEATED)
        log.info("relay_active")

    async def _work(self, session: ExclusiveConnection) -> None:
        """Announce and publish side by side: Kafka, when it is away, delays nobody."""
        await _side_by_side(self._keep_announcing(session), self._keep_publishing(session))

    async def _keep_announcing(self, session: ExclusiveConnection) -> None:
        while True:
            self._wake.clear()
            messages = await session.call(outbox.after, self._mark, BATCH)
            self.progress_at = time.monotonic()
            if messages:
                await self._tell(messages)
                self._announced_new.set()
            if len(messages) < BATCH:
                await _set(self._wake, LOOK_EVERY_S)

    async def _tell(self, messages: Sequence[Message]) -> None:
        updates = [one.payload for one in messages if one.topic == PREDICTIONS]
        if self._announce is not None and updates:
            await self._announce(updates)
        self.announced += len(updates)
        self._mark = messages[-1].id

    async def _keep_publishing(self, session: ExclusiveConnection) -> None:
        while True:
            self._announced_new.clear()
            messages = await session.call(outbox.oldest, self._mark, BATCH)
            done = await self._publish(messages)
            if done:
                await session.call(outbox.remove, done)
                self.published += len(done)
            if messages and not done:
                await asyncio.sleep(RETRY_S)
            elif len(messages) < BATCH:
                await _set(self._announced_new, LOOK_EVERY_S)

    async def _publish(self, messages: Sequence[Message]) -> list[int]:
        if self._publisher is None or not messages:
            return [one.id for one in messages]
        try:
            done = await self._publisher.publish(messages)
        except Unavailable as away:
            if not self.problem:
                log.warning("relay_cannot_publish", error=away.message)
            self.problem = away.message
            return []
        self.problem = ""
        return done


async def _side_by_side(*works: Coroutine[Any, Any, None]) -> None:
    """Until one fails, which ends the others."""
    tasks = [asyncio.create_task(work, name="live relay") for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _set(event: asyncio.Event, seconds: float) -> None:
    """Wait for it, but not for ever."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
