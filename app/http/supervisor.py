"""Several worker processes on one socket: start all, replace one that dies, stop all."""

import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from types import FrameType
from typing import Any, Self

import orjson

from app.config import Settings
from app.errors import FootballError
from app.http.crew import Board, Crew
from app.http.worker import Assignment
from app.log import get_logger

LOOK_EVERY_S = 0.1
REPLACE_AFTER_S = 1.0
START_TIMEOUT_S = 60.0
STOP_GRACE_S = 5.0

log = get_logger(__name__)


class WorkerFailed(FootballError):
    """A worker could not start; the message is its own."""

    code = "WORKER_FAILED"


def supervise(
    settings: Settings, bound: socket.socket, application: str, on_started: Callable[[], None]
) -> None:
    """Serve with `settings.workers` processes until SIGTERM or SIGINT.

    `on_started` is called once all of them serve. Raises WorkerFailed where one cannot start.
    """
    board = Board.new()
    assignment = Assignment(settings, application, bound.fileno(), board.descriptor)
    with closing(board), _Supervisor(assignment, bound, board) as supervisor:
        if supervisor.start_all():
            on_started()
            supervisor.watch()


class _Supervisor:
    def __init__(self, assignment: Assignment, bound: socket.socket, board: Board) -> None:
        self._assignment = assignment
        self._bound = bound
        self._board = board
        self._crew = Crew(wanted=assignment.settings.workers, running=0)
        self._settings = assignment.settings
        self._workers: list[subprocess.Popen[bytes]] = []
        self._stopping = threading.Event()
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for one in (signal.SIGTERM, signal.SIGINT):
            self._handlers[one] = signal.signal(one, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_all()
        for one, handler in self._handlers.items():
            signal.signal(one, handler)

    def start_all(self) -> bool:
        """Start the workers side by side; False if told to stop meanwhile."""
        self._tell(running=self._settings.workers)
        self._workers = [self._spawn() for _ in range(self._settings.workers)]
        for worker in self._workers:
            if not self._await_start(worker):
                return False
        log.info("workers_started", workers=len(self._workers))
        return True

    def watch(self) -> None:
        """Replace workers that die until told to stop."""
        while not self._stopping.wait(LOOK_EVERY_S):
            for place, worker in enumerate(self._workers):
                if worker.poll() is not None:
                    log.error("worker_died", pid=worker.pid, status=worker.returncode)
                    deaths = self._crew.deaths + 1
                    self._tell(running=self._running(), deaths=deaths, last_death_at=time.time())
                    if not self._stopping.wait(REPLACE_AFTER_S):
                        self._workers[place] = self._spawn()
                        self._tell(running=self._running())

    def _running(self) -> int:
        return sum(worker.poll() is None for worker in self._workers)

    def _tell(self, **news: Any) -> None:
        self._crew = replace(self._crew, **news)
        self._board.write(self._crew)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        worker = subprocess.Popen(
            [sys.executable, "-m", "app.http.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(self._assignment.descriptor, self._assignment.board),
        )
        assert worker.stdin is not None  # noqa: S101  a pipe was asked for
        pickle.dump(self._assignment, worker.stdin)
        worker.stdin.flush()
        return worker

    def _await_start(self, worker: "subprocess.Popen[bytes]") -> bool:
        news: list[bytes] = []
        reader = threading.Thread(target=lambda: news.append(_first_line(worker)), daemon=True)
        reader.start()
        deadline = time.monotonic() + START_TIMEOUT_S
        while reader.is_alive() and time.monotonic() < deadline:
            if self._stopping.wait(0.02):
                return False
        told = (
            orjson.loads(news[0]) if news and news[0] else {"message": "a worker did not start; see its log"}
        )
        if told:
            raise WorkerFailed(told["message"])
        return True

    def _on_signal(self, sig: int, _frame: FrameType | None) -> None:
        log.info("stopping", signal=signal.Signals(sig).name)
        self._stopping.set()

    def _stop_all(self) -> None:
        # the workers have it too: clients are refused, not left waiting, once the last worker lets go
        self._bound.close()
        for worker in self._workers:
            worker.terminate()
        deadline = time.monotonic() + self._settings.drain_timeout_s + STOP_GRACE_S
        for worker in self._workers:
            try:
                worker.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("worker_killed", pid=worker.pid)
                worker.kill()
                worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe:
                    pipe.close()


def _first_line(worker: "subprocess.Popen[bytes]") -> bytes:
    assert worker.stdout is not None  # noqa: S101  a pipe was asked for
    return worker.stdout.readline()
