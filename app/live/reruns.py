"""Finished matches told again, each to one subscriber: so many at once as a process can bear."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.clock import Clock
from app.errors import Unavailable
from app.live.predictor import InPlayPredictor
from app.live.rerun import rerun
from app.live.updates import LiveUpdate

MOST = 20


class Reruns:
    def __init__(self, predictor: InPlayPredictor, clock: Clock, most: int = MOST) -> None:
        self._predictor = predictor
        self._clock = clock
        self._most = most
        self._running = 0

    async def tell(self, match_id: int, speed: float) -> AsyncGenerator[LiveUpdate, None]:
        """The updates of a whole match, `speed` times as fast as it was played; nothing is written.

        Raises NotFound, Conflict for a match that has not ended, and Unavailable where too many are told.
        """
        if self._running >= self._most:
            raise Unavailable(f"{self._most} matches are being told again in this process; try again later")
        self._running += 1
        try:
            async with aclosing(rerun(match_id, speed, self._predictor, self._clock)) as updates:
                async for update in updates:
                    yield update
        finally:
            self._running -= 1
