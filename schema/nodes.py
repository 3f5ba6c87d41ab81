"""Asking for anything by its id."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry

from app.db import features, jobs
from app.errors import NotFound, ValidationFailed
from schema.arguments import Id
from schema.collection import CollectionRun
from schema.competition import Competition
from schema.context import Info
from schema.features import FeatureRow
from schema.ids import row_id, split_id, uuid_of
from schema.job import Job
from schema.match import Match
from schema.model import ModelVersion
from schema.node import Node
from schema.team import Team

MOST = 100


async def _job(_: Info, id: str) -> Job | None:
    try:
        return Job.of(await jobs.by_id(uuid_of("Job", id)))
    except NotFound:
        return None


async def _feature_row(_: Info, id: str) -> FeatureRow | None:
    key = row_id("FeatureRow", id)
    row = (await features.by_ids([key])).get(key)
    return None if row is None else FeatureRow.of(row)


def _loaded(type_name: str, loader: str, of: Callable[[Any], Node]) -> Callable[[Info, str], Awaitable[Any]]:
    async def find(info: Info, id: str) -> Node | None:
        row = await getattr(info.context.loaders, loader).load(row_id(type_name, id))
        return None if row is None else of(row)

    return find


_FIND: dict[str, Callable[[Info, str], Awaitable[Node | None]]] = {
    "Match": _loaded("Match", "matches", Match.of),
    "Team": _loaded("Team", "teams", Team.of),
    "Competition": _loaded("Competition", "competitions", Competition.of),
    "ModelVersion": _loaded("ModelVersion", "model_versions", ModelVersion.of),
    "CollectionRun": _loaded("CollectionRun", "runs", CollectionRun.of),
    "FeatureRow": _feature_row,
    "Job": _job,
}


@strawberry.type
class NodeQueries:
    @strawberry.field(description="Whatever has this id; null where nothing has it any more.")
    async def node(self, info: Info, id: Id) -> Node | None:
        return await _find(info, id)

    @strawberry.field(description="Whatever has these ids, in their order; null where nothing has one.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, at most 100.")],
    ) -> list[Node | None]:
        if len(ids) > MOST:
            raise ValidationFailed("ids", f"at most {MOST} are answered at once, not {len(ids)}")
        return list(await asyncio.gather(*(_find(info, one) for one in ids)))


async def _find(info: Info, id: str) -> Node | None:
    type_name, _ = split_id(id)
    if type_name not in _FIND:
        raise ValidationFailed("id", f"no {type_name} can be asked for by id alone")
    return await _FIND[type_name](info, id)
