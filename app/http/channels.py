"""Which subscriptions share a channel."""

import asyncio
import contextvars
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from typing import Any

import orjson

from app.http.answer import Answer
from app.http.channel import Channel, Listener, Renderer
from app.http.documents import Documents
from app.http.ending import cancelled
from app.http.operation import Operation
from app.http.shared import TAP, Item, Shared, Source, Tap
from app.http.updates import Updates

Run = Callable[[Operation, Any, str], AsyncGenerator[Answer, None]]
"""Runs an operation in a context; the request id is named in errors."""
OnTold = Callable[[int, int], None]
"""Called with the messages sent and how many of them told of a gap."""


class Channels:
    """The channels of one schema, by all that the bytes of an answer depend on."""

    def __init__(self, documents: Documents, run: Run, on_told: OnTold, updates: Updates) -> None:
        self._documents = documents
        self._updates = updates
        self._run = run
        self._on_told = on_told
        self._open: dict[Hashable, Channel] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._open)

    async def subscribe(
        self, operation: Operation, context: Any, request_id: str, listener: Listener | None
    ) -> AsyncGenerator[Answer, None]:
        """A subscription's answers; those of a shared one end when the listener has caught up and joined."""
        tap = Tap()
        scope = contextvars.copy_context()
        scope.run(TAP.set, tap)
        answers = self._run(operation, context, request_id)
        first = asyncio.create_task(_following(answers), context=scope)
        rendering = False
        try:
            either: set[asyncio.Future[Any]] = {first, tap.shared}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not tap.shared.done():
                async for one in _all(first, answers):
                    self._on_told(1, 0)
                    yield one
                return
            shared = tap.shared.result()
            asked = self._asked(operation)
            key = asked, getattr(context, "rights", None), shared.source.key
            channel = self._open.get(key)
            if channel is None or channel.broken:
                rendering = True
                renderer = Renderer(tap, answers, first, request_id, self._plan(asked, operation, shared))
                channel = self._open[key] = Channel(
                    renderer, shared.source, self._on_told, lambda unused: self._forget(key, unused)
                )
            channel.use()
        finally:
            if not rendering:
                await cancelled(first)
                await answers.aclose()
        try:
            async with aclosing(self._catch_up(channel, shared.source, listener)) as caught_up:
                async for one in caught_up:
                    yield one
        finally:
            channel.release()

    async def resume(self, listener: Listener) -> AsyncGenerator[Answer, None]:
        """The answers that bring a listener who fell behind up to its channel again."""
        channel = listener.channel
        if channel is None:
            return
        source = channel.origin.resumed(listener.position)
        try:
            async with aclosing(self._catch_up(channel, source, listener)) as answers:
                async for one in answers:
                    yield one
        finally:
            if not channel.tells(listener):
                listener.leave()

    async def _catch_up(
        self, channel: Channel, source: Source[Item], listener: Listener | None
    ) -> AsyncGenerator[Answer, None]:
        """Answer to everything the source tells, until the listener can be told by the channel."""
        try:
            async for item in source:
                answer = await channel.answer(item)
                yield answer
                self._on_told(1, 1 if item.missed else 0)
                if answer.refused or (listener is not None and channel.join(listener, source, item.position)):
                    return
        finally:
            if channel.source is not source:
                await source.aclose()

    def _asked(self, operation: Operation) -> Hashable:
        """All of the operation that the answer to an item depends on."""
        document = self._documents.look(operation.query)
        given = operation.variables
        names = document.variables_below_root(operation.operation_name)
        variables = orjson.dumps([[name, given[name]] for name in names if name in given])
        return operation.query, operation.operation_name, variables

    def _plan(
        self, asked: Hashable, operation: Operation, shared: Shared[Any, Any]
    ) -> Callable[[Item], dict[str, Any]] | None:
        document = self._documents.look(operation.query)
        assert document.tree is not None  # noqa: S101  the operation runs
        node = document.operation(operation.operation_name)
        plan = self._updates.plan(asked, document.tree, node, operation.variables)
        return None if plan is None else lambda item: plan(shared.view(item))

    def _forget(self, key: Hashable, channel: Channel) -> None:
        if self._open.get(key) is channel:
            del self._open[key]
        closing = asyncio.get_running_loop().create_task(channel.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


async def _following(answers: AsyncGenerator[Answer, None]) -> Answer | None:
    return await anext(answers, None)


async def _all(
    first: asyncio.Task[Answer | None], rest: AsyncGenerator[Answer, None]
) -> AsyncGenerator[Answer, None]:
    one = await first
    while one is not None:
        yield one
        one = await anext(rest, None)
