"""GraphQL over WebSocket, protocol graphql-transport-ws.

A bad message ends the socket with the protocol's close code; a bad document ends only its own operation.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from app.errors import FootballError
from app.http.answer import Answer, failure
from app.http.events import cancelled
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

    def __init__(self, websocket: WebSocket, executor: Executor, limits: SocketLimits) -> None:
        self._websocket = websocket
        self._executor = executor
        self._limits = limits
        self._request_id = request_id_of(websocket.scope)
        self._initialised = False
        self._closed = False
        self._started = 0
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._receiving: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Answer messages until either side closes; every operation is over when this returns."""
        self._receiving = asyncio.create_task(self._receive_all())
        try:
            await asyncio.wait({self._receiving})
            if not self._receiving.cancelled() and (error := self._receiving.exception()):
                await self._explain(error)
        finally:
            self._closed = True
            await cancelled(self._receiving, *self._running)

    async def stop(self) -> None:
        await self._close(CloseCode.GOING_AWAY, "the server stops")

    async def _explain(self, error: BaseException) -> None:
        """Close with the reason why receiving ended."""
        if isinstance(error, SocketRefused):
            await self._close(error.code, error.reason)
        elif not isinstance(error, WebSocketDisconnect | WebSocketDisconnected):
            raise error

    async def _receive_all(self) -> None:
        try:
            async with asyncio.timeout(self._limits.init_timeout_s) as deadline:
                while (frame := await self._websocket.receive())["type"] == "websocket.receive":
                    await self._handle(decode(frame.get("text")))
                    if self._initialised:
                        deadline.reschedule(None)
        except TimeoutError:
            raise SocketRefused(CloseCode.INIT_TIMEOUT, "Connection initialisation timeout") from None

    async def _handle(self, message: Message) -> None:
        match message:
            case ConnectionInit():
                await self._initialise()
            case Ping(payload):
                await self._send({"type": "pong"} | ({"payload": payload} if payload is not None else {}))
            case Pong():
                pass
            case Subscribe(id_):
                await self._subscribe(id_, message)
            case Complete(id_):
                if task := self._operations.pop(id_, None):
                    task.cancel()

    async def _initialise(self) -> None:
        if self._initialised:
            raise SocketRefused(CloseCode.TOO_MANY_INITS, "Too many initialisation requests")
        self._initialised = True
        await self._send({"type": "connection_ack"})

    async def _subscribe(self, id_: str, message: Subscribe) -> None:
        if not self._initialised:
            raise SocketRefused(CloseCode.UNAUTHORIZED, "Unauthorized")
        if id_ in self._operations:
            raise SocketRefused(CloseCode.DUPLICATE_ID, f"Subscriber for {id_} already exists")
        if len(self._running) >= self._limits.operations:
            limit = f"a socket may run {self._limits.operations} operations at once; complete one first"
            await self._send(_error(id_, failure(TooManyOperations(limit), self._request_id)))
            return
        self._started += 1
        task = asyncio.create_task(self._run(message, f"{self._request_id}.{self._started}"))
        self._operations[id_] = task
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, message: Subscribe, request_id: str) -> None:
        try:
            await self._send_answers(message, request_id)
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            await self._end(message.id, _error(message.id, failure(error, request_id)))

    async def _send_answers(self, message: Subscribe, request_id: str) -> None:
        async with aclosing(self._executor.stream(message.operation, request_id)) as answers:
            async for answer in answers:
                if answer.refused:
                    await self._end(message.id, _error(message.id, answer))
                    return
                await self._send({"id": message.id, "type": "next", "payload": answer.payload()})
                if self._closed:
                    return
        await self._end(message.id, {"id": message.id, "type": "complete"})

    async def _end(self, id_: str, message: dict[str, Any]) -> None:
        # the id is free before the client can know: it may reuse it in its very next message
        if self._operations.get(id_) is asyncio.current_task():
            del self._operations[id_]
        await self._send(message)

    async def _send(self, message: dict[str, Any]) -> None:
        """Send, or drop a client that does not read. A closed socket takes nothing."""
        if self._closed:
            return
        try:
            async with asyncio.timeout(self._limits.send_timeout_s):
                await self._websocket.send_text(orjson.dumps(message).decode())
        except TimeoutError:
            self._drop()
        except (WebSocketDisconnect, WebSocketDisconnected):
            self._closed = True

    async def _close(self, code: int, reason: str) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(self._limits.send_timeout_s):
                await self._websocket.close(code, reason)
        except TimeoutError:
            self._drop()
        except (WebSocketDisconnect, WebSocketDisconnected):
            pass

    def _drop(self) -> None:
        """Give up on a client that does not read: not even a close frame would arrive."""
        self._closed = True
        if self._receiving:
            self._receiving.cancel()


def _error(id_: str, answer: Answer) -> dict[str, Any]:
    return {"id": id_, "type": "error", "payload": list(answer.errors)}


def _same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the page that opens the socket came from this server; programs send no Origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in (headers.get("host"), headers.get("x-forwarded-host"))
