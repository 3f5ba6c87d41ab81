"""Writing a response's body at once to uvicorn's connection, even when its ASGI application has returned."""

import asyncio
from collections.abc import Callable
from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

LAST_CHUNK = b"0\r\n\r\n"


class Drain:
    """Whom to call once the client has read enough."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def wait(self, call: Callable[[], None]) -> None:
        self._waiting.append(call)

    def over(self) -> None:
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()


class HeldCycle:
    """Stands for the cycle of a response that goes on without its application.

    It has all that uvicorn's protocol asks of one. What still comes of the request's body is thrown away.
    """

    __slots__ = ("chunked_encoding", "disconnected", "keep_alive", "more_body", "response_complete")

    message_event = asyncio.Event()  # nobody waits for it

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self.chunked_encoding = cycle.chunked_encoding
        self.disconnected = cycle.disconnected
        self.keep_alive = cycle.keep_alive
        self.more_body = cycle.more_body
        self.response_complete = cycle.response_complete

    @property
    def body(self) -> bytearray:
        return bytearray()

    @body.setter
    def body(self, _: bytearray) -> None:
        pass


class BodyWriter:
    """The body of the response that a connection sends now, once its head was sent by ASGI."""

    __slots__ = ("_cycle", "_drain", "_lost", "_protocol")

    def __init__(self, protocol: HttpToolsProtocol, cycle: RequestResponseCycle) -> None:
        self._protocol = protocol
        self._cycle: RequestResponseCycle | HeldCycle = cycle
        self._drain: Drain | None = None
        self._lost: Callable[[], None] | None = None

    def send_now(self, data: bytes) -> bool:
        cycle, protocol = self._cycle, self._protocol
        if cycle.response_complete or protocol.flow.write_paused or protocol.transport.is_closing():
            return False
        protocol.transport.write(b"%x\r\n%b\r\n" % (len(data), data) if cycle.chunked_encoding else data)
        return True

    def respond(self, status: int, head: bytes, body: bytes) -> bool:
        cycle, protocol = self._cycle, self._protocol
        if not isinstance(cycle, RequestResponseCycle) or cycle.response_started or cycle.disconnected:
            return False
        if protocol.flow.write_paused or protocol.transport.is_closing() or cycle.scope["method"] == "HEAD":
            return False
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = cycle.chunked_encoding = False
        lines = [STATUS_LINE[status], *(b"%b: %b\r\n" % one for one in cycle.default_headers)]
        if not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        lines += head, body
        protocol.transport.write(b"".join(lines))
        cycle.message_event.set()
        if not cycle.keep_alive:
            protocol.transport.close()
        cycle.on_response()
        return True

    def take_body(self) -> bytes | None:
        cycle = self._cycle
        if cycle.more_body or cycle.disconnected or cycle.response_complete:
            return None
        body, cycle.body = bytes(cycle.body), bytearray()
        return body

    @property
    def complete(self) -> bool:
        return self._cycle.response_complete

    @property
    def gone(self) -> bool:
        return self.complete or self._cycle.disconnected or self._protocol.transport.is_closing()

    def on_drained(self, call: Callable[[], None]) -> None:
        if not self._protocol.flow.write_paused:
            call()
            return
        self._drain = self._drain or Drain()
        self._drain.wait(call)

    def drained(self) -> None:
        """Called by the protocol when the client has read enough."""
        if self._drain is not None:
            self._drain.over()

    def watch(self, lost: Callable[[], None] | None) -> None:
        self._lost = lost
        if lost is not None and self.gone:
            self.lost()

    def take_over(self, lost: Callable[[], None]) -> None:
        cycle, protocol = self._cycle, self._protocol
        assert isinstance(cycle, RequestResponseCycle)  # noqa: S101  a response is taken over once
        self._lost = lost
        self._cycle = HeldCycle(cycle)
        if protocol.cycle is cycle:  # else another request waits behind this one
            protocol.cycle = cast(RequestResponseCycle, self._cycle)
            protocol.headers = []
            del protocol.scope
        cycle.disconnected = True  # nothing is asked of an application that returns then
        if self.gone:
            self.lost()

    def end(self) -> None:
        if self.gone:
            return
        protocol, cycle = self._protocol, self._cycle
        if cycle.chunked_encoding:
            protocol.transport.write(LAST_CHUNK)
        cycle.response_complete = True
        self._lost = None
        if not cycle.keep_alive:
            protocol.transport.close()
        protocol.on_response_complete()

    def cut(self) -> None:
        self._protocol.transport.abort()

    def lost(self) -> None:
        """Called by the protocol when the connection is gone."""
        # uvicorn tells only the last request of a pipeline
        self._cycle.disconnected = not self._cycle.response_complete
        self._cycle.message_event.set()
        lost, self._lost = self._lost, None
        if lost is not None:
            lost()
        self.drained()
