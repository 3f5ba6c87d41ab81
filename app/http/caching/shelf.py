"""Answers in memory, the least recently given dropped beyond so many bytes together."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from app.http.answer import Answer

ENTRY_BYTES = 1_000
"""What an entry takes beside the bytes of its answer and of its key."""
MOST_OF_ALL = 8
"""One answer takes at most this part of the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """An answer and what the database showed before its reads began.

    It was read between that check and any later one that finds the same: then it is what both show.
    """

    answer: Answer
    snapshot: str
    size: int


class Shelf:
    def __init__(self, most_bytes: int) -> None:
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._most = most_bytes
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Kept | None:
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        return kept

    def put(self, key: Hashable, answer: Answer, snapshot: str) -> None:
        body = answer.encoded()
        size = ENTRY_BYTES + len(body)
        if size > self._most // MOST_OF_ALL:
            return
        self.drop(key)
        # by its bytes alone: its values are many times as large
        self._kept[key] = Kept(Answer.of_bytes(body), snapshot, size)
        self.bytes += size
        while self.bytes > self._most:
            self.drop(next(iter(self._kept)))

    def drop(self, key: Hashable, kept: Kept | None = None) -> None:
        """Forget what is kept there; only if it is still `kept`, where that is given."""
        found = self._kept.get(key)
        if found is not None and (kept is None or found is kept):
            del self._kept[key]
            self.bytes -= found.size
