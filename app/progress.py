"""How long work says how far it is, whoever listens: a job's row, a progress bar, nobody."""

from collections.abc import Awaitable, Callable

OnProgress = Callable[[int, int | None], Awaitable[None]]
"""Awaited with the units done and, once known, the units in all."""

Say = Callable[[str], None]
"""Called with what is being done, in words."""


async def unheard(done: int, total: int | None) -> None:
    """Nobody listens."""
