"""GraphQL over WebSocket, protocol graphql-transport-ws.

A bad message ends the socket with the protocol's close code; a bad document ends only its own operation.
"""

from collections.abc import Collection, Mapping

from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket

from app.errors import FootballError
from app.http.asking import Authenticate, asker_of, everybody
from app.http.direct import direct_socket_of
from app.http.live import LiveConnections
from app.http.messages import PROTOCOL, CloseCode
from app.http.metrics import Metrics
from app.http.origins import place_of
from app.http.refusals import RequestRefused
from app.http.socket import Socket, SocketLimits, SocketParts
from app.http.socket_wires import AwaitingWire, DirectWire
from app.http.stream_listener import Running
from app.security.viewer import Asker

__all__ = ["SocketDoor", "SocketLimits"]


class SocketDoor:
    """The endpoint `/graphql` for WebSockets."""

    def __init__(
        self,
        executor: Running,
        live: LiveConnections,
        metrics: Metrics,
        limits: SocketLimits | None = None,
        authenticate: Authenticate = everybody,
        *,
        allowed_origins: Collection[str] = (),
    ) -> None:
        self._live = live
        self._authenticate = authenticate
        self._origins = frozenset(allowed_origins)
        self._parts = SocketParts(executor, live, metrics, limits or SocketLimits(), authenticate)

    async def serve(self, websocket: WebSocket) -> None:
        if self._live.stopping:
            await _deny(websocket, 503, "the server stops")
        elif not self._may_open(websocket.headers):
            # no preflight guards the handshake: any page could run mutations from its visitors' browsers
            await _deny(websocket, 403, "another site's page")
        elif PROTOCOL not in websocket.scope["subprotocols"]:
            await websocket.accept()
            await websocket.close(CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, f"only {PROTOCOL} is spoken")
        else:
            await self._accept(websocket)

    async def _accept(self, websocket: WebSocket) -> None:
        try:
            asker = await asker_of(websocket.scope, self._authenticate)
        except RequestRefused as refused:
            await _deny(websocket, refused.status, refused.message, refused.headers)
        except FootballError as error:
            await _deny(websocket, 503, error.message)
        else:
            await websocket.accept(PROTOCOL)
            await self._talk(websocket, asker)

    async def _talk(self, websocket: WebSocket, asker: Asker) -> None:
        timeout_s = self._parts.limits.send_timeout_s
        direct = direct_socket_of(websocket.scope)
        if direct is None:
            wire = AwaitingWire(websocket, timeout_s)
            await wire.serve(Socket(self._parts, wire, asker))
        else:
            direct.take_over(Socket(self._parts, DirectWire(direct, timeout_s), asker))

    def _may_open(self, headers: Mapping[str, str]) -> bool:
        """Whether the page that opens the socket is of this server or an allowed one; programs send no
        Origin."""
        origin = headers.get("origin")
        if origin is None or origin.lower() in self._origins:
            return True
        place = place_of(origin)
        return bool(place) and place in (headers.get("host"), headers.get("x-forwarded-host"))


async def _deny(
    websocket: WebSocket, status: int, reason: str, headers: Mapping[str, str] | None = None
) -> None:
    await websocket.send_denial_response(PlainTextResponse(reason, status, headers))
