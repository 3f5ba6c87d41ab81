"""One channel: everybody who gets the same bytes of one operation on one stream."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from typing import Any

from app.http.answer import Answer, failure
from app.http.ending import cancelled
from app.http.shared import Item, Source, Tap

AT_ONCE = 200
"""Listeners told before the event loop gets to do something else."""
KEPT_ANSWERS = 8
FRESH_S = 1.0
"""How long an answer is given to those who come later: what it shows beside its item may change."""

First = asyncio.Task[Answer | None]


class Listener(ABC):
    """A subscriber who has caught up: told by calls, without a task of its own."""

    __slots__ = ("channel", "on_over", "position")

    def __init__(self) -> None:
        self.channel: Channel | None = None
        self.position = 0
        self.on_over: Callable[[str], None] | None = None

    @abstractmethod
    def tell(self, answer: Answer) -> bool:
        """Write it now, or say False: the subscriber takes no more, and falls behind. Never raises."""

    @abstractmethod
    def fall_behind(self) -> None:
        """Take up `Executor.resume` once the subscriber reads again."""

    @abstractmethod
    def end(self, answer: Answer | None) -> None:
        """The stream is over: complete, or with what broke it."""

    def leave(self, outcome: str = "ok") -> None:
        """Be told nothing more."""
        channel, self.channel = self.channel, None
        if channel is not None:
            channel.part(self)
            channel.release()
        if self.on_over is not None:
            self.on_over(outcome)
            self.on_over = None


class Renderer:
    """Executes the rest of the operation on one item, always the same execution, one item after another.

    `plan` does the same at once, where the item is as it foresees; else it raises.
    """

    def __init__(
        self,
        tap: Tap,
        answers: AsyncGenerator[Answer, None],
        first: First,
        name: str,
        plan: Callable[[Item], dict[str, Any]] | None = None,
    ) -> None:
        self._tap = tap
        self._answers = answers
        self._first: First | None = first
        self._turn = asyncio.Lock()
        self._plan = plan
        self.name = name

    def at_once(self, item: Item) -> Answer | None:
        if self._plan is None:
            return None
        try:
            return Answer(self._plan(item))
        except Exception:  # noqa: BLE001  whatever it is: the execution answers, and says what is wrong
            return None

    async def render(self, item: Item) -> Answer:
        """The answer; never raises but when cancelled."""
        async with self._turn:
            self._tap.put(item)
            first, self._first = self._first, None
            try:
                answer = await (first or anext(self._answers, None))
                return answer or failure(RuntimeError("the execution ended before its stream"), self.name)
            except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
                return failure(error, self.name)

    async def close(self) -> None:
        if self._first is not None:
            await cancelled(self._first)
        await self._answers.aclose()


class Channel:
    """Renders each item once and tells it to all listeners; `position` is that of the last item told.

    The first listener's source becomes the channel's own. `users` counts those who may still ask it for an
    answer, listeners and those who catch up; without any it is over.
    """

    def __init__(
        self,
        renderer: Renderer,
        origin: Source[Any],
        on_told: Callable[[int, int], None],
        on_unused: Callable[["Channel"], None],
    ) -> None:
        self.origin = origin
        self.source: Source[Any] | None = None
        self.position = 0
        self.broken = False
        self._users = 0
        self._renderer = renderer
        self._on_told = on_told
        self._on_unused = on_unused
        self._listeners: dict[Listener, None] = {}
        self._telling: asyncio.Task[None] | None = None
        self._answers: OrderedDict[Hashable, tuple[asyncio.Task[Answer] | Answer, float]] = OrderedDict()
        self._rendering: set[asyncio.Task[Answer]] = set()

    async def answer(self, item: Item) -> Answer:
        """The operation's answer to the item, executed once for all who ask about the same time."""
        key = (type(item), item.previous, item.position)
        known, made = self._answers.get(key, (None, 0.0))
        over = isinstance(known, Answer) or (known is not None and known.done())
        if known is None or (over and time.monotonic() - made > FRESH_S):
            known = self._render(key, item)
        if isinstance(known, Answer):
            return known
        answer = await asyncio.shield(known)
        if answer.errors:  # what failed may succeed when it is asked again
            self._answers.pop(key, None)
        self.broken = self.broken or answer.refused
        return answer

    def _render(self, key: Hashable, item: Item) -> asyncio.Task[Answer] | Answer:
        rendered: asyncio.Task[Answer] | Answer | None = self._renderer.at_once(item)
        if rendered is None:
            rendered = asyncio.create_task(self._renderer.render(item))
            self._rendering.add(rendered)
            rendered.add_done_callback(self._rendering.discard)
        self._answers[key] = (rendered, time.monotonic())
        while len(self._answers) > KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return rendered

    def use(self) -> None:
        self._users += 1

    def release(self) -> None:
        self._users -= 1
        if not self._users:
            self._on_unused(self)

    def join(self, listener: Listener, source: Source[Any], position: int) -> bool:
        """Tell this listener what follows `position`; it is a user until it leaves.

        False where the channel is ahead of it: it must catch up by itself first.
        """
        if self.broken or (self.source is not None and position < self.position):
            return False
        if listener.channel is None:
            self.use()
            listener.channel = self
        listener.position = position
        self._listeners[listener] = None
        if self.source is None:
            self.source = source
            self.position = position
            self._telling = asyncio.create_task(self._tell_all(source))
        return True

    def tells(self, listener: Listener) -> bool:
        return listener in self._listeners

    def part(self, listener: Listener) -> None:
        """Tell this listener nothing for now."""
        self._listeners.pop(listener, None)
        if not self._listeners and self._telling is not None:
            self._telling.cancel()
            self._telling = self.source = None

    async def close(self) -> None:
        await cancelled(*self._rendering)
        await self._renderer.close()

    async def _tell_all(self, source: Source[Any]) -> None:
        last: Answer | None = None
        try:
            async with aclosing(source):
                async for item in source:
                    answer = await self.answer(item)
                    await self._broadcast(item, answer)
                    if answer.refused:
                        last = answer
                        break
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            last = failure(error, self._renderer.name)
        self._end(last)

    async def _broadcast(self, item: Item, answer: Answer) -> None:
        self.position = item.position
        if answer.refused:
            return
        listeners = list(self._listeners)
        for start in range(0, len(listeners), AT_ONCE):
            if start:
                await asyncio.sleep(0)
            told = sum(self._tell(listener, item, answer) for listener in listeners[start : start + AT_ONCE])
            self._on_told(told, told if item.missed else 0)

    def _tell(self, listener: Listener, item: Item, answer: Answer) -> bool:
        """Tell a listener who is where the item continues from; others know it already, or missed some."""
        if listener not in self._listeners:
            return False
        if listener.position == item.previous and listener.tell(answer):
            listener.position = item.position
            return True
        if listener.position < item.position:
            self.part(listener)
            listener.fall_behind()
        return False

    def _end(self, answer: Answer | None) -> None:
        self._telling = self.source = None
        for listener in list(self._listeners):
            listener.end(answer)
            listener.leave("ok" if answer is None else "error")
