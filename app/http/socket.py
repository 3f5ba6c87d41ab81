"""One accepted WebSocket and the operations that run on it."""

import asyncio
import contextvars
from collections.abc import Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

from app.http.answer import failure
from app.http.asking import KEY_NEEDED, Authenticate, everybody, shown_key
from app.http.at_once import TooManyOperations
from app.http.live import LiveConnections
from app.http.messages import (
    CloseCode,
    Complete,
    ConnectionInit,
    Message,
    Ping,
    Pong,
    SocketRefused,
    Subscribe,
    cut_reason,
    decode,
)
from app.http.metrics import Metrics
from app.http.refusals import RequestRefused
from app.http.socket_operation import SocketOperation, error_message
from app.http.socket_wires import Wire
from app.http.stream_listener import Running
from app.log import bind_request_id
from app.security.viewer import Asker, Viewer

Reply = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SocketLimits:
    init_timeout_s: float = 10.0
    send_timeout_s: float = 30.0
    operations: int = 100


@dataclass(frozen=True, slots=True)
class SocketParts:
    """What all sockets of a door share."""

    executor: Running
    live: LiveConnections
    metrics: Metrics
    limits: SocketLimits
    authenticate: Authenticate = everybody


class Socket:
    """Answers messages until either side closes."""

    __slots__ = (
        "_acknowledged",
        "_asker",
        "_deadline",
        "_initialised",
        "_operations",
        "_parts",
        "_running",
        "_started",
        "closed",
        "wire",
    )  # fmt: skip

    def __init__(self, parts: SocketParts, wire: Wire, asker: Asker) -> None:
        self.closed = False
        self.wire = wire
        self._parts = parts
        self._asker = asker
        self._initialised = False
        self._acknowledged = False
        self._started = 0
        self._operations: dict[str, SocketOperation] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._deadline: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(
            parts.limits.init_timeout_s, self._late
        )
        parts.live.add(self, asker.viewer.key_id)
        parts.metrics.sockets.inc()

    @property
    def executor(self) -> Running:
        return self._parts.executor

    @property
    def viewer(self) -> Viewer:
        return self._asker.viewer

    @property
    def limits(self) -> SocketLimits:
        return self._parts.limits

    def received(self, text: str | None) -> None:
        """Called with every message."""
        if self.closed:
            return
        try:
            reply = self._answer(decode(text))
        except SocketRefused as refused:
            self.close(refused.code, refused.reason)
            return
        if reply is not None:
            self._reply_now(orjson.dumps(reply))

    def lost(self) -> None:
        """Called when the connection is gone: every operation ends."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if not self.closed:
            self.closed = True
        operations, self._operations = self._operations, {}
        for operation in operations.values():
            operation.cancel()
        for task in self._running:
            task.cancel()
        if self in self._parts.live:
            self._parts.live.discard(self)
            self._parts.metrics.sockets.dec()

    def close(self, code: int, reason: str) -> None:
        if not self.closed:
            self.closed = True
            self.wire.close(code, reason)
            self.lost()

    def forbid(self) -> None:
        self.close(CloseCode.FORBIDDEN, "the API key was revoked or has expired")

    async def stop(self) -> None:
        self.close(CloseCode.GOING_AWAY, "the server stops")

    def drop(self) -> None:
        """Give up on a client that does not read: not even a close frame would arrive."""
        self.closed = True
        self.wire.cut()
        self.lost()

    async def send(self, *parts: bytes) -> None:
        """Send a text message, or drop a client that does not read. A closed socket takes nothing."""
        if not (self.closed or self.wire.send_now(*parts) or await self.wire.send(*parts)):
            self.closed = True

    def spawn(self, work: Coroutine[Any, Any, None], request_id: str) -> asyncio.Task[None]:
        """Run it as a task that ends with the socket; its log lines have the request id."""
        context = contextvars.copy_context()
        context.run(bind_request_id, request_id)
        task = asyncio.get_running_loop().create_task(work, context=context)
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

    def _answer(self, message: Message) -> Reply | None:
        """Act on a message. Raises SocketRefused."""
        match message:
            case ConnectionInit(payload):
                return self._initialise(payload or {})
            case Ping(payload):
                return {"type": "pong"} | ({"payload": payload} if payload is not None else {})
            case Pong():
                return None
            case Subscribe(id_):
                return self._subscribe(id_, message)
            case Complete(id_):
                if operation := self._operations.pop(id_, None):
                    operation.cancel()
                return None

    def _initialise(self, payload: dict[str, Any]) -> Reply | None:
        if self._initialised:
            raise SocketRefused(CloseCode.TOO_MANY_INITS, "Too many initialisation requests")
        self._initialised = True
        authorization = payload.get("authorization", payload.get("Authorization"))
        if authorization is None:
            if self.viewer.role is None:
                raise SocketRefused(CloseCode.UNAUTHORIZED, KEY_NEEDED)
            return self._acknowledge()
        self.spawn(self._authenticate(authorization), self._asker.request_id)
        return None

    async def _authenticate(self, authorization: object) -> None:
        """Let the key that is shown say who asks, as in a header of a page that cannot send one."""
        try:
            key = shown_key(str(authorization))
            viewer = await self._parts.authenticate(key, self.viewer.address)
        except RequestRefused as refused:
            forbidden = refused.status == HTTPStatus.UNAUTHORIZED
            code = CloseCode.FORBIDDEN if forbidden else CloseCode.TRY_AGAIN_LATER
            self.close(code, cut_reason(refused.message))
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            masked = failure(error, self._asker.request_id).errors[0]["message"]
            self.close(CloseCode.INTERNAL_ERROR, cut_reason(masked))
        else:
            self._asker = Asker(self._asker.request_id, viewer)
            if not self.closed:
                self._parts.live.add(self, viewer.key_id)
            await self.send(orjson.dumps(self._acknowledge()))

    def _acknowledge(self) -> Reply:
        self._acknowledged = True
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        return {"type": "connection_ack"}

    def _subscribe(self, id_: str, message: Subscribe) -> Reply | None:
        if not self._acknowledged:
            raise SocketRefused(CloseCode.UNAUTHORIZED, "Unauthorized")
        if id_ in self._operations:
            raise SocketRefused(CloseCode.DUPLICATE_ID, f"Subscriber for {id_} already exists")
        most = self.limits.operations
        # those that were completed may still be ending
        if len(self._operations) >= most or len(self._running) >= 2 * most:
            limit = f"a socket may run {most} operations at once; complete one first"
            return error_message(id_, failure(TooManyOperations(limit), self._asker.request_id))
        self._started += 1
        operation = SocketOperation(self, id_, f"{self._asker.request_id}.{self._started}")
        self._operations[id_] = operation
        operation.run(message.operation)
        return None

    def _late(self) -> None:
        if not self._acknowledged:
            self.close(CloseCode.INIT_TIMEOUT, "Connection initialisation timeout")

    def _reply_now(self, encoded: bytes) -> None:
        """Reply, or once the client reads; until then it is not read from."""
        if self.wire.send_now(encoded):
            return
        if len(self._running) >= 2 * self.limits.operations:
            self.drop()
            return
        self.wire.read(paused=True)
        self.spawn(self._reply(encoded), self._asker.request_id)

    async def _reply(self, encoded: bytes) -> None:
        await self.send(encoded)
        if not self.closed:
            self.wire.read(paused=False)
