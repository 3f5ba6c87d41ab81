"""The bus tells what it can at once, delays nobody while Redis is away, and says when to resynchronise."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.live.bus import ANNOUNCE_S, RedisBus
from tests import stack
from tests.live import stage
from tests.proxy import proxied
from tests.servers import free_port

pytestmark = pytest.mark.redis


@dataclass
class Listener:
    """One process that hears."""

    bus: RedisBus
    heard: list[bytes] = field(default_factory=list)
    resyncs: int = 0

    def on_message(self, payload: bytes) -> None:
        self.heard.append(payload)

    def on_resync(self) -> None:
        self.resyncs += 1

    async def run(self) -> None:
        await self.bus.run(self.on_message, self.on_resync)


@dataclass
class Place:
    server: stack.Program
    port: int

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def bus(self) -> RedisBus:
        return RedisBus(self.url, "tests")


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A Redis of this test's own."""
    server, port = stack.redis(tmp_path)
    with stack.started(server):
        yield Place(server, port)


async def test_every_process_hears_every_announcement_in_order(place: Place) -> None:
    speaker = place.bus()
    listeners = [Listener(place.bus()) for _ in range(3)]
    said = [b"%d" % number for number in range(1000)]
    async with stage.running(*(one.run() for one in listeners)):
        await stage.until(lambda: all(one.bus.connected for one in listeners))
        for start in range(0, 1000, 100):
            assert await speaker.announce(said[start : start + 100])
        await stage.until(lambda: all(len(one.heard) == 1000 for one in listeners))
    assert all(one.heard == said and one.resyncs == 1 for one in listeners)
    await speaker.close()


async def test_after_a_kill_it_resynchronises_and_hears_again(place: Place) -> None:
    listener, speaker = Listener(place.bus()), place.bus()
    async with stage.running(listener.run()):
        await stage.until(lambda: listener.resyncs == 1)
        place.server.kill()
        await stage.until(lambda: not listener.bus.connected, 2)
        assert not await speaker.announce([b"lost"])
        place.server.start()
        assert await stage.until(lambda: listener.resyncs == 2, 5) < 2
        await asyncio.sleep(1)  # the speaker rests after a failure
        assert await speaker.announce([b"heard"])
        await stage.until(lambda: listener.heard == [b"heard"], 1)
    await speaker.close()


async def test_a_redis_that_says_nothing_is_noticed_and_delays_nobody(place: Place) -> None:
    listener, speaker = Listener(place.bus()), place.bus()
    async with stage.running(listener.run()):
        await stage.until(lambda: listener.resyncs == 1)
        place.server.freeze()
        try:
            delays = []
            for _ in range(100):
                began = time.monotonic()
                assert not await speaker.announce([b"x"] * 500)
                delays.append(time.monotonic() - began)
            assert max(delays) < ANNOUNCE_S + 0.2
            assert sum(delays) < ANNOUNCE_S + 0.4  # all but the first found the circuit open
            await stage.until(lambda: not listener.bus.connected, 5)
        finally:
            place.server.thaw()
        assert await stage.until(lambda: listener.resyncs >= 2, 5) < 3
        await asyncio.sleep(1)
        assert await speaker.announce([b"after"])
        await stage.until(lambda: listener.heard and listener.heard[-1] == b"after", 1)
    assert speaker.unannounced == 50_000
    await speaker.close()


async def test_an_announcement_that_is_given_up_halfway_leaves_no_answer_for_the_next(place: Place) -> None:
    """Cancelled between question and answer, a connection would answer each question with the last one's."""
    async with proxied(free_port(), place.port) as proxy:
        listener, speaker = Listener(place.bus()), RedisBus(f"redis://127.0.0.1:{proxy.port}/0", "tests")
        async with stage.running(listener.run()):
            await stage.until(lambda: listener.resyncs == 1)
            assert await speaker.announce([b"first"])
            proxy.hang()
            given_up = asyncio.create_task(speaker.announce([b"second"] * 3))
            await asyncio.sleep(0.05)
            given_up.cancel()
            await asyncio.gather(given_up, return_exceptions=True)
            await proxy.heal()
            assert await speaker._speaker.echo("mine") == b"mine"
            assert await speaker.announce([b"third"])
            await stage.until(lambda: b"third" in listener.heard, 1)
        await speaker.close()


async def test_a_listener_that_fails_is_told_to_whoever_runs_the_bus(place: Place) -> None:
    bus = place.bus()

    def broken(_: bytes) -> None:
        raise ZeroDivisionError

    running = asyncio.create_task(bus.run(broken, lambda: None))
    await stage.until(lambda: bus.connected)
    speaker = place.bus()
    await speaker.announce([b"x"])
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(running, 2)
    assert not bus.connected
    await speaker.close()
