"""How often, and how fast, one source may be asked."""

import asyncio
from dataclasses import dataclass

from app.ingest.errors import BudgetExhausted


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one source in one run."""

    requests: int = 1000
    per_second: float = 10.0


class Budget:
    """Counts the requests to a source, retries included, and spaces them."""

    def __init__(self, source: str, limits: Limits) -> None:
        self._source = source
        self._limits = limits
        self._spent = 0
        self._next_at = 0.0

    @property
    def spent(self) -> int:
        return self._spent

    async def spend(self) -> None:
        """Wait for this request's turn. Raises BudgetExhausted when none is left."""
        if self._spent >= self._limits.requests:
            raise BudgetExhausted(
                f"{self._source} has been asked {self._spent} times in this run, which is all it may be; "
                "collect fewer seasons at a time, or the rest later"
            )
        self._spent += 1
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next_at)
        self._next_at = turn + 1 / self._limits.per_second
        if turn > now:
            await asyncio.sleep(turn - now)
