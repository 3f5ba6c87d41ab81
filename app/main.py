"""The ASGI application: what is opened while it runs, and what is at which path."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import State

from app.clock import system_clock
from app.config import Settings
from app.health.routes import health_routes
from app.health.standard import workers_check
from app.http.application import Wiring, make_application
from app.http.metrics import Counts
from app.live.service import parts_of
from app.prediction.online import OnlineFeatures
from app.services import Services, open_services
from schema import build_schema
from schema.context import Context


def create_app(settings: Settings) -> Starlette:
    """The application, opening its services when its lifespan begins."""
    state = State()

    def services() -> Services:
        opened: Services = state.services
        return opened

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        crew = getattr(app.state, "crew", None)
        checks = () if crew is None else (workers_check(crew, system_clock),)
        async with open_services(settings, checks=checks, live_parts=parts_of(settings)) as opened:
            state.services = opened
            yield

    def begin_stop() -> None:
        if hasattr(state, "services"):
            services().health.drain()

    return make_application(
        Wiring(
            schema=build_schema(),
            context_factory=lambda request_id: Context.for_operation(services(), request_id),
            lifespan=lifespan,
            routes=health_routes(lambda: services().health),
            collectors=[_feature_reads(lambda: services().online_features)],
            on_stop=begin_stop,
        )
    )


def _feature_reads(online: Callable[[], OnlineFeatures | None]) -> Counts:
    def counts() -> Mapping[str, int]:
        opened = online()
        return {} if opened is None else opened.reads

    return Counts(
        "football_feature_reads",
        "Features asked of the online store by what became of them; all but `online` came from PostgreSQL",
        "outcome",
        counts,
    )
