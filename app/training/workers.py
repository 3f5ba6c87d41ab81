"""Where candidates are fitted: in this process, in processes of this machine, or as tasks of a Ray cluster.

Everywhere one thread does one fit: sums that threads share come out differently on another number of cores.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol, TypeVar

from app.errors import Unavailable
from app.training.dataset import Dataset
from app.training.describe import program_digest
from app.training.processes import cores, in_one_thread, open_pool

Task = TypeVar("Task")
Answer = TypeVar("Answer")

CONNECT_TIMEOUT_S = 5.0
JOIN_TIMEOUT_S = 30.0
_JOIN = "import ray, sys; ray.init(address=sys.argv[1], log_to_driver=False, logging_level='error')"
ANSWER_TIMEOUT_S = 120.0
"""How long a cluster may take for its first answer; later ones take as long as the fits do."""


class Workers(Protocol):
    """Answers come in the order of the tasks, whichever was done first."""

    def run(self, function: Callable[[Dataset, Task], Answer], tasks: Sequence[Task]) -> list[Answer]: ...


@dataclass(frozen=True, slots=True)
class ThisProcess:
    """One fit after the other."""

    data: Dataset

    def run(self, function: Callable[[Dataset, Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        return [in_one_thread(function, self.data, task) for task in tasks]


@contextmanager
def open_workers(
    data: Dataset, ray_address: str | None = None, processes: int | None = None
) -> Iterator[Workers]:
    """On the Ray cluster at `ray_address`; else in `processes` of this machine, as many as it has cores.

    Raises Unavailable where the cluster cannot be reached, or runs another program.
    """
    count = processes or cores()
    if ray_address is not None:
        with _cluster(ray_address, data, processes) as cluster:
            yield cluster
    elif count == 1:
        yield ThisProcess(data)
    else:
        with open_pool(count, _keep, (data,)) as pool:
            yield _Pool(pool)


class _Given:
    """What a process of the pool got at its start."""

    data: Dataset


def _keep(data: Dataset) -> None:
    _Given.data = data


def _in_pool(function: Callable[[Dataset, Task], Answer], task: Task) -> Answer:
    return in_one_thread(function, _Given.data, task)


@dataclass(frozen=True, slots=True)
class _Pool:
    pool: ProcessPoolExecutor

    def run(self, function: Callable[[Dataset, Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        running = [self.pool.submit(_in_pool, function, task) for task in tasks]
        return [one.result() for one in running]


@contextmanager
def _cluster(address: str, data: Dataset, processes: int | None) -> Iterator[Workers]:
    ray = _ray()
    _reach(address)
    try:
        _join(ray, address, processes)
        workers = _Ray(ray, ray.put(data))
        workers.greet()
        yield workers
    except ray.exceptions.RayError as error:
        raise _failed(address, error) from None
    finally:
        ray.shutdown()


def _join(ray: ModuleType, address: str, processes: int | None) -> None:
    local = {"num_cpus": processes, "include_dashboard": False} if address == "local" else {}
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error", **local)
    except (ConnectionError, RuntimeError) as error:
        raise _failed(address, error) from None


def _failed(address: str, error: Exception) -> Unavailable:
    return Unavailable(f"the Ray cluster at FOOTBALL_RAY_ADDRESS={address} failed: {_first_line(error)}")


@dataclass(frozen=True, slots=True)
class _Ray:
    ray: ModuleType
    data: Any

    def run(self, function: Callable[[Dataset, Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
        remote = self.ray.remote(num_cpus=1)(in_one_thread)
        answers: list[Answer] = self.ray.get([remote.remote(function, self.data, task) for task in tasks])
        return answers

    def greet(self) -> None:
        """A cluster that runs other code would find other parameters."""
        theirs = self.ray.get(self.ray.remote(num_cpus=1)(_program_there).remote(), timeout=ANSWER_TIMEOUT_S)
        if theirs != program_digest():
            raise Unavailable(
                "the Ray cluster has another version of this program or of what it computes with: "
                "install the same on all nodes"
            )


def _program_there() -> str:
    return program_digest()


def _ray() -> ModuleType:
    # neither usage statistics nor a change of the tasks' devices
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO="0")
    try:
        import ray  # noqa: PLC0415  only where a cluster is named
    except ImportError:
        raise Unavailable(
            "FOOTBALL_RAY_ADDRESS is set and the `ray` extra is missing: install it, or unset the address"
        ) from None
    return ray  # type: ignore[no-any-return,unused-ignore]


def _reach(address: str) -> None:
    """Tried first by a process of its own: where Ray does not answer, `ray.init` cannot be interrupted."""
    if address == "local":
        return
    host, colon, port = address.rpartition(":")
    try:
        if colon:
            socket.create_connection((host, int(port)), timeout=CONNECT_TIMEOUT_S).close()
        subprocess.run(  # noqa: S603  a constant program
            [sys.executable, "-c", _JOIN, address], capture_output=True, check=True, timeout=JOIN_TIMEOUT_S
        )
    except (OSError, OverflowError, subprocess.SubprocessError) as error:
        why = error.strerror if isinstance(error, OSError) else "no Ray of this version there"
        raise Unavailable(
            f"no Ray cluster answers at FOOTBALL_RAY_ADDRESS={address} ({why}); "
            "start it, or unset the address to use processes of this machine"
        ) from None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:300]
