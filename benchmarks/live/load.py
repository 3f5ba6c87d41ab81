"""The processes that make the load: one produces, the others subscribe."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson

from tests.program import ROOT, environment

LINE_LIMIT = 2**30

DOCUMENT = """
subscription ($match: ID!) {
  matchPrediction(matchId: $match) {
    __typename
    ... on MatchUpdate {
      sequence
      cause
      event { eventId kind }
      state { score { home away } clock { minute added } }
      prediction { ... on Prediction { outcome { home draw away } } }
    }
    ... on Gap { from to snapshot { sequence } }
  }
}
"""


class Helper:
    """A Python module in a process of its own that takes orders as lines of JSON and answers each by one."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    async def ask(self, order: Mapping[str, Any]) -> Any:
        self.tell(order)
        return await self.answer()

    def tell(self, order: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(orjson.dumps(order) + b"\n")

    async def answer(self) -> Any:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a helper of the benchmark ended with {await self._process.wait()}")
        return orjson.loads(line)


@asynccontextmanager
async def helper(module: str) -> AsyncIterator[Helper]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment(None),
        cwd=ROOT,
        limit=LINE_LIMIT,
    )
    try:
        yield Helper(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def dealt(matches: Sequence[str], hands: int) -> list[list[str]]:
    return [list(matches[hand::hands]) for hand in range(hands)]
