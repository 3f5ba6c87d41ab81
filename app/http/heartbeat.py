"""Comments that keep proxies from ending quiet streams: one task for all of them."""

import asyncio
from typing import Protocol

AT_ONCE = 200
HEARTBEAT_S = 12.0


class Stream(Protocol):
    def beat(self) -> None: ...


class Heartbeats:
    def __init__(self, every_s: float) -> None:
        self.every_s = every_s
        self._streams: dict[Stream, None] = {}
        self._beating: asyncio.Task[None] | None = None

    def add(self, stream: Stream) -> None:
        self._streams[stream] = None
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())

    def discard(self, stream: Stream) -> None:
        self._streams.pop(stream, None)
        if not self._streams and self._beating is not None:
            self._beating.cancel()
            self._beating = None

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.every_s)
            for place, stream in enumerate(list(self._streams)):
                if place % AT_ONCE == AT_ONCE - 1:
                    await asyncio.sleep(0)
                stream.beat()
