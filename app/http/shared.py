"""Subscriptions whose updates are the same for all subscribers: executed and encoded once, written to each.

A resolver returns `Shared(source, view)`. Its subscribers with the same document, variables below the root
field, rights and stream form one channel. Each first catches up by itself (a snapshot, or what it missed);
then it is one of the channel's listeners, and costs neither a task nor a queue.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextvars import ContextVar
from typing import Any, Generic, Protocol, Self, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Item(Protocol):
    """What a source tells: it brings a subscriber who is at `previous` (None: anywhere) to `position`."""

    @property
    def position(self) -> int: ...

    @property
    def previous(self) -> int | None: ...

    @property
    def missed(self) -> int:
        """How many steps it stands for without telling them."""
        ...


I = TypeVar("I", bound=Item)  # noqa: E741  the usual letter for an item
T = TypeVar("T")


class Source(Protocol[T_co]):
    """An async iterator over items; sources of equal keys tell the same from any position on."""

    @property
    def key(self) -> Hashable: ...

    def __aiter__(self) -> Self: ...

    async def __anext__(self) -> T_co: ...

    async def aclose(self) -> None: ...

    def resumed(self, position: int) -> "Source[T_co]":
        """The same from that position on; what was missed meanwhile is told as such, in one item."""
        ...


class Shared(Generic[I, T]):
    """What a resolver returns: the source, and what of the schema an item is shown as.

    `view` is called once for all subscribers with the first one's context: it may renew that, and must not
    depend on anything but the item, what the source's key names and the viewer's rights (the context's
    `rights`, if it has any). Iterated by itself, as any other schema would, it gives every view in turn.
    """

    def __init__(self, source: Source[I], view: Callable[[I], T]) -> None:
        self.source = source
        self.view = view

    def __aiter__(self) -> AsyncIterator[T]:
        tap = TAP.get()
        return self._alone() if tap is None else tap.attach(self)

    async def _alone(self) -> AsyncGenerator[T, None]:
        try:
            async for item in self.source:
                yield self.view(item)
        finally:
            await self.source.aclose()


class Tap:
    """Turns the execution of a subscription into a function of one item: what goes in decides what comes out.

    The execution's first wait for an item tells which source the resolver chose.
    """

    def __init__(self) -> None:
        self.shared: asyncio.Future[Shared[Any, Any]] = asyncio.get_running_loop().create_future()
        self._item: asyncio.Future[Item] = asyncio.get_running_loop().create_future()

    def attach(self, shared: Shared[Any, T]) -> AsyncIterator[T]:
        return self._views(shared)

    def put(self, item: Item) -> None:
        self._item.set_result(item)

    async def _views(self, shared: Shared[Any, T]) -> AsyncGenerator[T, None]:
        self.shared.set_result(shared)
        while True:
            item = await self._item
            self._item = asyncio.get_running_loop().create_future()
            yield shared.view(item)


TAP: ContextVar[Tap | None] = ContextVar("tap", default=None)
