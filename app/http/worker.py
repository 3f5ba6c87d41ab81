"""Serving on a bound socket, in this process.

Run as a module it is one of several workers: it reads from standard input what to serve, tells on standard
output that it does or why it cannot, and stops when its parent is gone.
"""

import asyncio
import logging
import math
import os
import pickle
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol, cast

import orjson
import uvicorn
from starlette.applications import Starlette
from uvicorn.importer import import_from_string

from app import garbage
from app.config import Settings
from app.errors import FootballError
from app.http.crew import Board, Crew
from app.http.guard import GuardedProtocol, GuardedSocketProtocol
from app.http.messages import MAX_MESSAGE_BYTES
from app.log import configure_logging, get_logger

NOTICE_S = 0.5
CANCELLED_GRACE_S = 1.0
OnStarted = Callable[[], None]

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker process is to serve; it inherits the listening socket and the crew's board."""

    settings: Settings
    application: str
    descriptor: int
    board: int


class _Stoppable(Protocol):
    begin_stop: Callable[[], None]
    """Turns readiness false and ends sockets; called on the event loop."""


def serve_on(
    settings: Settings,
    bound: socket.socket,
    application: str,
    on_started: OnStarted,
    crew: Callable[[], Crew] | None = None,
) -> None:
    """Serve until a signal, then drain and return. Raises what the application's start raises.

    `crew` tells how the other workers are; the application finds it as `app.state.crew`.
    """
    app: Starlette = import_from_string(application)(settings)
    app.state.crew = crew
    config = configuration(app, settings)
    server = _Server(config, app, bound, on_started)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve_app())


def configuration(
    app: Starlette, settings: Settings, protocol: type[GuardedProtocol] = GuardedProtocol
) -> uvicorn.Config:
    """How uvicorn serves the application, whose lifespan is entered by the caller."""
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return uvicorn.Config(
        cast(Any, app),  # Starlette's scope type is wider than uvicorn's
        http=protocol,
        loop="uvloop",
        lifespan="off",
        ws=GuardedSocketProtocol,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # its buffers cost more memory than our small messages are worth
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whom proxies may speak for is a setting of ours
        timeout_graceful_shutdown=math.ceil(settings.drain_timeout_s),
    )


def address_of(bound: socket.socket) -> str:
    """The socket's address as a URL."""
    host, port, *_ = bound.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """uvicorn's server inside the application's lifespan, leaving softly on a signal.

    The lifespan is entered here rather than by uvicorn, whose failure to start is a traceback and a status.
    """

    def __init__(
        self, config: uvicorn.Config, app: Starlette, bound: socket.socket, on_started: OnStarted
    ) -> None:
        super().__init__(config)
        self._app = app
        self._bound = bound
        self._on_started = on_started
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leave_at = 0.0

    async def serve_app(self) -> None:
        self._loop = asyncio.get_running_loop()
        with self.capture_signals():
            async with self._lifespan():
                if not self.should_exit:
                    await self._serve([self._bound])
                await self._let_cancelled_tasks_end()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        garbage.settle()
        log.info("serving", address=address_of(self._bound))
        self._on_started()

    async def on_tick(self, counter: int) -> bool:
        """Leave a moment after the signal: until probes have seen it, requests still come in."""
        leaving = await super().on_tick(counter)
        return leaving and (self.force_exit or asyncio.get_running_loop().time() >= self._leave_at)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  uvicorn's signature
        # uvicorn's own would raise the signal again at the end, and so spoil the exit status
        if self.should_exit:
            self.force_exit = self.force_exit or sig == signal.SIGINT
            return
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._begin_stop, sig)

    def _begin_stop(self, sig: int) -> None:
        log.info("stopping", signal=signal.Signals(sig).name)
        if sig == signal.SIGTERM:
            self._leave_at = asyncio.get_running_loop().time() + NOTICE_S
        cast(_Stoppable, self._app.state).begin_stop()

    def _lifespan(self) -> AbstractAsyncContextManager[Any]:
        return self._app.router.lifespan_context(self._app)

    async def _let_cancelled_tasks_end(self) -> None:
        """Requests cut off by the drain's end must be over before what they use is closed."""
        if tasks := set(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=CANCELLED_GRACE_S)


def main() -> int:
    """One worker: exit status 0 after a stop, 1 when it could not start."""
    garbage.hold()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C; the parent says when to stop
    assignment: Assignment = pickle.load(sys.stdin.buffer)  # noqa: S301  our own parent wrote it
    settings = assignment.settings
    configure_logging(settings.log_format, settings.log_level)
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    try:
        with socket.socket(fileno=assignment.descriptor) as bound:
            crew = Board(assignment.board).read
            serve_on(settings, bound, assignment.application, lambda: _tell({}), crew)
    except FootballError as error:
        _tell({"code": error.code, "message": error.message})
        return 1
    return 0


def _tell(news: dict[str, str]) -> None:
    sys.stdout.buffer.write(orjson.dumps(news) + b"\n")
    sys.stdout.buffer.flush()


def _stop_with_parent() -> None:
    # past Python's buffer: a thread that holds its lock would spoil the interpreter's exit
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
