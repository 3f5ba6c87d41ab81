"""No framework: an ASGI function, asyncpg's pool as it comes, one statement a question, orjson."""

from typing import Any

import asyncpg
import orjson

from benchmarks.speed.servers import common

HEADERS = [(b"content-type", b"application/json")]
NOT_FOUND = orjson.dumps({"error": "not found"})


class Raw:
    def __init__(self, database: str, forecaster: common.Forecaster) -> None:
        self._database = database
        self._forecaster = forecaster
        self._pool: asyncpg.Pool[asyncpg.Record]
        self._answers = {
            "typename": self._typename,
            "liveness": self._liveness,
            "match": self._match,
            "matches": self._matches,
            "prediction": self._prediction,
            "predictions": self._predictions,
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        _, name, *rest = scope["path"].split("/")
        answer = self._answers.get(name)
        body = NOT_FOUND if answer is None else await answer(*rest)
        length = (b"content-length", b"%d" % len(body))
        await send(
            {"type": "http.response.start", "status": 200 if answer else 404, "headers": [*HEADERS, length]}
        )
        await send({"type": "http.response.body", "body": body})

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self._pool = await common.stock_pool(self._database)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _typename(self) -> bytes:
        return orjson.dumps({"__typename": "Query"})

    async def _liveness(self) -> bytes:
        return orjson.dumps({"status": "pass"})

    async def _match(self, number: str) -> bytes:
        async with self._pool.acquire() as connection:
            row = await connection.fetchrow(common.ONE, int(number))
        return orjson.dumps(None if row is None else _match(row))

    async def _matches(self, competition: str, season: str) -> bytes:
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(common.LIST, competition, season)
        return orjson.dumps([_match(row) for row in rows])

    async def _prediction(self, number: str) -> bytes:
        now = common.utc_now()
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(common.STATES_OF_ONE, now, int(number))
        return orjson.dumps(self._predicted(rows, now)[0])

    async def _predictions(self, competition: str, season: str) -> bytes:
        now = common.utc_now()
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(common.STATES_OF_LIST, now, competition, season)
        return orjson.dumps(self._predicted(rows, now))

    def _predicted(self, rows: Any, now: Any) -> list[dict[str, Any]]:
        outcomes = self._forecaster.outcomes(rows, now)
        return [
            {
                "id": row["id"],
                "prediction": {"outcome": dict(zip(("home", "draw", "away"), outcome, strict=True))},
            }
            for row, outcome in zip(rows, outcomes, strict=True)
        ]


def _match(row: Any) -> dict[str, Any]:
    number, kickoff, status, home, away, code, name, win, draw, loss, made_at, model, version = row
    return {
        "id": number,
        "kickoff": kickoff,
        "status": status,
        "home": {"name": home},
        "away": {"name": away},
        "competition": {"code": code, "name": name},
        "latestPrediction": {
            "outcome": {"home": win, "draw": draw, "away": loss},
            "madeAt": made_at,
            "model": {"name": model, "version": version},
        },
    }


if __name__ == "__main__":
    given = common.arguments()
    common.run(Raw(given.database, common.Forecaster(given.models)), given.port)
