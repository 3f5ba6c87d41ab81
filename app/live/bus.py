"""Redis between the processes: who has news says it on one channel, and every process hears it.

Nothing is kept there: what is missed is read from the database, whose numbers have no gaps.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.clients.redis import absent, make_redis
from app.live.topics import REDIS_CHANNEL
from app.log import get_logger

log = get_logger(__name__)

ANNOUNCE_S = 0.3
CONNECT_S = 1.0
REST_S = 1.0
"""After a failure, nothing is announced for so long: whoever waits for Redis delays everybody."""
PING_EVERY_S = 1.0
RETRY_S = (0.1, 0.2, 0.5)

OnMessage = Callable[[bytes], Awaitable[None] | None]
OnResync = Callable[[], Awaitable[None] | None]


class RedisBus:
    """One connection to say and one to hear, each with its own patience.

    `connected`: whether this process hears. `announced`, `unannounced` count messages, `reconnects` how
    often the hearing side connected.
    """

    def __init__(self, url: str, channel: str = REDIS_CHANNEL) -> None:
        self._url = url
        self._channel = channel
        self._speaker = make_redis(url, ANNOUNCE_S)
        self._resting_until = 0.0
        self.connected = False
        self.announced = 0
        self.unannounced = 0
        self.reconnects = 0

    async def announce(self, payloads: Sequence[bytes]) -> bool:
        """Say it to all processes, in order; false where Redis did not take it in time."""
        if not payloads:
            return True
        said = time.monotonic() >= self._resting_until and await self._say(payloads)
        if said:
            self.announced += len(payloads)
        else:
            self.unannounced += len(payloads)
        return said

    async def _say(self, payloads: Sequence[bytes]) -> bool:
        whole = False
        try:
            async with asyncio.timeout(ANNOUNCE_S):
                pipeline = self._speaker.pipeline(transaction=False)
                for payload in payloads:
                    pipeline.publish(self._channel, payload)
                await pipeline.execute()
            whole = True
        except absent() as error:
            self._resting_until = time.monotonic() + REST_S
            log.warning("redis_announcement_failed", error=type(error).__name__)
        finally:
            if not whole:
                # answers that were not read would be taken for those of the next command
                await self._hang_up()
        return whole

    async def _hang_up(self) -> None:
        with contextlib.suppress(*absent()):
            await asyncio.shield(self._speaker.connection_pool.disconnect(inuse_connections=True))

    async def run(self, on_message: OnMessage, on_resync: OnResync) -> None:
        """Hear for ever. `on_resync` is called after each connecting: whatever was said before is missed."""
        failures = 0
        while True:
            client = make_redis(self._url, CONNECT_S)
            hearing = client.pubsub()
            try:
                await self._connect(hearing)
                failures = 0
                await _done(on_resync())
                await self._hear(hearing, on_message)
            except absent() as error:
                log.warning("redis_lost", error=type(error).__name__)
            finally:
                self.connected = False
                await _closed(hearing, client)
            await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1

    async def _connect(self, hearing: Any) -> None:
        async with asyncio.timeout(CONNECT_S):
            await hearing.subscribe(self._channel)
            # only the server's word says that nothing is missed from now on
            confirmed = await hearing.get_message(timeout=CONNECT_S)
        if confirmed is None:
            raise TimeoutError
        self.connected = True
        self.reconnects += 1
        log.info("redis_subscribed", channel=self._channel)

    async def _hear(self, hearing: Any, on_message: OnMessage) -> None:
        asked_at = 0.0
        while True:
            message = await hearing.get_message(timeout=PING_EVERY_S)
            now = time.monotonic()
            if message is not None:
                asked_at = 0.0
                if message["type"] == "message":
                    await _done(on_message(message["data"]))
            elif asked_at:
                raise TimeoutError
            else:
                asked_at = now
                async with asyncio.timeout(CONNECT_S):
                    await hearing.ping()

    async def close(self) -> None:
        with contextlib.suppress(*absent()):
            await self._speaker.aclose()


async def _done(result: Awaitable[None] | None) -> None:
    if result is not None:
        await result


async def _closed(hearing: Any, client: Any) -> None:
    with contextlib.suppress(*absent()):
        async with asyncio.timeout(CONNECT_S):
            await hearing.aclose()
            await client.aclose()
