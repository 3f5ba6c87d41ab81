"""A kept answer is never older than what was committed before the question was asked."""

import asyncio
from contextlib import AsyncExitStack

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clients.answers import open_answers
from app.db.connection import open_database
from app.db.sql import records
from app.http.answer import Answer
from app.http.caching.remote import Alone, Remote
from app.security.viewer import Role
from tests.http.caching.conftest import KEYS, Process, add, read, reset

PAUSE_S = 0.3


def values(answer: Answer) -> list[int]:
    found: list[int] = orjson.loads(answer.encoded())["data"]["value"]
    return found


async def test_what_is_asked_again_is_read_once(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    answers = [values(await process.ask()) for _ in range(5)]
    assert answers == [[0, 0]] * 5
    assert process.computed == 1
    assert process.cache.counts["hit"] == 4


async def test_a_commit_of_anybody_makes_it_read_again(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    await process.ask()
    await add(0)
    assert values(await process.ask()) == [1, 1]
    assert values(await process.ask()) == [1, 1]
    assert process.computed == 2


async def test_a_change_that_is_taken_back_changes_no_answer(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    before = await process.ask()
    with pytest.raises(Exception, match="division"):
        await add_and_fail()
    assert values(await process.ask()) == values(before)


async def add_and_fail() -> None:
    await records("UPDATE numbers SET value = 1 / (value - value)")


async def test_nothing_is_kept_of_an_answer_with_errors(numbers: str) -> None:
    process = Process(fail=True)
    await process.cache.settle()
    for _ in range(3):
        await process.ask()
    assert process.computed == 3
    assert process.cache.bytes == 0


async def test_other_rights_variables_and_models_are_other_questions(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    await process.ask(0)
    await process.ask(1)
    await process.ask(0, role=Role.ADMIN)
    await process.ask(0, text="query ($of: Int!) { other: value(of: $of) }")
    process.models = "two"
    await process.ask(0)
    assert process.computed == 5


async def test_an_answer_made_while_models_change_is_not_kept(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    asked = asyncio.create_task(process.ask(pause_s=PAUSE_S))
    await asyncio.sleep(PAUSE_S / 5)
    process.models = "two"
    await asked
    assert process.cache.bytes == 0


async def test_an_answer_with_a_commit_in_its_middle_is_given_to_nobody_else(numbers: str) -> None:
    """Its two halves contradict each other; whoever asks next is answered anew."""
    process = Process()
    await process.cache.settle()
    torn = asyncio.create_task(process.ask(pause_s=PAUSE_S))
    await asyncio.sleep(PAUSE_S / 2)
    await add(0)
    assert values(await torn) == [0, 1]
    assert values(await process.ask()) == [1, 1]


async def test_equal_questions_asked_at_once_are_worked_out_once(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    answers = await asyncio.gather(*(process.ask(pause_s=PAUSE_S) for _ in range(50)))
    assert {tuple(values(answer)) for answer in answers} == {(0, 0)}
    assert process.computed == 1


async def test_who_asks_after_a_commit_is_not_told_what_was_read_before_it(numbers: str) -> None:
    """The computation under way began too early for those who come after the commit; they share the next."""
    process = Process()
    await process.cache.settle()
    early = asyncio.create_task(process.ask(pause_s=PAUSE_S))
    await asyncio.sleep(PAUSE_S / 2)
    await add(0)
    late = await asyncio.gather(*(process.ask(pause_s=PAUSE_S) for _ in range(20)))
    assert {tuple(values(answer)) for answer in late} == {(1, 1)}
    await early
    assert process.computed == 2


async def test_who_waits_is_answered_though_the_first_one_goes_away(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    first = asyncio.create_task(process.ask(pause_s=PAUSE_S))
    await asyncio.sleep(PAUSE_S / 5)
    others = [asyncio.create_task(process.ask()) for _ in range(5)]
    await asyncio.sleep(0)
    first.cancel()
    assert {tuple(values(await one)) for one in others} == {(0, 0)}
    assert process.computed == 2


async def test_the_memory_is_bounded_and_the_least_recently_asked_goes_first(numbers: str) -> None:
    process = Process(most_bytes=10_000)
    await process.cache.settle()
    texts = [f"query ($of: Int!) {{ a{n}: value(of: $of) }}" for n in range(40)]
    for text in texts:
        await process.ask(text=text)
        await process.ask(text=texts[0])
        assert process.cache.bytes <= 10_000
    assert process.computed == len(texts)


async def test_what_is_larger_than_an_eighth_of_the_memory_is_not_kept(numbers: str) -> None:
    process = Process(most_bytes=2_000)
    await process.cache.settle()
    await process.ask()
    assert process.cache.bytes == 0


async def test_a_field_that_is_not_declared_is_never_kept(numbers: str) -> None:
    process = Process()
    await process.cache.settle()
    for _ in range(2):
        await process.ask(text="query ($of: Int!) { value(of: $of) now }")
    assert process.computed == 2


STEPS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, KEYS - 1)),
    st.tuples(st.just("ask"), st.integers(0, KEYS - 1)),
    st.tuples(st.just("slow"), st.integers(0, KEYS - 1)),
    st.tuples(st.just("cut"), st.integers(0, KEYS - 1)),
    st.tuples(st.just("wait"), st.just(0)),
)


@given(st.lists(st.tuples(st.integers(0, 1), STEPS), min_size=5, max_size=40))
@settings(max_examples=40)
def test_no_process_ever_tells_less_than_was_committed_before_it_was_asked(
    postgres_server: str, steps: list[tuple[int, tuple[str, int]]]
) -> None:
    asyncio.run(_interleave(postgres_server, None, steps))


@given(st.lists(st.tuples(st.integers(0, 1), STEPS), min_size=5, max_size=40))
@settings(max_examples=20)
def test_the_same_where_they_tell_each_other_through_redis(
    postgres_server: str, redis_url: str, steps: list[tuple[int, tuple[str, int]]]
) -> None:
    asyncio.run(_interleave(postgres_server, redis_url, steps))


async def _interleave(url: str, redis_url: str | None, steps: list[tuple[int, tuple[str, int]]]) -> None:
    await reset(url)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(open_database(url, pool_size=6))
        remotes: list[Remote] = [Alone(), Alone()]
        if redis_url is not None:
            remotes = [await stack.enter_async_context(open_answers(redis_url)) for _ in range(2)]
        story = _Story(remotes)
        for place, (kind, id_) in steps:
            await story.step(place, kind, id_)
        await asyncio.gather(*story.running, *story.commits, return_exceptions=True)
        for id_ in range(KEYS):
            for process in story.processes:
                assert values(await process.ask(id_)) == [await read(id_)] * 2
    assert story.wrong == []


class _Story:
    """Two processes, asked and written to at any time; `wrong` holds answers that were too old."""

    def __init__(self, remotes: list[Remote]) -> None:
        self.processes = [Process(remote) for remote in remotes]
        self.committed = [0] * KEYS
        self.running: list[asyncio.Task[None]] = []
        self.commits: list[asyncio.Task[None]] = []
        self.wrong: list[str] = []

    async def step(self, place: int, kind: str, id_: int) -> None:
        if kind == "wait":
            await asyncio.sleep(0.002)
        elif kind == "cut":
            if self.running:
                self.running.pop(id_ % len(self.running)).cancel()
        else:
            work = self._commit(id_) if kind == "write" else self._ask(place, id_, slow=kind == "slow")
            (self.commits if kind == "write" else self.running).append(asyncio.create_task(work))
            await asyncio.sleep(0)

    async def _commit(self, id_: int) -> None:
        await add(id_)
        self.committed[id_] += 1

    async def _ask(self, place: int, id_: int, *, slow: bool) -> None:
        least = self.committed[id_]
        found = values(await self.processes[place].ask(id_, pause_s=0.006 if slow else 0))
        if min(found) < least:
            self.wrong.append(f"{found} though {least} was committed")
