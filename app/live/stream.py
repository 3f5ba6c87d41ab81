"""One stream of updates as this process knows it, and everybody here who follows it."""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from app.live.told import Snapshot, Step
from app.live.updates import LiveUpdate
from app.log import get_logger

RECENT = 64
"""Steps kept for those who come back shortly after they left."""
MOST_MISSED = 1_000
"""Steps told one by one to who missed them; beyond that a snapshot tells more in less."""
RETRY_S = (0.1, 0.2, 0.5, 1.0)

log = get_logger(__name__)


class Scope(Protocol):
    """Which updates a stream has, how they are numbered in it, and how the database tells them."""

    @property
    def key(self) -> Hashable: ...

    def number(self, update: LiveUpdate) -> int: ...

    async def snapshot(self) -> Snapshot: ...

    async def after(self, position: int, limit: int) -> list[LiveUpdate]: ...

    def standing(self, update: LiveUpdate) -> bool:
        """Whether the match still belongs into a snapshot after this update."""
        ...


class Follower(Protocol):
    def step(self, step: Step) -> None: ...

    def lost(self, from_: int) -> None:
        """The stream jumped: steps from this number on are not told."""
        ...


class Stream:
    """Tells its followers every step once and in order, whatever order they are announced in.

    What is announced too early waits until the steps before it were read from the database; what is known
    already is ignored. `position` is the last step told, None before the first snapshot was read.
    """

    def __init__(self, scope: Scope, on_empty: Callable[["Stream"], None]) -> None:
        self.scope = scope
        self.position: int | None = None
        self.followers: set[Follower] = set()
        self._on_empty = on_empty
        self._standing: dict[int, LiveUpdate] = {}
        self._recent: deque[Step] = deque(maxlen=RECENT)
        self._early: dict[int, LiveUpdate] = {}
        self._opening: asyncio.Task[None] | None = None
        self._catching_up: asyncio.Task[None] | None = None

    async def opened(self) -> None:
        """Wait until the stream has a position; the database is read once for all who wait."""
        if self.position is None:
            if self._opening is None:
                self._opening = asyncio.create_task(self._open())
                self._opening.add_done_callback(self._opened)
            await asyncio.shield(self._opening)

    def leave(self, follower: Follower) -> None:
        self.followers.discard(follower)
        if not self.followers:
            if self._catching_up:
                self._catching_up.cancel()
            self._on_empty(self)

    @property
    def last(self) -> int:
        return self.position or 0

    def steps(self, updates: Sequence[LiveUpdate]) -> list[Step]:
        return [Step(self.scope.number(update), update) for update in updates]

    def snapshot(self) -> Snapshot:
        """How things stand after the last step told."""
        return Snapshot(self.last, tuple(self._standing[key] for key in sorted(self._standing)))

    def recent(self, after: int) -> list[Step] | None:
        """The steps after that one, if all of them are kept."""
        kept = [step for step in self._recent if step.position > after]
        return kept if after + len(kept) == self.position else None

    def offer(self, update: LiveUpdate) -> None:
        """Take an update that was announced."""
        number = self.scope.number(update)
        if self.position is not None and number == self.position + 1:
            self._tell(update)
            self._tell_early()
        elif self.position is None or number > self.position:
            self._early[number] = update
            if len(self._early) > MOST_MISSED:
                self._early.clear()
            if self.position is not None:
                self.catch_up()

    def catch_up(self) -> None:
        """Begin to read what was missed; tried again until the database answers."""
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._catch_up())

    async def caught_up(self) -> None:
        """Read what was missed now. Raises what the database raises."""
        missed = await self.scope.after(self.last, MOST_MISSED + 1)
        if len(missed) > MOST_MISSED or not self._continues(missed):
            self.jump(await self.scope.snapshot())
        for update in missed:
            if self.scope.number(update) == self.last + 1:
                self._tell(update)
        self._tell_early()

    def jump(self, snapshot: Snapshot) -> None:
        """Go on from a snapshot; followers are told what they lost."""
        lost_from = self.last + 1
        if snapshot.position >= lost_from:
            self._stand(snapshot)
            for follower in self.followers:
                follower.lost(lost_from)
            self._tell_early()

    async def _open(self) -> None:
        snapshot = await self.scope.snapshot()
        self._stand(snapshot)
        self._tell_early()
        if self._early:
            self.catch_up()

    def _opened(self, opening: asyncio.Task[None]) -> None:
        self._opening = None
        if not opening.cancelled():
            opening.exception()  # told to those who wait; nobody may

    async def _catch_up(self) -> None:
        tries = 0
        while True:
            try:
                await self.caught_up()
            except Exception as error:  # noqa: BLE001  the edge of a task: logged, and tried again
                log.warning("live updates unread", stream=str(self.scope.key), error=str(error))
            else:
                if not self._early:
                    return
            await asyncio.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
            tries += 1

    def _continues(self, missed: Sequence[LiveUpdate]) -> bool:
        return not missed or self.scope.number(missed[0]) <= self.last + 1

    def _stand(self, snapshot: Snapshot) -> None:
        self.position = snapshot.position
        self._standing = {update.match_id: update for update in snapshot.updates}
        self._recent.clear()

    def _tell(self, update: LiveUpdate) -> None:
        step = Step(self.scope.number(update), update)
        self.position = step.position
        self._recent.append(step)
        if self.scope.standing(update):
            self._standing[update.match_id] = update
        else:
            self._standing.pop(update.match_id, None)
        for follower in tuple(self.followers):
            follower.step(step)

    def _tell_early(self) -> None:
        while (update := self._early.pop(self.last + 1, None)) is not None:
            self._tell(update)
        for number in [number for number in self._early if number <= self.last]:
            del self._early[number]
