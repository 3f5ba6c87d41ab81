"""Strawberry as its documentation shows it: its ASGI app, an ORM, a DataLoader for each relation."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import strawberry
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from app.db import models
from app.db.connection import connection, open_database
from benchmarks.speed.servers import common

given = common.arguments()
forecaster = common.Forecaster(given.models)


@strawberry.type
class Team:
    name: str


@strawberry.type
class Competition:
    code: str
    name: str


@strawberry.type
class Outcome:
    home: float
    draw: float
    away: float


@strawberry.type
class Model:
    name: str
    version: str


@strawberry.type
class Fresh:
    outcome: Outcome


@strawberry.type
class Prediction:
    row: strawberry.Private[models.Prediction]
    made_at: datetime

    @strawberry.field
    def outcome(self) -> Outcome:
        return Outcome(home=self.row.home, draw=self.row.draw, away=self.row.away)

    @strawberry.field
    async def model(self, info: Info) -> Model:
        found = await info.context["versions"].load(self.row.model_version_id)  # type: ignore[attr-defined]
        return Model(name=found.name, version=found.version)


@strawberry.type
class Match:
    row: strawberry.Private[models.Match]
    id: int
    kickoff: datetime
    status: str

    @strawberry.field
    async def home(self, info: Info) -> Team:
        return Team(name=(await info.context["teams"].load(self.row.home_id)).name)  # type: ignore[attr-defined]

    @strawberry.field
    async def away(self, info: Info) -> Team:
        return Team(name=(await info.context["teams"].load(self.row.away_id)).name)  # type: ignore[attr-defined]

    @strawberry.field
    async def competition(self, info: Info) -> Competition:
        found = await info.context["competitions"].load(self.row.competition_id)  # type: ignore[attr-defined]
        return Competition(code=found.code, name=found.name)

    @strawberry.field
    async def latest_prediction(self, info: Info) -> Prediction | None:
        found = await info.context["latest"].load(self.id)
        return None if found is None else Prediction(row=found, made_at=found.made_at)

    @strawberry.field
    async def prediction(self, info: Info) -> Fresh:
        home, draw, away = await info.context["fresh"].load(self.id)
        return Fresh(outcome=Outcome(home=home, draw=draw, away=away))


@strawberry.type
class Query:
    @strawberry.field
    async def match(self, id: int) -> Match | None:  # noqa: A002  the API's word
        row = await models.Match.get_or_none(id=id)
        return None if row is None else _match(row)

    @strawberry.field
    async def matches(self, competition: str, season: str) -> list[Match]:
        own = await models.Season.get(competition__code=competition, code=season)
        found = models.Match.filter(season=own, competition_id=own.competition_id)  # type: ignore[attr-defined]
        return [_match(row) for row in await found.order_by("kickoff", "id").limit(50)]


def _match(row: models.Match) -> Match:
    return Match(row=row, id=row.id, kickoff=row.kickoff, status=row.status)


def _by_id(model: Any) -> Callable[[list[int]], Any]:
    async def load(keys: list[int]) -> list[Any]:
        found = await model.filter(id__in=keys).in_bulk(keys, "id")
        return [found.get(key) for key in keys]

    return load


async def _latest(keys: list[int]) -> list[models.Prediction | None]:
    rows = await models.Prediction.filter(match_id__in=keys, shadow=False).order_by("sequence")
    found = {row.match_id: row for row in rows}  # type: ignore[attr-defined]
    return [found.get(key) for key in keys]


async def _fresh(keys: list[int]) -> list[list[float]]:
    now = common.utc_now()
    rows = await connection().execute_query_dict(common.STATES_OF_SOME, [now, keys])
    outcomes = dict(zip((row["id"] for row in rows), forecaster.outcomes(rows, now), strict=True))
    return [outcomes[key] for key in keys]


class Stock(GraphQL):  # type: ignore[type-arg]
    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:  # type: ignore[override]  # noqa: ARG002
        return {
            "teams": DataLoader(_by_id(models.Team)),
            "competitions": DataLoader(_by_id(models.Competition)),
            "versions": DataLoader(_by_id(models.ModelVersion)),
            "latest": DataLoader(_latest),
            "fresh": DataLoader(_fresh),
        }


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    async with open_database(given.database, pool_size=common.POOL):
        yield


if __name__ == "__main__":
    app = Starlette(lifespan=lifespan)
    app.add_route("/graphql", Stock(strawberry.Schema(Query)))
    app.add_route("/liveness", common.alive)
    common.run(app, given.port)
