"""GraphQL over HTTP (the GraphQL-over-HTTP specification), and over SSE where the client accepts that."""

from collections.abc import Mapping

from graphql import GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.http import negotiation
from app.http.answer import Answer, describe, refusal
from app.http.asking import Authenticate, admitted, asker_of, everybody
from app.http.body import LingeringResponse, read_json_body
from app.http.deadline import ClientGone
from app.http.direct import direct_body_of
from app.http.documents import DocumentRefused
from app.http.etag import tagged
from app.http.events import EventStream, refused_stream
from app.http.exchange import Reply, header_of
from app.http.executor import Executor
from app.http.heartbeat import HEARTBEAT_S, Heartbeats
from app.http.live import LiveConnections
from app.http.metrics import Metrics
from app.http.negotiation import EVENT_STREAM, GRAPHQL_JSON, JSON
from app.http.operation import Operation
from app.http.origins import Origins
from app.http.rates import require, tell
from app.http.reception import Received, Reception
from app.http.refusals import BodyTooLarge, MethodNotAllowed, MutationNeedsPost, NotAcceptable, RequestRefused
from app.http.stream_listener import StreamParts
from app.security.viewer import Asker

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OFFERED = (JSON, GRAPHQL_JSON, EVENT_STREAM)
NO_STORE = {"Cache-Control": "no-store"}
CLIENT_GONE = 499
"""What logs and metrics say of a request that nobody waits for any more."""


class GraphQLDoor:
    """The endpoint `/graphql` for everything but WebSockets."""

    def __init__(
        self,
        executor: Executor,
        live: LiveConnections,
        metrics: Metrics,
        authenticate: Authenticate = everybody,
        reception: Reception | None = None,
        *,
        origins: Origins | None = None,
        playground: str = "/playground",
    ) -> None:
        self._executor = executor
        self._reception = reception or Reception()
        received = Received(executor, self._reception, counted=False)
        self._streams = StreamParts(received, live, metrics, Heartbeats(HEARTBEAT_S))
        self._authenticate = self._reception.guarding(authenticate)
        self._origins = origins or Origins()
        self._playground = playground

    async def respond(self, request: Request) -> Response:
        if _is_a_person(request):
            return RedirectResponse(self._playground, status_code=303)
        media_type, draw = JSON, None
        try:
            if request.method == "OPTIONS" and (allowed := self._origins.preflight(request.scope)):
                return _allow(allowed)
            media_type = _media_type(request, OFFERED)
            asker = admitted(await asker_of(request.scope, self._authenticate))
            draw = await self._reception.count(asker.viewer)
            require(draw)
            operation = await self._read(request)
            response = await self._run(request, operation, asker, media_type)
        except RequestRefused as refused:
            response = _refuse(refused, media_type)
        response.raw_headers += self._origins.told(request.scope)
        return tell(response, draw)

    async def _read(self, request: Request) -> Operation:
        if request.method == "POST":
            return Operation.from_json(await read_json_body(request))
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(f"{request.method} is not accepted; send GET or POST")
        self._origins.require_own(request.scope)
        return Operation.from_parameters(request.query_params)

    async def _run(self, request: Request, operation: Operation, asker: Asker, media_type: str) -> Response:
        try:
            found = await self._reception.documents.find(operation, asker.viewer)
            kind = self._executor.kind(found)
        except DocumentRefused as refused:
            told = refusal(refused.errors, asker.request_id)
            return refused_stream(told) if media_type == EVENT_STREAM else respond(told, media_type)
        if kind is OperationType.MUTATION and request.method != "POST":
            raise MutationNeedsPost("mutations change things and are accepted by POST only")
        if kind is OperationType.SUBSCRIPTION:
            media_type = _media_type(request, (EVENT_STREAM,))
        if media_type == EVENT_STREAM:
            return EventStream(self._streams, found, asker)
        if kind is OperationType.MUTATION:
            answer = await self._executor.execute(found, asker)
        else:
            try:
                answer = await self._executor.execute(found, asker, direct_body_of(request.scope))
            except ClientGone:
                return Response(status_code=CLIENT_GONE)
        if found.sha256 is not None and not answer.refused:
            await self._reception.documents.keep(found)
        response = respond(answer, media_type)
        if request.method == "POST" or answer.errors or answer.refused:
            return response
        return tagged(answer, media_type, response, request.headers.get("if-none-match"))


def respond(
    answer: Answer, media_type: str, status: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """The HTTP response for an answer.

    By the specification a refused operation is a 400, but a 200 for clients that only know application/json.
    """
    if status is None:
        status = 500 if answer.broken else 400 if answer.refused and media_type != JSON else 200
    written = GRAPHQL_JSON if media_type == GRAPHQL_JSON else JSON
    if status == 200 and not headers:
        return Reply(answer.encoded(), written)
    kind = LingeringResponse if status == BodyTooLarge.status else Response
    return kind(
        answer.encoded(),
        status_code=status,
        media_type=f"{written}; charset=utf-8",
        headers=NO_STORE | dict(headers or {}),
    )


def _allow(headers: list[tuple[bytes, bytes]]) -> Response:
    response = Response(status_code=204)
    response.raw_headers += headers
    return response


def _media_type(request: Request, offered: tuple[str, ...]) -> str:
    chosen = negotiation.choose(header_of(request.scope, b"accept"), offered)
    if chosen is None:
        raise NotAcceptable(f"this operation is answered as {' or '.join(offered)}; accept one of them")
    return chosen


def _refuse(refused: RequestRefused, media_type: str) -> Response:
    error = describe(GraphQLError(refused.message, original_error=refused), "")
    return respond(Answer(None, (error,), refused=True), media_type, refused.status, refused.headers)


def _is_a_person(request: Request) -> bool:
    """A browser that was pointed at the endpoint wants to see something."""
    if request.method != "GET" or not negotiation.accepts(request.headers.get("accept"), "text/html"):
        return False
    return not any(name in request.query_params for name in ("query", "documentId", "extensions"))
