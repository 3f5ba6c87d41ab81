"""Answers of other processes: what was expensive to work out is told through Redis, if there is one."""

from typing import Protocol

Told = tuple[str, bytes]
"""What the database showed before an answer's reads began, and the answer."""


class Remote(Protocol):
    """Never raises and never waits long: what cannot be had is worked out."""

    async def get(self, name: str) -> Told | None: ...

    def put(self, name: str, snapshot: str, body: bytes) -> None:
        """Tell the others, without waiting for that."""
        ...


class Alone:
    """For one process alone."""

    async def get(self, name: str) -> Told | None:  # noqa: ARG002  there is nobody to ask
        return None

    def put(self, name: str, snapshot: str, body: bytes) -> None:
        pass
