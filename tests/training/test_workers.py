"""The same answers in the same order wherever they are worked out."""

import time

import pytest

from app.errors import Unavailable
from app.training.dataset import Dataset
from app.training.workers import ThisProcess, open_workers
from tests.servers import free_port


def after_a_while(data: Dataset, task: int) -> int:
    """Later tasks are done first."""
    time.sleep(0.05 / task)
    return len(data) + task


def killed(data: Dataset, task: int) -> int:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGKILL)
    return task


def test_answers_come_in_the_order_of_the_tasks(data: Dataset) -> None:
    alone = ThisProcess(data).run(after_a_while, [1, 2, 3, 4])
    with open_workers(data, processes=2) as workers:
        assert workers.run(after_a_while, [1, 2, 3, 4]) == alone
    assert alone == [len(data) + task for task in (1, 2, 3, 4)]


def test_one_process_is_this_one(data: Dataset) -> None:
    with open_workers(data, processes=1) as workers:
        assert workers == ThisProcess(data)


def test_a_killed_process_is_told(data: Dataset) -> None:
    with pytest.raises(Unavailable, match="was killed"), open_workers(data, processes=2) as workers:
        workers.run(killed, [1, 2])


def test_a_cluster_that_nobody_runs_is_told_at_once(data: Dataset) -> None:
    pytest.importorskip("ray")
    began = time.monotonic()
    with (
        pytest.raises(Unavailable, match=r"FOOTBALL_RAY_ADDRESS=127\.0\.0\.1:\d+ .*unset"),
        open_workers(data, f"127.0.0.1:{free_port()}"),
    ):
        pytest.fail("there is no cluster to work on")
    assert time.monotonic() - began < 20
