"""GraphQL over WebSocket, protocol graphql-transport-ws.

A bad message ends the socket with the protocol's close code; a bad document ends only its own operation.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from app.http.asking import Authenticate, asker_of, everybody
from app.http.direct import direct_socket_of
from app.http.executor import Executor
from app.http.live import LiveConnections
from app.http.messages import PROTOCOL, CloseCode
from app.http.metrics import Metrics
from app.http.socket import Socket, SocketLimits, SocketParts
from app.http.socket_wires import AwaitingWire, DirectWire

__all__ = ["SocketDoor", "SocketLimits"]


class SocketDoor:
    """The endpoint `/graphql` for WebSockets."""

    def __init__(
        self,
        executor: Executor,
        live: LiveConnections,
        metrics: Metrics,
        limits: SocketLimits | None = None,
        authenticate: Authenticate = everybody,
    ) -> None:
        self._live = live
        self._authenticate = authenticate
        self._parts = SocketParts(executor, live, metrics, limits or SocketLimits())

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
        asker = await asker_of(websocket.scope, self._authenticate)
        direct = direct_socket_of(websocket.scope)
        if direct is None:
            wire = AwaitingWire(websocket, self._parts.limits.send_timeout_s)
            await wire.serve(Socket(self._parts, wire, asker))
        else:
            direct.take_over(
                Socket(self._parts, DirectWire(direct, self._parts.limits.send_timeout_s), asker)
            )


def _same_origin(headers: Mapping[str, str]) -> bool:
    """Whether the page that opens the socket came from this server; programs send no Origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in (headers.get("host"), headers.get("x-forwarded-host"))
