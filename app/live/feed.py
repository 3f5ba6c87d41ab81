"""What this process tells the followers of live matches.

Updates are announced by whoever commits or hears of them, in any order and any number of times; the
database's gap-free numbers decide what is told. Nothing is kept of matches that nobody here follows.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.live.following import Following
from app.live.stream import MOST_MISSED, Scope, Stream
from app.live.told import Snapshot
from app.live.updates import LiveUpdate
from app.log import get_logger

POLL_S = 1.0
DOUBT = 3
"""How many times rarer the database is asked while the bus works."""

log = get_logger(__name__)


class LiveReads(Protocol):
    """What is read from the database; updates come in the order of their numbers."""

    async def latest(self, match_ids: Collection[int]) -> Mapping[int, LiveUpdate]:
        """The last update of each match that has any."""
        ...

    async def after(self, match_id: int, sequence: int, limit: int) -> list[LiveUpdate]: ...

    async def since(self, position: int, limit: int) -> list[LiveUpdate]: ...

    async def of_competition_since(self, competition: str, position: int, limit: int) -> list[LiveUpdate]: ...

    async def running(self, competition: str | None) -> Collection[int]:
        """The matches that are live now."""
        ...

    async def position(self, competition: str | None) -> int:
        """The last position given out, over all or in the competition."""
        ...


class Feed:
    """Followings of matches and competitions in this process.

    While it is `away`, the bus that tells of other processes' updates does not: the database is asked every
    second instead. Run `poll` as a task meanwhile.
    """

    def __init__(
        self, reads: LiveReads, *, away: Callable[[], bool] = lambda: False, poll_s: float = POLL_S
    ) -> None:
        self._reads = reads
        self._poll_s = poll_s
        self._streams: dict[Hashable, Stream] = {}
        self._known: int | None = None
        self._away = away

    @property
    def followers(self) -> int:
        return sum(len(stream.followers) for stream in self._streams.values())

    def match(self, match_id: int, after: int | None = None, run: str | None = None) -> Following:
        """The stream of one match, numbered by its `sequence`; ends with the match.

        With a replay's `run` it ends with that replay, whatever was over before.
        """
        scope = _OfMatch(self._reads, match_id)
        return Following((*scope.key, run), lambda: self._stream(scope), _Ends(run), after)

    def competition(self, code: str | None, after: int | None = None) -> Following:
        """All live matches, or those of one competition, numbered by position; it never ends."""
        scope = _OfCompetition(self._reads, code)
        return Following(scope.key, lambda: self._stream(scope), _never, after)

    def announce(self, updates: Sequence[LiveUpdate]) -> None:
        """Tell the followers of these updates, in any order, however often."""
        for update in updates:
            if self._known is not None and update.position == self._known + 1:
                self._known = update.position
            for key in (("match", update.match_id), ("live", update.competition), ("live", None)):
                if stream := self._streams.get(key):
                    stream.offer(update)

    def knows(self, position: int) -> bool:
        """Whether everything up to this position was told."""
        return self._known is not None and position <= self._known

    async def resync(self) -> None:
        """Read from the database what was not announced, in few statements, and tell it.

        Raises what the database raises; nothing is lost then, the next call reads it.
        """
        reached = await self._reads.position(None)
        if self._known is None or reached - self._known > MOST_MISSED:
            await self._refresh()
        elif reached > self._known:
            self.announce(await self._reads.since(self._known, MOST_MISSED))
        self._known = max(reached, self._known or 0)

    async def poll(self) -> None:
        """Resynchronise every second while the bus is away, and now and then in any case: whoever announces
        may be cut off from it while we are not. Returns only by being cancelled."""
        asked_at = time.monotonic()
        while True:
            await asyncio.sleep(self._poll_s)
            due = self._away() or time.monotonic() - asked_at >= self._poll_s * DOUBT
            if due and self._streams:
                asked_at = time.monotonic()
                try:
                    await self.resync()
                except Exception as error:  # noqa: BLE001  the edge of a task: logged, and tried again
                    log.warning("live updates unread", error=str(error))

    async def _refresh(self) -> None:
        """Bring every stream that is behind to where the database is."""
        open_ = list(self._streams.values())
        for stream in open_:
            await stream.opened()  # what opens now may have read before the last commit
        matches = {s.scope.match_id: s for s in open_ if isinstance(s.scope, _OfMatch)}
        latest = await self._reads.latest(list(matches)) if matches else {}
        behind = [
            matches[match_id]
            for match_id, update in latest.items()
            if update.sequence > matches[match_id].last
        ]
        for stream in (*behind, *(s for s in open_ if not isinstance(s.scope, _OfMatch))):
            await stream.caught_up()

    def _stream(self, scope: Scope) -> Stream:
        """The stream, which is forgotten when its last follower leaves."""
        stream = self._streams.get(scope.key)
        if stream is None:
            stream = self._streams[scope.key] = Stream(scope, self._forget)
        return stream

    def _forget(self, stream: Stream) -> None:
        if self._streams.get(stream.scope.key) is stream:
            del self._streams[stream.scope.key]


@dataclass(frozen=True, slots=True)
class _OfMatch:
    reads: LiveReads
    match_id: int

    @property
    def key(self) -> tuple[str, int]:
        return ("match", self.match_id)

    def number(self, update: LiveUpdate) -> int:
        return update.sequence

    def standing(self, update: LiveUpdate) -> bool:  # noqa: ARG002  a match's last update stands for ever
        return True

    async def snapshot(self) -> Snapshot:
        last = (await self.reads.latest([self.match_id])).get(self.match_id)
        return Snapshot(0, ()) if last is None else Snapshot(last.sequence, (last,))

    async def after(self, position: int, limit: int) -> list[LiveUpdate]:
        return await self.reads.after(self.match_id, position, limit)


@dataclass(frozen=True, slots=True)
class _OfCompetition:
    reads: LiveReads
    code: str | None

    @property
    def key(self) -> tuple[str, str | None]:
        return ("live", self.code)

    def number(self, update: LiveUpdate) -> int:
        return update.position if self.code is None else update.competition_position

    def standing(self, update: LiveUpdate) -> bool:
        return not update.state.phase.over

    async def snapshot(self) -> Snapshot:
        # the position first: steps beyond it are told again rather than left out
        position = await self.reads.position(self.code)
        latest = await self.reads.latest(await self.reads.running(self.code))
        return Snapshot(position, tuple(latest[key] for key in sorted(latest)))

    async def after(self, position: int, limit: int) -> list[LiveUpdate]:
        if self.code is None:
            return await self.reads.since(position, limit)
        return await self.reads.of_competition_since(self.code, position, limit)


class _Ends:
    """Whether an update is the last one of a match, or of the replay that is followed.

    What was over before the replay began does not end it; another replay in its place does, with its end.
    """

    __slots__ = ("_begun", "_run")

    def __init__(self, run: str | None) -> None:
        self._run = run
        self._begun = run is None

    def __call__(self, update: LiveUpdate) -> bool:
        self._begun = self._begun or update.run == self._run
        return update.state.phase.over and self._begun


def _never(_: LiveUpdate) -> bool:
    return False
