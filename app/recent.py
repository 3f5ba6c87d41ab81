"""Values that were used of late."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, the least recently used dropped while their sizes add up to more than `most`.

    `on_drop` is told of each that is dropped so.
    """

    def __init__(self, most: int, on_drop: Callable[[V], None] | None = None) -> None:
        self.most = most
        self.size = 0
        self._on_drop = on_drop
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def pop(self, key: K) -> V | None:
        entry = self._entries.pop(key, None)
        if entry is None:
            return None
        self.size -= entry[1]
        return entry[0]

    def put(self, key: K, value: V, size: int = 1) -> None:
        self.pop(key)
        self._entries[key] = value, size
        self.size += size
        self.shrink()

    def shrink(self) -> None:
        """Drop what is too much, after `most` was lowered."""
        while self.size > self.most:
            _, (dropped, size) = self._entries.popitem(last=False)
            self.size -= size
            if self._on_drop is not None:
                self._on_drop(dropped)
