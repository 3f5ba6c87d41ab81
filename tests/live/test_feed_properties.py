"""Whatever is announced in whatever order, and whoever is slow: no gap that is not told."""

import asyncio
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Unavailable
from app.live.feed import Feed
from app.live.following import Following
from app.live.told import Gap, Snapshot, Told
from tests.live.told import Log, turns

ACTION = st.one_of(
    st.tuples(st.just("commit"), st.integers(1, 4), st.integers(0, 3)),
    st.tuples(st.just("tell"), st.integers(1, 4), st.integers(0, 3)),
    st.tuples(st.just("announce"), st.integers(0, 6), st.integers(0, 3)),
    st.tuples(st.just("read"), st.integers(0, 5), st.integers(0, 9)),
    st.tuples(st.just("follow"), st.integers(0, 2), st.integers(0, 9)),
    st.tuples(st.just("come_back"), st.integers(0, 5), st.integers(0, 9)),
    st.tuples(st.just("forget"), st.integers(1, 9), st.integers(0, 1)),
    st.tuples(st.just("resync"), st.integers(0, 1), st.integers(0, 9)),
    st.tuples(st.just("fail"), st.just(0), st.integers(0, 5)),
    st.tuples(st.just("be_slow"), st.integers(0, 5), st.just(0)),
)
"""What to do, with how much or whom, and how many turns of the event loop to give the others then."""


class Reader:
    """Reads when it is allowed to, and checks each item against what it saw before."""

    def __init__(self, following: Following) -> None:
        self.following = following
        self.known: int | None = None
        self.may_read = asyncio.Semaphore(0)
        self._reading = asyncio.create_task(self._read())

    async def come_back(self) -> None:
        await self.leave()
        old = self.following
        self.following = Following(old.key, old._open, old._ends, self.known)
        self.following.capacity = old.capacity
        self._reading = asyncio.create_task(self._read())

    async def leave(self) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError, Unavailable):
            await self._reading
        await self.following.aclose()

    @property
    def failed(self) -> bool:
        """Whether it found nobody home, and needs to come back."""
        return self._reading.done() and isinstance(self._reading.exception(), Unavailable)

    def verify(self) -> None:
        if self._reading.done() and not self.failed:
            self._reading.result()

    async def _read(self) -> None:
        while True:
            await self.may_read.acquire()
            self._check(await anext(self.following))

    def _check(self, item: Told) -> None:
        if isinstance(item, Snapshot):
            assert self.known is None, "only who knows nothing is told a snapshot"
        else:
            assert item.previous == self.known, "what is told continues from what is known"
            assert item.position > item.previous
        if isinstance(item, Gap):
            assert item.snapshot.position == item.to
        self.known = item.position


class Play:
    """What happens to one feed and its readers."""

    def __init__(self) -> None:
        self.log = Log()
        self.feed = Feed(self.log)
        self.readers: list[Reader] = []
        self.works: list[asyncio.Task[None]] = []

    async def commit(self, number: int) -> None:
        for place in range(number):
            self.log.append(1 + place % 2)

    async def tell(self, number: int) -> None:
        for _ in range(number):
            self.feed.announce([self.log.append()])

    async def announce(self, number: int) -> None:
        """Some of the last, backwards or not, whether it was announced before or not."""
        updates = self.log.updates[-number:]
        self.feed.announce(updates[::-1] if number % 2 else updates[:2])

    async def follow(self, number: int) -> None:
        new = self.feed.competition(None) if number == 2 else self.feed.match(1 + number)
        new.capacity = 3
        self.readers.append(Reader(new))

    async def come_back(self, number: int) -> None:
        for reader in self.readers[number : number + 1]:
            await reader.come_back()

    async def forget(self, number: int) -> None:
        self.log.kept_from = len(self.log.updates) - number

    async def resync(self, _: int) -> None:
        self.works.append(asyncio.create_task(self._resync()))

    async def fail(self, _: int) -> None:
        self.log.away = not self.log.away

    async def be_slow(self, number: int) -> None:
        self.log.slow = number

    async def read(self, number: int) -> None:
        for reader in self.readers:
            for _ in range(number):
                reader.may_read.release()

    async def end(self) -> None:
        """Everybody gets to the end of what is committed, and leaves."""
        self.log.away, self.log.slow = False, 0
        await asyncio.gather(*self.works)
        await self.feed.resync()
        ends = {("match", match_id, None): 0 for match_id in (1, 2)} | {("live", None): len(self.log.updates)}
        for one in self.log.updates:
            ends["match", one.match_id, None] = one.sequence
        for reader in self.readers:
            async with asyncio.timeout(1):
                while reader.known != ends[reader.following.key]:  # type: ignore[index]
                    if reader.failed:
                        await reader.come_back()
                    reader.may_read.release()
                    await asyncio.sleep(0)
                    reader.verify()
        for reader in self.readers:
            await reader.leave()
        assert self.feed.followers == 0

    async def _resync(self) -> None:
        with suppress(Unavailable):
            await self.feed.resync()


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTION, min_size=5, max_size=60))
def test_every_follower_sees_a_sequence_without_a_gap_that_is_not_told(
    actions: list[tuple[str, int, int]],
) -> None:
    asyncio.run(_play(actions))


async def _play(actions: list[tuple[str, int, int]]) -> None:
    play = Play()
    for place in range(3):
        await play.follow(place)
        await play.read(2)
    for action, number, turns_ in actions:
        await getattr(play, action)(number)
        await turns(turns_)
        for reader in play.readers:
            reader.verify()
    await play.end()
