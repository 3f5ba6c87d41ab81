"""One operation on a WebSocket: a task while it has something to work out, else told by its channel."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import orjson

from app.http.answer import Answer, failure
from app.http.channel import Listener
from app.http.operation import Operation
from app.security.viewer import Asker

if TYPE_CHECKING:
    from app.http.socket import Socket


class SocketOperation(Listener):
    __slots__ = ("_deadline", "_prefix", "_request_id", "_socket", "_task", "id")

    def __init__(self, socket: "Socket", id_: str, request_id: str) -> None:
        super().__init__()
        self.id = id_
        self._socket = socket
        self._request_id = request_id
        self._prefix = b'{"id":%b,"type":"next","payload":' % orjson.dumps(id_)
        self._task: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def run(self, operation: Operation) -> None:
        listener = None if self._socket.wire.direct is None else self
        self._start(
            self._socket.executor.stream(operation, Asker(self._request_id, self._socket.viewer), listener)
        )

    def cancel(self) -> None:
        """The client or the socket wants no more of it."""
        if self._task is not None:
            self._task.cancel()
        self._disarm()
        self.leave()

    def tell(self, answer: Answer) -> bool:
        return self._socket.wire.send_now(self._prefix, answer.encoded(), b"}")

    def fall_behind(self) -> None:
        direct, limits = self._socket.wire.direct, self._socket.limits
        if direct is not None and not self._socket.closed:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(limits.send_timeout_s, self._socket.drop)
            direct.on_drained(self._catch_up)

    def end(self, answer: Answer | None) -> None:
        if self._socket.free(self):
            self._socket.spawn(self._socket.send(orjson.dumps(self._last(answer))), self._request_id)

    def _catch_up(self) -> None:
        self._disarm()
        if self.channel is not None and not self._socket.closed:
            self._start(self._socket.executor.resume(self, self._request_id))

    def _start(self, answers: AsyncGenerator[Answer, None]) -> None:
        self._task = self._socket.spawn(self._run(answers), self._request_id)

    async def _run(self, answers: AsyncGenerator[Answer, None]) -> None:
        try:
            await self._send_all(answers)
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            await self._end(error_message(self.id, failure(error, self._request_id)))
        finally:
            # it may have been told to catch up meanwhile, by a task of its own
            if self._task is asyncio.current_task():
                self._task = None

    async def _send_all(self, answers: AsyncGenerator[Answer, None]) -> None:
        async with aclosing(answers):
            async for answer in answers:
                if answer.refused:
                    await self._end(self._last(answer))
                    return
                await self._socket.send(self._prefix, answer.encoded(), b"}")
                if self._socket.closed:
                    return
        if self.channel is None:
            await self._end(self._last(None))

    def _last(self, answer: Answer | None) -> dict[str, Any]:
        return {"id": self.id, "type": "complete"} if answer is None else error_message(self.id, answer)

    async def _end(self, message: dict[str, Any]) -> None:
        if self._socket.free(self):
            await self._socket.send(orjson.dumps(message))

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def error_message(id_: str, answer: Answer) -> dict[str, Any]:
    return {"id": id_, "type": "error", "payload": list(answer.errors)}
