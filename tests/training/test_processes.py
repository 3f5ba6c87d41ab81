"""Work in several processes: all of it, in whatever order, and a dead process is an error, not a wait."""

import os

import pytest

from app.errors import Unavailable
from app.training.processes import each_done

TASKS = list(range(-6, 6))


@pytest.mark.parametrize("processes", [0, 2])
def test_every_task_is_answered_once(processes: int) -> None:
    assert sorted(each_done(abs, TASKS, processes=processes)) == sorted(map(abs, TASKS))


def test_nothing_to_do_starts_nothing() -> None:
    assert list(each_done(abs, [], os._exit, (3,))) == []


@pytest.mark.parametrize("work", [os._exit, abs])
def test_a_process_that_dies_is_told_and_not_waited_for(work: object) -> None:
    """At its work, or at its start, before it has read a megabyte that it was given."""
    initializer = (os._exit, (b"x" * 1_000_000,)) if work is abs else (None, ())
    with pytest.raises(Unavailable, match=r"was killed .*run the same command to go on"):
        list(each_done(work, [1, 2], *initializer, processes=2))  # type: ignore[arg-type]  # two kinds of work


def test_what_a_task_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(each_done(inverse, [1, 0], processes=1))


def inverse(number: int) -> float:
    return 1 / number
