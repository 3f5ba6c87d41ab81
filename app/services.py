"""Everything opened at start, in one place and in order; closed in the opposite one.

Only `main`, `cli` and `schema` see `Services`: everything below takes what it needs in its constructor.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

from app.clock import Clock, system_clock
from app.config import Settings
from app.db.connection import open_database
from app.db.embedded import embedded_postgres
from app.db.migrations import check_schema
from app.health.checks import Check, HealthService
from app.health.standard import standard_checks
from app.ingest.collector import Collector
from app.operations.jobs import JobRunner
from app.prediction.explanation import Explainer
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    clock: Clock
    database_url: str
    models: ModelRegistry
    features: FeatureService
    predictor: Predictor
    explainer: Explainer
    jobs: JobRunner
    collector: Collector
    health: HealthService


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The URL of the database: the one set, or the embedded server's, running meanwhile."""
    if settings.database_url is not None:
        yield settings.database_url.get_secret_value()
        return
    with embedded_postgres(settings.home) as url:
        yield url


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[str]:
    """The database alone, opened and at this program's version; yields its URL.

    Raises Unavailable, DatabaseIsNewer or DatabaseIsOlder.
    """
    with database_url(settings) as url:
        async with open_database(
            url, pool_size=settings.database_pool_size, timeout_s=settings.database_timeout_s
        ):
            await check_schema()
            yield url


@asynccontextmanager
async def open_services(
    settings: Settings, clock: Clock = system_clock, *, checks: Sequence[Check] = ()
) -> AsyncIterator[Services]:
    """Open everything, or nothing: what was opened is closed when a later step fails.

    `checks` are added to the health's standard ones.
    """
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(open_store(settings))
        models = await stack.enter_async_context(ModelRegistry(settings.models_dir, settings.model, clock))
        features = FeatureService(clock)
        yield Services(
            settings=settings,
            clock=clock,
            database_url=url,
            models=models,
            features=features,
            predictor=Predictor(models, features, clock),
            explainer=Explainer(models, features),
            jobs=await stack.enter_async_context(JobRunner(clock)),
            collector=Collector(url, settings.data_url, clock),
            health=HealthService(
                [*standard_checks(settings, models, clock), *checks], clock, settings.health_timeout_s
            ),
        )
