"""Whatever is announced in whatever order, and whoever is slow: no gap that is not told."""

import asyncio
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.feed import Feed
from app.live.following import Following
from app.live.told import Gap, Snapshot, Told
from tests.live.told import Log

ACTION = st.one_of(
    st.tuples(st.just("commit"), st.integers(1, 6)),
    st.tuples(st.just("announce"), st.integers(0, 12)),
    st.tuples(st.just("read"), st.integers(1, 5)),
    st.tuples(st.just("follow"), st.integers(0, 2)),
    st.tuples(st.just("come_back"), st.integers(0, 5)),
    st.tuples(st.just("forget"), st.integers(0, 8)),
    st.tuples(st.just("resync"), st.just(0)),
    st.tuples(st.just("fail"), st.just(0)),
)


@dataclass
class Reader:
    """Checks each item against what it saw before."""

    following: Following
    known: int | None
    seen: list[Told] = field(default_factory=list)

    async def read(self) -> bool:
        """Take one item, if there is any."""
        waiting = asyncio.create_task(_next(self.following))
        for _ in range(12):
            await asyncio.sleep(0)
            if waiting.done():
                self._check(waiting.result())
                return True
        waiting.cancel()
        await asyncio.wait({waiting})
        # a cancelled wait ends a following; its client comes back
        await self.come_back()
        return False

    async def come_back(self) -> None:
        old = self.following
        await old.aclose()
        self.following = Following(old.key, old._open, old._ends, self.known)
        self.following.capacity = old.capacity

    def _check(self, item: Told) -> None:
        if isinstance(item, Snapshot):
            assert self.known is None, "only who knows nothing is told a snapshot"
        else:
            assert item.previous == self.known, "what is told continues from what is known"
            assert item.position > item.previous
        if isinstance(item, Gap):
            assert item.snapshot.position == item.to
        self.known = item.position
        self.seen.append(item)


async def _next(following: Following) -> Told:
    return await anext(following)


@settings(max_examples=200, deadline=None)
@given(st.lists(ACTION, max_size=40))
def test_every_follower_sees_a_sequence_without_a_gap_that_is_not_told(
    actions: list[tuple[str, int]],
) -> None:
    asyncio.run(_play(actions))


class Play:
    """What happens to one feed and its readers."""

    def __init__(self) -> None:
        self.log = Log()
        self.feed = Feed(self.log)
        self.readers: list[Reader] = []

    async def act(self, action: str, number: int) -> None:
        await getattr(self, action)(number)

    async def commit(self, number: int) -> None:
        for place in range(number):
            self.log.append(1 + place % 2)

    async def announce(self, number: int) -> None:
        """Some of what is committed, from the end or a few of it."""
        updates = self.log.updates
        self.feed.announce(updates[number:][::-1] if number % 2 else updates[number : number + 3])

    async def follow(self, number: int) -> None:
        new = self.feed.competition(None) if number == 2 else self.feed.match(1 + number)
        new.capacity = 3
        self.readers.append(Reader(new, None))

    async def come_back(self, number: int) -> None:
        for reader in self.readers[number : number + 1]:
            await reader.come_back()

    async def forget(self, number: int) -> None:
        self.log.kept_from = max(self.log.kept_from, number)

    async def resync(self, _: int) -> None:
        if not self.log.away:
            await self.feed.resync()

    async def fail(self, _: int) -> None:
        self.log.away = not self.log.away

    async def read(self, number: int) -> None:
        if not self.log.away:
            for reader in self.readers:
                for _ in range(number):
                    await reader.read()


async def _play(actions: list[tuple[str, int]]) -> None:
    play = Play()
    for action, number in actions:
        await play.act(action, number)
    play.log.away = False
    await play.feed.resync()
    await _converge(play.readers, play.log)
    assert play.feed.followers == 0


async def _converge(readers: list[Reader], log: Log) -> None:
    """Everybody gets to the end of what is committed, and leaves."""
    ends = {("match", match_id, None): 0 for match_id in (1, 2)} | {("live", None): len(log.updates)}
    for one in log.updates:
        ends["match", one.match_id, None] = one.sequence
    for reader in readers:
        async with asyncio.timeout(5):
            while reader.known != ends[reader.following.key]:  # type: ignore[index]
                if not await reader.read():
                    await asyncio.sleep(0.001)
        await reader.following.aclose()
