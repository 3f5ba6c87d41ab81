"""Answers in memory, the least recently given dropped beyond so many bytes together.

Answers that nobody has asked for again share a part of it: any number of questions that are asked once push
out none that is asked often.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from app.http.answer import Answer
from app.recent import Recent

ENTRY_BYTES = 1_000
"""What an entry takes beside the bytes of its answer and of the variables in its key."""
MOST_OF_ALL = 8
"""One answer takes at most this part of the memory."""
MOST_OF_NEW = 4
"""Answers that were not asked for again take at most this part together."""


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
        self._kept = Recent[Hashable, Kept](most_bytes)
        self._new = Recent[Hashable, Kept](most_bytes // MOST_OF_NEW)
        self._most = most_bytes

    def __len__(self) -> int:
        return len(self._kept) + len(self._new)

    @property
    def bytes(self) -> int:
        return self._kept.size + self._new.size

    def get(self, key: Hashable) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None and (kept := self._new.pop(key)) is not None:
            self._share()
            self._kept.put(key, kept, kept.size)
        return kept

    def put(self, key: Hashable, answer: Answer, snapshot: str, variables_bytes: int = 0) -> None:
        body = answer.encoded()
        size = ENTRY_BYTES + variables_bytes + len(body)
        if size > self._most // MOST_OF_ALL:
            return
        part = self._new if self._kept.pop(key) is None else self._kept
        self._new.pop(key)
        self._share()
        # by its bytes alone: its values are many times as large
        part.put(key, Kept(Answer.of_bytes(fitting(body)), snapshot, size), size)
        self._share()

    def drop(self, key: Hashable, kept: Kept) -> None:
        """Forget what is kept there, if it is still `kept`."""
        for part in (self._kept, self._new):
            if part.get(key) is kept:
                part.pop(key)

    def _share(self) -> None:
        """What new answers leave is for those that were asked for again."""
        self._kept.most = self._most - self._new.size
        self._kept.shrink()


def fitting(body: bytes) -> bytes:
    """The same bytes in as much memory as they need: the encoder's own come in up to ten times as much."""
    return bytes(memoryview(body))
