"""A check answers those who asked before it began, and nobody who asked later."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from app.http.caching.freshness import Freshness


@dataclass
class Database:
    """Something that changes, and a way to read it that takes as long as it is told."""

    version: int = 0
    reads: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> str:
        self.reads += 1
        self.begun.set()
        seen = self.version
        await self.gate.wait()
        return str(seen)


async def test_all_who_wait_before_it_begins_share_one_check() -> None:
    database = Database()
    freshness = Freshness(database.read)
    waiting = [asyncio.create_task(freshness.current()) for _ in range(50)]
    await asyncio.sleep(0)
    database.gate.set()
    assert await asyncio.gather(*waiting) == ["0"] * 50
    assert database.reads == 1


async def test_who_asks_while_a_check_is_under_way_waits_for_the_next() -> None:
    database = Database()
    freshness = Freshness(database.read)
    early = asyncio.create_task(freshness.current())
    await database.begun.wait()
    database.version = 1
    late = [asyncio.create_task(freshness.current()) for _ in range(10)]
    await asyncio.sleep(0)
    database.gate.set()
    assert await early == "0"
    assert await asyncio.gather(*late) == ["1"] * 10
    assert database.reads == 2


async def test_who_gives_up_does_not_end_the_check_of_the_others() -> None:
    database = Database()
    freshness = Freshness(database.read)
    first, second = (asyncio.create_task(freshness.current()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    database.gate.set()
    assert await second == "0"


async def test_a_check_that_fails_says_nothing_and_the_next_one_goes_on() -> None:
    answers: Iterator[str | OSError] = iter([OSError("gone"), "1"])

    async def read() -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    freshness = Freshness(read)
    assert await freshness.current() is None
    assert await freshness.current() == "1"
    assert freshness.known() == "1"


async def test_nothing_is_known_before_the_first_check_which_then_begins_by_itself() -> None:
    database = Database()
    database.gate.set()
    freshness = Freshness(database.read)
    assert freshness.known() is None
    for _ in range(5):
        await asyncio.sleep(0)
    assert freshness.known() == "0"
    assert database.reads == 1


@given(st.lists(st.sampled_from(["ask", "write", "turn", "finish"]), max_size=40))
def test_nobody_is_told_what_was_true_only_before_he_asked(steps: list[str]) -> None:
    asyncio.run(_interleave(steps))


async def _interleave(steps: list[str]) -> None:
    database = Database()
    freshness = Freshness(database.read)
    asked: list[tuple[int, asyncio.Task[str | None]]] = []
    for step in steps:
        if step == "ask":
            asked.append((database.version, asyncio.create_task(freshness.current())))
            # it has asked once its task ran for the first time
            await asyncio.sleep(0)
        elif step == "write":
            database.version += 1
        elif step == "turn":
            await asyncio.sleep(0)
        else:
            database.gate.set()
            await asyncio.sleep(0)
            database.gate.clear()
    database.gate.set()
    for version, task in asked:
        found = await asyncio.wait_for(task, 5)
        assert found is not None
        assert int(found) >= version
