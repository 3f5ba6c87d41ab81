"""Answers of other processes: what was expensive to work out is told through Redis, if there is one."""

from typing import NamedTuple, Protocol


class Told(NamedTuple):
    """An answer and what the database showed before its reads began."""

    snapshot: str
    body: bytes


class Remote(Protocol):
    """Never raises and never waits long: what cannot be had is worked out."""

    async def get(self, name: str) -> Told | None: ...

    def put(self, name: str, snapshot: str, body: bytes) -> None:
        """Tell the others, without waiting for that."""
        ...


class Nowhere:
    """For one process alone."""

    async def get(self, name: str) -> Told | None:  # noqa: ARG002  as it was agreed
        return None

    def put(self, name: str, snapshot: str, body: bytes) -> None:
        pass
