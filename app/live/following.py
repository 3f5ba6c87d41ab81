"""Following a stream: a snapshot first, then every step, with no gap that is not told."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from typing import Self

from app.live.stream import MOST_MISSED, Stream
from app.live.told import Gap, Snapshot, Step, Told
from app.live.updates import LiveUpdate

CAPACITY = 256
"""Steps that wait for a follower who is slow; then they are told as a gap."""

OpenStream = Callable[[], Stream]
Ends = Callable[[LiveUpdate], bool]


class Following:
    """An async iterator over what one follower is told; close it, or iterate it to its end.

    It registers when it is first waited for: before it reads the snapshot, so that nothing falls between.
    `after`: the last step known; what followed is told one by one, up to 1,000 steps of those still kept,
    else as a Gap (with `briefly` always as a Gap). Raises Unavailable where the database does not answer.

    Its `key` names the stream: followings of equal keys are told the same from any position on.
    """

    __slots__ = (
        "_after", "_briefly", "_ended", "_ends", "_lost_from", "_open", "_queue", "_stream", "_waiting",
        "capacity", "key",
    )  # fmt: skip

    def __init__(
        self, key: Hashable, open_stream: OpenStream, ends: Ends, after: int | None, *, briefly: bool = False
    ) -> None:
        self.key = key
        self.capacity = CAPACITY
        self._open = open_stream
        self._ends = ends
        self._after = after
        self._briefly = briefly
        self._stream: Stream | None = None
        self._queue: deque[Step] = deque()
        self._lost_from: int | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._ended = False

    def resumed(self, position: int) -> "Following":
        """Another following of the same stream, after that step; what was missed is told as one Gap."""
        return Following(self.key, self._open, self._ends, position, briefly=True)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Told:
        if self._ended:
            raise StopAsyncIteration
        try:
            told = await self._next()
        except BaseException:
            self.close()
            raise
        if any(self._ends(update) for update in _last_of(told)):
            self.close()
        return told

    async def aclose(self) -> None:
        self.close()

    def close(self) -> None:
        """End the iteration, whoever waits for it."""
        self._ended = True
        self._queue.clear()
        self._wake()
        if self._stream is not None:
            self._stream.leave(self)
            self._stream = None

    def step(self, step: Step) -> None:
        """Called by the stream."""
        if self._lost_from is None:
            if len(self._queue) < self.capacity:
                self._queue.append(step)
            else:
                self.lost(step.position)
        self._wake()

    def lost(self, from_: int) -> None:
        """Called by the stream."""
        if self._lost_from is None:
            self._lost_from = self._queue[0].position if self._queue else from_
            self._queue.clear()
        self._wake()

    async def _next(self) -> Told:
        if self._stream is None and (snapshot := await self._begin()):
            return snapshot
        while self._stream is not None:
            if self._lost_from is not None:
                return self._gap(self._stream, self._lost_from)
            if self._queue:
                return self._queue.popleft()
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        raise StopAsyncIteration

    async def _begin(self) -> Snapshot | None:
        """Register, then recall what the client missed; a snapshot where he knows nothing."""
        stream = self._stream = self._open()
        stream.followers.add(self)
        await stream.opened()
        if self._after is not None and self._after > stream.last:
            await stream.caught_up()  # another process knew first and told the client
        if self._after is None or self._after > stream.last:
            self._queue.clear()
            self._lost_from = None
            return stream.snapshot()
        await self._recall(stream, self._after)
        if not self._queue and self._lost_from is None and self._over(stream):
            self.close()
        return None

    def _over(self, stream: Stream) -> bool:
        return any(self._ends(update) for update in stream.snapshot().updates)

    async def _recall(self, stream: Stream, known: int) -> None:
        steps = stream.recent(known)
        if steps is None and not self._briefly:
            read = await stream.scope.after(known, MOST_MISSED + 1)
            # what the stream was not told of yet, it will tell
            steps = [step for step in stream.steps(read) if step.position <= stream.last]
        missed = list(steps or ())
        last = missed[-1].position if missed else known
        missed += [step for step in self._queue if step.position > last]
        whole = len(missed) == stream.last - known <= MOST_MISSED
        self._queue = deque(missed if whole and not self._briefly else ())
        self._lost_from = None if whole and not (self._briefly and missed) else known + 1

    def _gap(self, stream: Stream, from_: int) -> Gap:
        snapshot = stream.snapshot()
        self._lost_from = None
        return Gap(from_, snapshot.position, snapshot)

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _last_of(told: Told) -> tuple[LiveUpdate, ...]:
    if isinstance(told, Step):
        return (told.update,)
    return told.updates if isinstance(told, Snapshot) else told.snapshot.updates
