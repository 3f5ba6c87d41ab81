"""Running the application: bind, start, serve, drain, stop with status 0."""

import asyncio
import errno
import logging
import math
import signal
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import FrameType
from typing import Any, Protocol, cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.importer import import_from_string

from app.config import Settings, variable
from app.errors import FootballError
from app.http.guard import GuardedProtocol, GuardedSocketProtocol
from app.http.messages import MAX_MESSAGE_BYTES
from app.log import get_logger

APPLICATION = "app.main:create_app"
NOTICE_S = 0.5
CANCELLED_GRACE_S = 1.0
OnBound = Callable[[str], None]

log = get_logger(__name__)


class PortTaken(FootballError):
    code = "PORT_TAKEN"


class AddressUnusable(FootballError):
    code = "ADDRESS_UNUSABLE"


class _Stoppable(Protocol):
    begin_stop: Callable[[], None]
    """Turns readiness false and ends sockets; called on the event loop."""


def run(settings: Settings, *, on_bound: OnBound | None = None, application: str = APPLICATION) -> None:
    """Serve until SIGTERM or SIGINT, then drain for `drain_timeout_s` and return.

    `on_bound` gets the address once requests are taken. `application` names a factory from settings to a
    Starlette application. Raises PortTaken, AddressUnusable, or what the application's start raises.
    """
    with bind(settings.host, settings.port) as bound:
        app: Starlette = import_from_string(application)(settings)
        config = configuration(app, settings)
        server = _Server(config, app, bound, on_bound)
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
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=math.ceil(settings.drain_timeout_s),
    )


def bind(host: str, port: int) -> socket.socket:
    """A bound socket (port 0: any free one). Raises PortTaken or AddressUnusable."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _unusable(host, error) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen()
    except OSError as error:
        bound.close()
        raise _unbindable(host, port, error) from error
    return bound


def address_of(bound: socket.socket) -> str:
    """The socket's address as a URL."""
    host, port, *_ = bound.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """uvicorn's server inside the application's lifespan, leaving softly on a signal.

    The lifespan is entered here rather than by uvicorn, whose failure to start is a traceback and a status.
    """

    def __init__(
        self, config: uvicorn.Config, app: Starlette, bound: socket.socket, on_bound: OnBound | None
    ) -> None:
        super().__init__(config)
        self._app = app
        self._bound = bound
        self._on_bound = on_bound
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
        log.info("serving", address=address_of(self._bound))
        if self._on_bound:
            self._on_bound(address_of(self._bound))

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


def _unusable(host: str, error: OSError) -> AddressUnusable:
    return AddressUnusable(
        f"cannot listen on {host!r} ({error.strerror or error}); "
        f"set {variable('host')} to an address of this machine"
    )


def _unbindable(host: str, port: int, error: OSError) -> FootballError:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(
            f"port {port} on {host} is taken by another program; stop it, or choose another port with "
            f"{variable('port')} (0 takes any free one)"
        )
    if error.errno == errno.EACCES:
        return AddressUnusable(
            f"port {port} on {host} needs more rights; set {variable('port')} to one above 1023"
        )
    return _unusable(host, error)
