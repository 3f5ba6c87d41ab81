"""The ASGI application: what is opened while it runs, and what is at which path."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.datastructures import State

from app.clock import system_clock
from app.config import Settings
from app.health.routes import health_doors, health_routes
from app.health.standard import workers_check
from app.http.application import VERSION, Wiring, make_application
from app.http.asking import by_keys
from app.http.caching.cache import ResponseCache
from app.http.caching.meters import cache_meters
from app.http.caching.remote import Alone
from app.http.origins import origins_in
from app.http.persisted import Nowhere
from app.http.proxies import networks_in
from app.http.server import is_local
from app.http.trusted import built_in, configured
from app.live.schema_files import schema_routes
from app.live.service import parts_of
from app.meters import service_meters
from app.services import Services, open_services
from schema import build_schema
from schema.compiled import catalogue
from schema.context import Context
from schema.errors import coded
from schema.keeping import keeping
from schema.limits import TARIFF
from schema.shapes import shapes


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
            opened.keys.guard(app.state.live)
            yield

    def begin_stop() -> None:
        if hasattr(state, "services"):
            services().health.drain()

    schema = build_schema()
    cache = ResponseCache(
        schema._schema,  # noqa: SLF001  Strawberry's is a view of it
        keeping(schema),
        most_bytes=settings.cache_mb * 1_000_000,
        clock=system_clock,
        models=lambda: services().models.fingerprint,
        remote=lambda: services().answers or Alone(),
        version=VERSION,
    )
    return make_application(
        Wiring(
            schema=schema,
            context_factory=lambda asker: Context(services(), asker),
            allowed_origins=origins_in(settings.allowed_origins),
            own_hosts_only=settings.anonymous in ("operator", "admin") and is_local(settings.host),
            authenticate=by_keys(lambda: services().keys),
            proxies=networks_in(settings.trusted_proxies),
            tariff=TARIFF,
            code=coded,
            catalogue=catalogue(schema),
            cache=cache if settings.cache_mb else None,
            shapes=shapes(schema),
            timeout_s=settings.operation_timeout_s,
            rates=lambda: services().rates,
            trusted=configured(settings.documents),
            tested=built_in(),
            trusted_only=settings.documents_only,
            texts=lambda: services().texts or Nowhere(),
            lifespan=lifespan,
            doors=health_doors(lambda: services().health),
            routes=[*health_routes(lambda: services().health), *schema_routes()],
            collectors=[*service_meters(lambda: getattr(state, "services", None)), *cache_meters(cache)],
            on_stop=begin_stop,
        )
    )
