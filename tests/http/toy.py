"""A small real schema and application, so that the doors are tested without football."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import strawberry
from starlette.applications import Starlette
from strawberry import Schema
from strawberry.types import Info

from app.config import Settings
from app.errors import NotFound, Unavailable
from app.health.checks import Check, Finding, HealthService
from app.health.routes import health_routes
from app.http.application import Wiring, make_application
from app.http.origins import origins_in
from app.http.shared import Shared
from app.http.websocket import SocketLimits
from app.security.viewer import Asker
from tests.http.ticker import Tick, Ticker

SECRET = "the database password is hunter2"


@dataclass
class Pitch:
    """What the toy remembers: contexts made, generators open, numbers added."""

    contexts: list[str] = field(default_factory=list)
    open_generators: int = 0
    total: int = 0
    views: int = 0
    ticker: Ticker = field(default_factory=Ticker)

    def make_context(self, asker: Asker) -> "Context":
        self.contexts.append(asker.request_id)
        return Context(self, asker.request_id)


@dataclass
class Context:
    pitch: Pitch
    request_id: str
    rights: str = ""


ToyInfo = Info[Context, None]


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "hello"

    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def request_id(self, info: ToyInfo) -> str:
        return info.context.request_id

    @strawberry.field
    async def slow(self, seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError(SECRET)

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound("no match has id 17; `matches` lists those known")

    @strawberry.field
    def open_generators(self, info: ToyInfo) -> int:
        return info.context.pitch.open_generators


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self, info: ToyInfo, number: int) -> int:
        info.context.pitch.total += number
        return info.context.pitch.total


@strawberry.type
class Ticked:
    """What the ticker tells, as the schema shows it."""

    number: int
    missed: int
    pitch: strawberry.Private[Pitch]
    request_id: strawberry.Private[str]

    @strawberry.field
    def padded(self, size: int) -> str:
        return str(self.number).rjust(size, ".")

    @strawberry.field
    def mended(self) -> str | None:
        raise NotFound("nothing is mended")

    @strawberry.field
    async def viewed(self) -> int:
        """How often any tick was executed on."""
        self.pitch.views += 1
        await asyncio.sleep(0)
        return self.pitch.views


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(
        self, info: ToyInfo, stream: str = "a", after: int | None = None
    ) -> AsyncIterable[Ticked]:
        context = info.context
        if stream == "none":
            raise NotFound("no stream is named none")

        def view(tick: Tick) -> Ticked:
            if (stream, tick.position) == ("unlucky", 13):
                raise RuntimeError(SECRET)
            return Ticked(
                number=tick.position, missed=tick.missed, pitch=context.pitch, request_id=context.request_id
            )

        return Shared(context.pitch.ticker.follow(stream, after), view)

    @strawberry.subscription
    async def count(self, info: ToyInfo, to: int, every_s: float = 0.0) -> AsyncGenerator[int, None]:
        with _open(info.context.pitch):
            for number in range(1, to + 1):
                yield number
                await asyncio.sleep(every_s)

    @strawberry.subscription
    async def silence(self, info: ToyInfo) -> AsyncGenerator[int, None]:
        with _open(info.context.pitch):
            await asyncio.Event().wait()
            yield 0

    @strawberry.subscription
    async def broken(self, info: ToyInfo) -> AsyncGenerator[int, None]:
        with _open(info.context.pitch):
            yield 1
            raise RuntimeError(SECRET)

    @strawberry.subscription
    async def flood(self, info: ToyInfo) -> AsyncGenerator[str, None]:
        with _open(info.context.pitch):
            while True:
                yield "x" * 60_000
                await asyncio.sleep(0)


class _open:  # noqa: N801  reads as a verb
    def __init__(self, pitch: Pitch) -> None:
        self._pitch = pitch

    def __enter__(self) -> None:
        self._pitch.open_generators += 1

    def __exit__(self, *_: object) -> None:
        self._pitch.open_generators -= 1


class QuietSchema(Schema):
    def process_errors(self, *_: object) -> None:
        """The doors log what clients are not told."""


def toy_schema() -> Schema:
    return QuietSchema(Query, Mutation, Subscription)


def toy_app(pitch: Pitch, limits: SocketLimits | None = None, origins: str = "") -> Starlette:
    async def healthy() -> Finding:
        return Finding()

    health = HealthService([Check("toy", True, healthy)], lambda: datetime.now(UTC), 1.0)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield

    return make_application(
        Wiring(
            schema=toy_schema(),
            context_factory=pitch.make_context,
            lifespan=lifespan,
            routes=health_routes(lambda: health),
            on_stop=health.drain,
            socket_limits=limits or SocketLimits(),
            allowed_origins=origins_in(origins),
        )
    )


def create_app(settings: Settings) -> Starlette:
    """For servers in a process of their own."""
    return toy_app(Pitch(), origins=settings.allowed_origins)


def create_unavailable_app(_: Settings) -> Starlette:
    """An application whose start fails."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        raise Unavailable("the toy does not answer; wind it up")
        yield

    return make_application(Wiring(toy_schema(), Pitch().make_context, lifespan=lifespan))
