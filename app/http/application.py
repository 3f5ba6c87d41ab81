"""Putting the doors together around a schema."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp
from strawberry import Schema

from app.http.asking import Authenticate, everybody
from app.http.caching.cache import ResponseCache
from app.http.cost import Tariff
from app.http.documents import Documents
from app.http.executor import TIMEOUT_S, ContextFactory, Executor
from app.http.front import Doors, Front, FrontedApplication
from app.http.graphql import METHODS, GraphQLDoor
from app.http.hosts import OwnHosts
from app.http.live import LiveConnections
from app.http.metrics import CONTENT_TYPE, Metrics
from app.http.middleware import RequestLog
from app.http.origins import Origins
from app.http.pages import STATIC, page_routes
from app.http.persisted import Nowhere, PersistedDocuments, Texts
from app.http.problems import on_http_exception
from app.http.proxies import Networks, TrustedProxies
from app.http.queries import Code, as_is
from app.http.reception import Received, Reception, unlimited
from app.http.trusted import Trusted, admit, admit_while_serving
from app.http.websocket import SocketDoor, SocketLimits
from app.query.sources import Catalogue
from app.query.values import Shapes
from app.security.rates import RateLimits

VERSION = version("football-prediction")


@dataclass(frozen=True)
class Wiring:
    """What an application needs to be told; everything else it makes itself."""

    schema: Schema
    context_factory: ContextFactory
    code: Code = as_is
    catalogue: Catalogue | None = None
    """What queries are compiled from; None: none is compiled."""
    cache: ResponseCache | None = None
    """Where answers are kept; None: none are."""
    shapes: Shapes | None = None
    """How the schema's values are read; None: as Strawberry's definitions say."""
    timeout_s: float = TIMEOUT_S
    """How long a query or mutation may run."""
    authenticate: Authenticate = everybody
    proxies: Networks = ()
    """Proxies that are believed whom they were asked by."""
    tariff: Tariff | None = None
    """What operations may cost; None: nothing is counted."""
    rates: Callable[[], RateLimits] = unlimited
    trusted: Trusted = field(default_factory=dict)
    tested: Trusted = field(default_factory=dict)
    """Those of `trusted` that are known to be good: they are admitted while others are served already."""
    trusted_only: bool = False
    texts: Callable[[], Texts] = Nowhere
    """Where documents that clients name by their digests are shared, once it is open."""
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None
    routes: Sequence[BaseRoute] = ()
    doors: Doors = field(default_factory=dict)
    """What of the routes is asked most: answered past the router."""
    collectors: Sequence[Collector] = ()
    on_stop: Callable[[], None] = lambda: None
    socket_limits: SocketLimits = field(default_factory=SocketLimits)
    allowed_origins: Collection[str] = ()
    """Origins of other sites' pages that may ask."""
    own_hosts_only: bool = False
    """Whether `/graphql` is answered by an address, localhost and the hosts of those origins alone."""
    static: Path = STATIC


def make_application(wiring: Wiring) -> Starlette:
    """`/graphql`, the pages, `/metrics` and the given routes, with logs and metrics around all of them.

    `app.state.begin_stop()` turns readiness false and ends sockets and streams; the server calls it first.
    """
    metrics, live = Metrics(VERSION, wiring.collectors), LiveConnections()
    documents = Documents(wiring.tariff)
    executor = Executor(
        wiring.schema,
        wiring.context_factory,
        metrics,
        documents,
        code=wiring.code,
        catalogue=wiring.catalogue,
        cache=wiring.cache,
        shapes=wiring.shapes,
        timeout_s=wiring.timeout_s,
    )
    admit(documents, {one: wiring.trusted[one] for one in wiring.trusted.keys() - wiring.tested.keys()})
    persisted = PersistedDocuments(wiring.trusted, wiring.texts, only=wiring.trusted_only)
    reception = Reception(wiring.rates, persisted)
    origins = Origins(wiring.allowed_origins)
    door = GraphQLDoor(executor, live, metrics, wiring.authenticate, reception, origins=origins)
    received = Received(executor, reception, counted=True)
    authenticate = reception.counting(wiring.authenticate)
    sockets = SocketDoor(
        received, live, metrics, wiring.socket_limits, authenticate, allowed_origins=wiring.allowed_origins
    )
    routes = [
        Route("/graphql", door.respond, methods=METHODS),
        WebSocketRoute("/graphql", sockets.serve),
        Route("/metrics", _exposition(metrics)),
        *wiring.routes,
        *page_routes(VERSION, wiring.static),
    ]
    layers = [
        *([Middleware(TrustedProxies, proxies=wiring.proxies)] if wiring.proxies else []),
        Middleware(RequestLog, metrics=metrics, routes=_paths(routes)),
        *([Middleware(OwnHosts, allowed_origins=wiring.allowed_origins)] if wiring.own_hosts_only else []),
    ]
    doors = {(method, "/graphql"): door.respond for method in METHODS} | dict(wiring.doors)
    app = FrontedApplication(
        _within(layers, Front(doors)),
        doors,
        routes=routes,
        middleware=layers,
        exception_handlers={HTTPException: on_http_exception},
        lifespan=_serving(wiring, documents),
    )

    # a redirected POST loses its body with some clients
    app.router.redirect_slashes = False

    def begin_stop() -> None:
        wiring.on_stop()
        live.stop_all()

    app.state.begin_stop = begin_stop
    app.state.live = live
    return app


def _serving(
    wiring: Wiring, documents: Documents
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with nullcontext() if wiring.lifespan is None else wiring.lifespan(app):
            admitting = asyncio.create_task(
                admit_while_serving(documents, wiring.tested), name="trusted documents"
            )
            try:
                yield
            finally:
                admitting.cancel()
                await asyncio.wait([admitting])

    return lifespan


def _within(layers: Sequence[Middleware], app: ASGIApp) -> ASGIApp:
    for cls, args, kwargs in reversed(layers):
        app = cls(app, *args, **kwargs)
    return app


def _exposition(metrics: Metrics) -> Callable[[Request], Response]:
    # a plain function: Starlette runs it in a thread, off the event loop
    def respond(_: Request) -> Response:
        return Response(metrics.exposition(), media_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})

    return respond


def _paths(routes: Sequence[BaseRoute]) -> frozenset[str]:
    return frozenset(route.path for route in routes if isinstance(route, Route | Mount))
