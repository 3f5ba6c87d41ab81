"""What the shelf of answers counts, and what pushes out what."""

import tracemalloc

import orjson
from hypothesis import given
from hypothesis import strategies as st

from app.http.answer import Answer
from app.http.caching.shelf import ENTRY_BYTES, MOST_OF_ALL, MOST_OF_NEW, Shelf


def answer(size: int) -> Answer:
    return Answer.of_bytes(b"x" * size)


def test_questions_that_are_asked_once_push_out_none_that_was_asked_again() -> None:
    shelf = Shelf(100_000)
    shelf.put("often", answer(100), "1")
    assert shelf.get("often")
    for number in range(1_000):
        shelf.put(number, answer(100), "1")
    assert shelf.get("often")
    assert shelf.bytes <= 100_000 // MOST_OF_NEW + ENTRY_BYTES + 100


def test_variables_count_as_much_as_answers() -> None:
    shelf = Shelf(100_000)
    shelf.put("large", answer(100), "1", 5_000)
    assert shelf.bytes == ENTRY_BYTES + 5_100
    shelf.put("larger", answer(100), "1", 100_000 // MOST_OF_ALL)
    assert len(shelf) == 1


def test_an_answer_takes_no_more_memory_than_is_counted() -> None:
    shelf = Shelf(10_000_000)
    tracemalloc.start()
    try:
        for number in range(200):
            shelf.put(number, Answer.of_bytes(orjson.dumps("x" * 1_500)), "1")
        assert len(shelf) == 200
        assert tracemalloc.get_traced_memory()[0] <= shelf.bytes
    finally:
        tracemalloc.stop()


def test_only_what_was_found_untrue_is_dropped() -> None:
    shelf = Shelf(100_000)
    shelf.put("a", answer(1), "1")
    old = shelf.get("a")
    assert old
    shelf.put("a", answer(2), "2")
    shelf.drop("a", old)
    new = shelf.get("a")
    assert new
    assert new.snapshot == "2"
    shelf.drop("a", new)
    assert (len(shelf), shelf.bytes) == (0, 0)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from("pgd"), st.integers(0, 9), st.integers(0, 2_000), st.integers(0, 500))
    )
)
def test_whatever_is_done_the_bytes_are_those_of_the_kept_entries_and_within_bounds(
    steps: list[tuple[str, int, int, int]],
) -> None:
    shelf = Shelf(20_000)
    for step, key, size, variables in steps:
        if step == "p":
            shelf.put(key, answer(size), "1", variables)
        elif (found := shelf.get(key)) and step == "d":
            shelf.drop(key, found)
        assert shelf.bytes <= 20_000
    for key in range(10):
        if kept := shelf.get(key):
            shelf.drop(key, kept)
    assert (len(shelf), shelf.bytes) == (0, 0)
