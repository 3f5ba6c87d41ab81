"""FastAPI as its documentation shows it: response models, an asyncpg pool in the lifespan."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from fastapi import FastAPI, Request
from pydantic import BaseModel

from benchmarks.speed.servers import common


class Named(BaseModel):
    name: str


class Competition(BaseModel):
    code: str
    name: str


class Outcome(BaseModel):
    home: float
    draw: float
    away: float


class Model(BaseModel):
    name: str
    version: str


class Prediction(BaseModel):
    outcome: Outcome
    madeAt: datetime  # noqa: N815  the API's spelling
    model: Model


class Match(BaseModel):
    id: int
    kickoff: datetime
    status: str
    home: Named
    away: Named
    competition: Competition
    latestPrediction: Prediction | None  # noqa: N815  the API's spelling


class Fresh(BaseModel):
    outcome: Outcome


class Predicted(BaseModel):
    id: int
    prediction: Fresh


given = common.arguments()
forecaster = common.Forecaster(given.models)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with await common.stock_pool(given.database) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/typename")
async def typename() -> dict[str, str]:
    return {"__typename": "Query"}


@app.get("/liveness")
async def liveness() -> dict[str, str]:
    return {"status": "pass"}


@app.get("/match/{number}")
async def match(request: Request, number: int) -> Match | None:
    row = await request.app.state.pool.fetchrow(common.ONE, number)
    return None if row is None else _match(row)


@app.get("/matches/{competition}/{season}")
async def matches(request: Request, competition: str, season: str) -> list[Match]:
    return [_match(row) for row in await request.app.state.pool.fetch(common.LIST, competition, season)]


@app.get("/prediction/{number}")
async def prediction(request: Request, number: int) -> Predicted:
    now = common.utc_now()
    return _predicted(await request.app.state.pool.fetch(common.STATES_OF_ONE, now, number), now)[0]


@app.get("/predictions/{competition}/{season}")
async def predictions(request: Request, competition: str, season: str) -> list[Predicted]:
    now = common.utc_now()
    return _predicted(
        await request.app.state.pool.fetch(common.STATES_OF_LIST, now, competition, season), now
    )


def _match(row: Any) -> Match:
    outcome = Outcome(home=row["home"], draw=row["draw"], away=row["away"])
    return Match(
        id=row["id"],
        kickoff=row["kickoff"],
        status=row["status"],
        home=Named(name=row["home_name"]),
        away=Named(name=row["away_name"]),
        competition=Competition(code=row["code"], name=row["competition_name"]),
        latestPrediction=Prediction(
            outcome=outcome, madeAt=row["made_at"], model=Model(name=row["model"], version=row["version"])
        ),
    )


def _predicted(rows: Any, now: datetime) -> list[Predicted]:
    outcomes = forecaster.outcomes(rows, now)
    return [
        Predicted(id=row["id"], prediction=Fresh(outcome=Outcome(home=home, draw=draw, away=away)))
        for row, (home, draw, away) in zip(rows, outcomes, strict=True)
    ]


if __name__ == "__main__":
    common.run(app, given.port)
