"""Starting a collection."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from app import errors
from app.ingest.catalogue import NEW_LEAGUES, parse_competitions
from app.ingest.collector import Collector
from app.ingest.result import CollectionReport
from app.ingest.seasons import parse_seasons
from app.operations.jobs import Progress
from app.prediction import ratings
from app.prediction.settlement import settle
from app.security.viewer import Role
from schema.context import Info
from schema.enums import described
from schema.error_types import Conflict, PermissionDenied, RateLimited, ValidationFailed, failure
from schema.job import Job
from schema.mutating import mutation


class CollectionSource(StrEnum):
    FOOTBALL_DATA = "FOOTBALL_DATA"
    FIXTURES = "FIXTURES"
    NEW_LEAGUES = "NEW_LEAGUES"
    INTERNATIONAL = "INTERNATIONAL"
    ARCHIVE = "ARCHIVE"


described(
    CollectionSource,
    "What to collect.",
    FOOTBALL_DATA="Season files of European divisions: results, statistics, odds.",
    FIXTURES="The coming matches of those divisions.",
    NEW_LEAGUES="Leagues of further countries.",
    INTERNATIONAL="Matches between national teams.",
    ARCHIVE="The Bundesliga from 1963 on, without a network.",
)
Collect = Callable[[Progress], Awaitable[CollectionReport]]
StartCollectionResult = Annotated[
    Job | ValidationFailed | Conflict | PermissionDenied | RateLimited,
    strawberry.union("StartCollectionResult", description="The job, or why none was started."),
]


@strawberry.input(description="What to collect.")
class StartCollectionInput:
    source: CollectionSource = strawberry.field(description="What to collect.")
    competitions: list[str] | None = strawberry.field(
        default=None,
        description="Codes of divisions (FOOTBALL_DATA, which needs them) or of leagues (NEW_LEAGUES).",
    )
    seasons: list[str] | None = strawberry.field(
        default=None,
        description="Seasons (FOOTBALL_DATA, which needs them): codes or ranges, 2425 or 1516-2425.",
    )


@strawberry.type(description="What came of startCollection.")
class StartCollectionPayload:
    result: StartCollectionResult = strawberry.field(description="The job, or why none was started.")


@strawberry.type
class CollectionMutations:
    @mutation(
        needs=Role.OPERATOR,
        description="Collect matches from a source, bring the ratings up to date, settle what has ended.",
    )
    async def start_collection(
        self,
        info: Info,
        input: Annotated[StartCollectionInput, strawberry.argument(description="What to collect.")],
    ) -> StartCollectionPayload:
        services = info.context.services
        try:
            collect = _collection(services.collector, input, info.context.now)
        except errors.ValidationFailed as refused:
            return StartCollectionPayload(result=failure(refused))  # type: ignore[arg-type]  # a ValidationFailed

        async def work(progress: Progress) -> Mapping[str, Any]:
            report = await collect(progress)
            refreshed = await ratings.refresh(services.database_url)
            settled = await settle(services.database_url, services.clock)
            return {
                "collection": report.as_json(),
                "rated": refreshed.matches,
                "settled": asdict(settled),
            }

        job = await services.jobs.start("startCollection", _asked(input), work, info.context.act)
        return StartCollectionPayload(result=Job.of(job))


def _collection(collector: Collector, input: StartCollectionInput, now: datetime) -> Collect:
    """What to await with a progress. Raises ValidationFailed now for what the job would refuse later."""
    competitions = ",".join(input.competitions or ())
    match input.source:
        case CollectionSource.FOOTBALL_DATA:
            codes = parse_competitions(competitions)
            seasons = parse_seasons(",".join(input.seasons or ()), now.date())
            return lambda progress: collector.football_data(codes, seasons, progress)
        case CollectionSource.FIXTURES:
            return collector.fixtures
        case CollectionSource.NEW_LEAGUES:
            leagues = parse_competitions(competitions or "all", NEW_LEAGUES)
            return lambda progress: collector.new_leagues(leagues, progress)
        case CollectionSource.INTERNATIONAL:
            return lambda progress: collector.international(on_progress=progress)
        case CollectionSource.ARCHIVE:
            return collector.archive


def _asked(input: StartCollectionInput) -> Mapping[str, Any]:
    return {
        "source": input.source.value,
        "competitions": input.competitions,
        "seasons": input.seasons,
    }
