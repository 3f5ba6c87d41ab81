"""Comments that keep proxies from ending quiet streams: one task for all of them."""

import asyncio
from collections.abc import Callable

AT_ONCE = 200
Beat = Callable[[], None]


class Heartbeats:
    def __init__(self, every_s: float) -> None:
        self.every_s = every_s
        self._beats: dict[Beat, None] = {}
        self._beating: asyncio.Task[None] | None = None

    def add(self, beat: Beat) -> None:
        self._beats[beat] = None
        if self._beating is None:
            self._beating = asyncio.create_task(self._beat())

    def discard(self, beat: Beat) -> None:
        self._beats.pop(beat, None)
        if not self._beats and self._beating is not None:
            self._beating.cancel()
            self._beating = None

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.every_s)
            for place, beat in enumerate(list(self._beats)):
                if place % AT_ONCE == AT_ONCE - 1:
                    await asyncio.sleep(0)
                beat()
