"""A small real source of shared subscriptions: numbered ticks of named streams."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Tick:
    """A step (`missed` 0), a snapshot (`previous` None), or what stands for some missed ones."""

    position: int
    previous: int | None
    missed: int = 0


@dataclass
class Ticker:
    """Streams that go on when they are told to."""

    positions: dict[str, int] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    following: set["Follow"] = field(default_factory=set)

    def follow(self, stream: str, after: int | None) -> "Follow":
        return Follow(self, stream, after)

    def tick(self, stream: str = "a") -> None:
        position = self.positions[stream] = self.positions.get(stream, 0) + 1
        for follow in tuple(self.following):
            if follow.stream == stream:
                follow.tell(Tick(position, position - 1))

    def end(self, stream: str = "a") -> None:
        self.over.add(stream)
        for follow in tuple(self.following):
            follow.tell(None)


class Follow:
    """Who follows a stream: a snapshot, or what followed `after`."""

    def __init__(self, ticker: Ticker, stream: str, after: int | None, *, briefly: bool = False) -> None:
        self.stream = stream
        self._ticker = ticker
        self._after = after
        self._briefly = briefly
        self._queue: deque[Tick | None] = deque()
        self._more = asyncio.Event()
        self._begun = False

    @property
    def key(self) -> str:
        return self.stream

    def resumed(self, position: int) -> "Follow":
        return Follow(self._ticker, self.stream, position, briefly=True)

    def tell(self, tick: Tick | None) -> None:
        self._queue.append(tick)
        self._more.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Tick:
        if not self._begun:
            self._begin()
        while not self._queue:
            self._more.clear()
            await self._more.wait()
        tick = self._queue.popleft()
        if tick is None:
            await self.aclose()
            raise StopAsyncIteration
        return tick

    async def aclose(self) -> None:
        self._ticker.following.discard(self)

    def _begin(self) -> None:
        self._begun = True
        self._ticker.following.add(self)
        now, known = self._ticker.positions.get(self.stream, 0), self._after
        if known is None:
            self._queue.append(Tick(now, None))
        elif self._briefly and now > known:
            self._queue.append(Tick(now, known, now - known))
        else:
            self._queue.extend(Tick(position, position - 1) for position in range(known + 1, now + 1))
        if self.stream in self._ticker.over:
            self._queue.append(None)
