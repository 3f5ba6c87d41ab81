"""GraphQL over WebSocket, protocol graphql-transport-ws.

A bad message ends the socket with the protocol's close code; a bad document ends only its own operation.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from app.errors import FootballError
from app.http.answer import failure
from app.http.direct import direct_of, text_frame
from app.http.ending import cancelled
from app.http.executor import Executor
from app.http.live import LiveConnections
from app.http.messages import (
    PROTOCOL,
    CloseCode,
    Complete,
    ConnectionInit,
    Message,
    Ping,
    Pong,
    SocketRefused,
    Subscribe,
    decode,
)
from app.http.metrics import Metrics
from app.http.request_id import request_id_of
from app.http.socket_operation import SocketOperation, error_message


@dataclass(frozen=True, slots=True)
class SocketLimits:
    init_timeout_s: float = 10.0
    send_timeout_s: float = 30.0
    operations: int = 100


class TooManyOperations(FootballError):
    code = "TOO_MANY_OPERATIONS"


class SocketDoor:
    """The endpoint `/graphql` for WebSockets."""

    def __init__(
        self, executor: Executor, live: LiveConnections, metrics: Metrics, limits: SocketLimits | None = None
    ) -> None:
        self._executor = executor
        self._live = live
        self._metrics = metrics
        self._limits = limits or SocketLimits()

    async def serve(self, websocket: WebSocket) -> None:
        if self._live.stopping:
            await websocket.send_denial_response(PlainTextResponse("the server stops", 503))
        elif not _same_origin(websocket.headers):
            # no preflight guards the handshake: any page could run mutations from its visitors' browsers
            await websocket.send_denial_response(PlainTextResponse("another site's page", 403))
        elif PROTOCOL not in websocket.scope["subprotocols"]:
            await websocket.accept()
            await websocket.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, f"only {PROTOCOL} is spoken")
        else:
            await websocket.accept(PROTOCOL)
            await self._talk(websocket)

    async def _talk(self, websocket: WebSocket) -> None:
        socket = Socket(websocket, self._executor, self._limits)
        with self._live.registered(socket.stop), self._metrics.sockets.track_inprogress():
            await socket.serve()


class Socket:
    """One accepted connection and the operations that run on it."""

    __slots__ = (
        "_closed", "_ending", "_initialised", "_operations", "_receiving", "_request_id", "_running",
        "_started", "_websocket", "direct", "executor", "limits",
    )  # fmt: skip

    def __init__(self, websocket: WebSocket, executor: Executor, limits: SocketLimits) -> None:
        self.executor = executor
        self.limits = limits
        self.direct = direct_of(websocket.scope)
        self._websocket = websocket
        self._request_id = request_id_of(websocket.scope)
        self._initialised = False
        self._closed = False
        self._started = 0
        self._operations: dict[str, SocketOperation] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._receiving: asyncio.Task[None] | None = None
        self._ending: SocketRefused | None = None

    @property
    def closed(self) -> bool:
        return self._closed

    async def serve(self) -> None:
        """Answer messages until either side closes; every operation is over when this returns."""
        late = SocketRefused(CloseCode.INIT_TIMEOUT, "Connection initialisation timeout")
        deadline = asyncio.get_running_loop().call_later(self.limits.init_timeout_s, self._interrupt, late)
        try:
            await self._receive_all(deadline)
        except SocketRefused as refused:
            await self._close(refused.code, refused.reason)
        except (WebSocketDisconnect, WebSocketDisconnected):
            pass
        finally:
            deadline.cancel()
            self._closed = True
            for operation in self._operations.values():
                operation.cancel()
            await cancelled(*self._running)

    async def stop(self) -> None:
        await self._close(CloseCode.GOING_AWAY, "the server stops")

    async def _receive_all(self, deadline: asyncio.TimerHandle) -> None:
        self._receiving = asyncio.current_task()
        try:
            while (frame := await self._websocket.receive())["type"] == "websocket.receive":
                await self._handle(decode(frame.get("text")))
                if self._initialised:
                    deadline.cancel()
        except asyncio.CancelledError:
            if self._ending is None or (self._receiving and self._receiving.uncancel()):
                raise
            raise self._ending from None
        finally:
            self._receiving = None

    async def _handle(self, message: Message) -> None:
        match message:
            case ConnectionInit():
                await self._initialise()
            case Ping(payload):
                await self.send({"type": "pong"} | ({"payload": payload} if payload is not None else {}))
            case Pong():
                pass
            case Subscribe(id_):
                await self._subscribe(id_, message)
            case Complete(id_):
                if operation := self._operations.pop(id_, None):
                    operation.cancel()

    async def _initialise(self) -> None:
        if self._initialised:
            raise SocketRefused(CloseCode.TOO_MANY_INITS, "Too many initialisation requests")
        self._initialised = True
        await self.send({"type": "connection_ack"})

    async def _subscribe(self, id_: str, message: Subscribe) -> None:
        if not self._initialised:
            raise SocketRefused(CloseCode.UNAUTHORIZED, "Unauthorized")
        if id_ in self._operations:
            raise SocketRefused(CloseCode.DUPLICATE_ID, f"Subscriber for {id_} already exists")
        told = sum(operation.channel is not None for operation in self._operations.values())
        if len(self._running) + told >= self.limits.operations:
            limit = f"a socket may run {self.limits.operations} operations at once; complete one first"
            await self.send(error_message(id_, failure(TooManyOperations(limit), self._request_id)))
            return
        self._started += 1
        operation = SocketOperation(self, id_, f"{self._request_id}.{self._started}")
        self._operations[id_] = operation
        operation.run(message.operation)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run it as a task that ends with the socket."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def free(self, operation: SocketOperation) -> bool:
        """Make its id free; False where it is no longer the operation's.

        The id is free before the client can know: it may reuse it in its very next message.
        """
        if self._operations.get(operation.id) is not operation:
            return False
        del self._operations[operation.id]
        return True

    async def send(self, message: dict[str, Any]) -> None:
        await self.send_text(orjson.dumps(message))

    async def send_text(self, *parts: bytes) -> None:
        """Send, or drop a client that does not read. A closed socket takes nothing."""
        if self._closed or (self.direct is not None and self.direct.send_now(text_frame(*parts))):
            return
        try:
            async with asyncio.timeout(self.limits.send_timeout_s):
                await self._websocket.send_text(b"".join(parts).decode())
        except TimeoutError:
            self.drop()
        except (WebSocketDisconnect, WebSocketDisconnected):
            self._closed = True

    def drop(self) -> None:
        """Give up on a client that does not read: not even a close frame would arrive."""
        self._closed = True
        self._interrupt(SocketRefused(CloseCode.GOING_AWAY, "the client does not read"))

    async def _close(self, code: int, reason: str) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(self.limits.send_timeout_s):
                await self._websocket.close(code, reason)
        except TimeoutError:
            self.drop()
        except (WebSocketDisconnect, WebSocketDisconnected):
            pass

    def _interrupt(self, reason: SocketRefused) -> None:
        """End receiving, whatever it waits for."""
        if self._receiving is not None and self._ending is None:
            self._ending = reason
            self._receiving.cancel()


def _same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the page that opens the socket came from this server; programs send no Origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in (headers.get("host"), headers.get("x-forwarded-host"))
