"""Everything opened at start, in one place and in order; closed in the opposite one.

Only `main`, `cli` and `schema` see `Services`: everything below takes what it needs in its constructor.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.clients.answers import RedisAnswers, open_answers
from app.clients.feast import online_store
from app.clients.mlflow import MlflowClient
from app.clients.rates import RedisLender
from app.clients.redis import open_redis
from app.clients.texts import RedisTexts
from app.clock import Clock, system_clock
from app.config import Settings
from app.db import api_keys, outbox
from app.db.connection import open_database
from app.db.embedded import embedded_postgres
from app.db.migrations import check_schema
from app.health.checks import Check, HealthService
from app.health.features import feature_store_check
from app.health.limits import rates_check
from app.health.live import live_checks
from app.health.models import model_checks
from app.health.standard import BACKGROUND_TASKS, standard_checks
from app.ingest.collector import Collector
from app.live.service import LiveService, Part, open_live
from app.live.topics import CONSUMER_GROUP
from app.operations.auditing import AuditTrail
from app.operations.jobs import JobRunner
from app.prediction.explanation import Explainer
from app.prediction.features import FeatureService
from app.prediction.online import OnlineFeatures
from app.prediction.performance import ModelPerformance
from app.prediction.predictor import Predictor
from app.prediction.promotion import ModelPromotions
from app.prediction.registry import ModelRegistry
from app.prediction.remote import RemoteModels
from app.prediction.shadows import Shadows
from app.security.keyring import KeyRing
from app.security.rates import RateLimits
from app.security.viewer import anonymous_role

SHARED_TIMEOUT_S = 0.25
"""How long a request waits for what processes share in Redis, before it does without."""


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    clock: Clock
    database_url: str
    models: ModelRegistry
    features: FeatureService
    online_features: OnlineFeatures | None
    predictor: Predictor
    promotions: ModelPromotions
    performance: ModelPerformance
    explainer: Explainer
    jobs: JobRunner
    collector: Collector
    live: LiveService
    health: HealthService
    keys: KeyRing
    audit: AuditTrail
    loop: asyncio.AbstractEventLoop
    rates: RateLimits
    texts: RedisTexts | None
    answers: RedisAnswers | None
    """Where processes share documents that clients name by their digests."""


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
    settings: Settings,
    clock: Clock = system_clock,
    *,
    checks: Sequence[Check] = (),
    live_parts: Collection[Part] = (),
) -> AsyncIterator[Services]:
    """Open everything, or nothing: what was opened is closed when a later step fails.

    `checks` are added to the health's standard ones; `live_parts` of live matches run in this process.
    """
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(open_store(settings))
        downloads = settings.home / "models"
        models = await stack.enter_async_context(
            ModelRegistry(settings.models_dir, settings.model, clock, downloads=downloads)
        )
        remote = await _open_mlflow(stack, settings, models, downloads, clock)
        store = await stack.enter_async_context(online_store(settings))
        online = None if store is None else OnlineFeatures(store)
        features = FeatureService(clock, online)
        shadows = await stack.enter_async_context(Shadows(clock))
        predictor = Predictor(models, features, clock, shadows)
        live = await stack.enter_async_context(
            open_live(settings, url, models, predictor, clock, parts=live_parts)
        )
        rates, texts = await _open_limits(stack, settings)
        every_check = (
            *standard_checks(settings, models, clock, (*BACKGROUND_TASKS, *live.tasks())),
            *live_checks(
                live.consumer, live.relay, live.bus, lambda: outbox.backlog(clock()), _consumers(settings)
            ),
            feature_store_check(online, clock),
            rates_check(rates),
            *model_checks(remote, shadows, clock),
            *checks,
        )
        yield Services(
            settings=settings,
            clock=clock,
            database_url=url,
            models=models,
            features=features,
            online_features=online,
            predictor=predictor,
            explainer=Explainer(models, features),
            promotions=ModelPromotions(models, predictor, clock, remote),
            performance=ModelPerformance(url, models, predictor, clock),
            jobs=await stack.enter_async_context(JobRunner(clock)),
            collector=Collector(url, settings.data_url, clock),
            live=live,
            keys=await stack.enter_async_context(
                KeyRing(api_keys, clock, anonymous_role(settings.anonymous))
            ),
            audit=AuditTrail(),
            health=HealthService(every_check, clock, settings.health_timeout_s),
            loop=asyncio.get_running_loop(),
            rates=rates,
            texts=texts,
            answers=await _open_answers(stack, settings),
        )


async def _open_answers(stack: AsyncExitStack, settings: Settings) -> RedisAnswers | None:
    """Where processes tell each other answers, where there is Redis and answers are kept."""
    if settings.redis_url is None or not settings.cache_mb:
        return None
    return await stack.enter_async_context(open_answers(settings.redis_url.get_secret_value()))


async def _open_limits(stack: AsyncExitStack, settings: Settings) -> tuple[RateLimits, RedisTexts | None]:
    """What counts requests, and keeps documents, for all processes where there is Redis."""
    limits = settings.rate_limit, settings.key_rate_limit
    if settings.redis_url is None:
        return RateLimits(*limits), None
    redis = await stack.enter_async_context(
        open_redis(settings.redis_url.get_secret_value(), SHARED_TIMEOUT_S)
    )
    return RateLimits(*limits, RedisLender(redis)), RedisTexts(redis)


def _consumers(settings: Settings) -> Callable[[], Awaitable[int]] | None:
    """What counts the consumers of live events in all processes, where there is Kafka."""
    servers = settings.kafka_bootstrap_servers
    if servers is None:
        return None
    from app.clients import kafka  # noqa: PLC0415  its library is loaded where Kafka is set

    return lambda: kafka.group_members(servers, CONSUMER_GROUP, client_id="football-health-live")


async def _open_mlflow(
    stack: AsyncExitStack, settings: Settings, models: ModelRegistry, downloads: Path, clock: Clock
) -> RemoteModels | None:
    """What follows MLflow's aliases, where a server is set."""
    if settings.mlflow_tracking_uri is None:
        return None
    client = await stack.enter_async_context(MlflowClient(settings.mlflow_tracking_uri.get_secret_value()))
    return await stack.enter_async_context(RemoteModels(client, models, downloads, clock))
