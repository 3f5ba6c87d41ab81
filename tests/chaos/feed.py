"""A feed that never gives up: every event is sent until Kafka has acknowledged it, some of them twice."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from app.live.topics import MATCH_EVENTS
from tests.live_matches import Event, Script

SEND_TIMEOUT_S = 10.0
AGAIN_EVERY = 7


class Feed:
    """Sends each script's events at a rate of its own, and remembers all of them."""

    def __init__(self, bootstrap: str, scripts: list[Script], rate: float) -> None:
        self._bootstrap = bootstrap
        self._rate = rate
        self.scripts = scripts
        self._producer: AIOKafkaProducer | None = None
        self._renewing = asyncio.Lock()
        self.history: dict[str, Event] = {}
        self.acknowledged: dict[str, float] = {}
        """When Kafka took each event (s of the monotonic clock)."""
        self.repeated = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Events flow until the block ends; then each one begun is acknowledged."""
        self._stopped = asyncio.Event()
        tasks = [asyncio.create_task(self._tell(script)) for script in self.scripts]
        try:
            yield
        finally:
            self._stopped.set()
            try:
                await asyncio.gather(*tasks)
            finally:
                await self.close()

    async def send(self, event: Event) -> None:
        """Send until it is acknowledged."""
        self.history[event["id"]] = event
        payload, key = orjson.dumps(event), event["match"].encode()
        while True:
            producer = await self._open()
            try:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await producer.send_and_wait(MATCH_EVENTS, payload, key=key)
            except (KafkaError, OSError, TimeoutError):
                await self._renew(producer)
            else:
                self.acknowledged.setdefault(event["id"], time.monotonic())
                return

    async def _tell(self, script: Script) -> None:
        while not self._stopped.is_set():
            event = script.next()
            await self.send(event)
            if script.told % AGAIN_EVERY == 0:
                self.repeated += 1
                await self.send(event)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), 1 / self._rate)

    async def _open(self) -> AIOKafkaProducer:
        async with self._renewing:
            while self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap, enable_idempotence=True, request_timeout_ms=5000
                )
                try:
                    async with asyncio.timeout(SEND_TIMEOUT_S):
                        await producer.start()
                except (KafkaError, OSError, TimeoutError):
                    await _stopped(producer)
                    await asyncio.sleep(0.1)
                else:
                    self._producer = producer
            return self._producer

    async def _renew(self, broken: AIOKafkaProducer) -> None:
        async with self._renewing:
            if self._producer is broken:
                self._producer = None
                await _stopped(broken)

    async def close(self) -> None:
        if self._producer is not None:
            await _stopped(self._producer)
            self._producer = None


async def _stopped(producer: AIOKafkaProducer) -> None:
    """Its own stop waits for a broker that may be away."""
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        async with asyncio.timeout(2):
            await producer.stop()
