"""Work in processes of its own, as many as there are cores, each of which computes with one thread."""

import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

from app.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")


def each_done(
    work: Callable[[T], R],
    tasks: Sequence[T],
    initializer: Callable[..., None] | None = None,
    initargs: tuple[object, ...] = (),
    *,
    processes: int | None = None,
) -> Iterator[R]:
    """`work(task)` of each task, as they get done: in as many processes as there are cores, or `processes`; 0
    is this process.

    Raises Unavailable where one of them is killed.
    """
    if not tasks:
        return
    if processes == 0:
        if initializer is not None:
            initializer(*initargs)
        yield from (in_one_thread(work, task) for task in tasks)
        return
    count = min(len(tasks), processes or cores())
    with open_pool(count, initializer, initargs) as pool:
        running = [pool.submit(in_one_thread, work, task) for task in tasks]
        for done in as_completed(running):
            yield done.result()


@contextmanager
def open_pool(
    count: int, initializer: Callable[..., None] | None = None, initargs: tuple[object, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """`count` processes that have called `initializer(*initargs)`; what waits when the block ends is dropped.

    Raises Unavailable where one of them is killed.
    """
    # spawned: a fork would copy the locks that threads of this process hold
    context = get_context("spawn")
    with (
        _on_disk((initializer, initargs)) as given,
        ProcessPoolExecutor(count, mp_context=context, initializer=_begin_with, initargs=(given,)) as pool,
    ):
        try:
            yield pool
        except BrokenProcessPool as error:
            raise Unavailable(
                "a process that was computing was killed (out of memory?); run the same command to go on"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def cores() -> int:
    return len(os.sched_getaffinity(0))


def in_one_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Sums that threads share come out differently on another number of cores."""
    with threadpool_limits(1):
        return work(*args, **kwargs)


@contextmanager
def _on_disk(value: object) -> Iterator[str]:
    """A file of the value. Through the pipe of a process that dies at its start, a long one would be written
    for ever."""
    with NamedTemporaryFile(suffix=".pickle") as file:
        pickle.dump(value, file)
        file.flush()
        yield file.name


def _begin_with(file: str) -> None:
    """What a process does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and says so once
    threading.Thread(target=_end_with_parent, daemon=True).start()
    initializer, initargs = pickle.loads(Path(file).read_bytes())  # noqa: S301  the parent has just written it
    if initializer is not None:
        initializer(*initargs)


def _end_with_parent() -> None:
    """A killed parent cannot end its processes: they watch it."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
