"""What the Python servers share: their arguments, their statements, and a prediction by hand."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import numpy as np
import onnxruntime
import uvicorn
from starlette.requests import Request
from starlette.responses import Response

from app.football.features.build import features_of
from app.football.match import Fixture

POOL = 10

_MATCH = """
SELECT m.id, m.kickoff, m.status, h.name AS home_name, a.name AS away_name,
    c.code, c.name AS competition_name, p.home, p.draw, p.away, p.made_at, v.name AS model, v.version
FROM {matches} m JOIN competition c ON c.id = m.competition_id
JOIN team h ON h.id = m.home_id JOIN team a ON a.id = m.away_id
LEFT JOIN LATERAL (SELECT home, draw, away, made_at, model_version_id FROM prediction
    WHERE match_id = m.id AND NOT shadow ORDER BY sequence DESC LIMIT 1) p ON TRUE
LEFT JOIN model_version v ON v.id = p.model_version_id
"""


def _of_season(competition: str, season: str) -> str:
    """The matches by key and found first, so that PostgreSQL knows how few they are and joins no others."""
    chosen = f"(SELECT id FROM competition WHERE code = {competition})"
    own = f"(SELECT id FROM season WHERE code = {season} AND competition_id = {chosen})"
    return (
        f"(SELECT * FROM match WHERE competition_id = {chosen} AND season_id = {own}"
        " ORDER BY kickoff, id LIMIT 50)"
    )


ONE = _MATCH.format(matches="match") + "WHERE m.id = $1"
LIST = _MATCH.format(matches=_of_season("$1", "$2")) + "ORDER BY m.kickoff, m.id"

_STATE = (
    "SELECT state FROM {table} WHERE {key} = {value} AND known_at <= $1"
    " ORDER BY known_at DESC, match_id DESC LIMIT 1"
)
_STATES = f"""
SELECT m.id, m.home_id, m.away_id, m.kickoff, m.kickoff_time_known, m.neutral, c.code, s.code AS season,
    ({_STATE.format(table="rating_history", key="team_id", value="m.home_id")}) AS home,
    ({_STATE.format(table="rating_history", key="team_id", value="m.away_id")}) AS away,
    ({_STATE.format(table="competition_rating_history", key="competition_id", value="c.id")}) AS competition
FROM {{matches}} m JOIN competition c ON c.id = m.competition_id JOIN season s ON s.id = m.season_id
"""
STATES_OF_ONE = _STATES.format(matches="match") + "WHERE m.id = $2"
STATES_OF_SOME = _STATES.format(matches="match") + "WHERE m.id = ANY($2::bigint[])"
STATES_OF_LIST = _STATES.format(matches=_of_season("$2", "$3")) + "ORDER BY m.kickoff, m.id"


class Forecaster:
    """Outcome probabilities of matches that are to come: the product's features, one run of its model."""

    def __init__(self, models_dir: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        [file] = models_dir.glob("match/*/model.onnx")
        self._session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def outcomes(self, rows: Sequence[Any], now: datetime) -> list[list[float]]:
        """[home, draw, away] of each row of `STATES_OF_ONE` or `STATES_OF_LIST`."""
        vectors = np.array([_features(row, now) for row in rows], dtype=np.float32)
        outcomes: list[list[float]] = self._session.run(["outcome"], {"features": vectors})[0].tolist()
        return outcomes


def _features(row: Any, now: datetime) -> Sequence[float]:
    fixture = Fixture(
        match_id=str(row["id"]),
        competition=row["code"],
        season=row["season"],
        home=str(row["home_id"]),
        away=str(row["away_id"]),
        kickoff=row["kickoff"],
        kickoff_time_known=row["kickoff_time_known"],
        neutral=row["neutral"],
    )
    return features_of(fixture, row["home"], row["away"], row["competition"], now).values


def utc_now() -> datetime:
    return datetime.now(UTC)


async def stock_pool(url: str) -> "asyncpg.Pool[asyncpg.Record]":
    return await asyncpg.create_pool(url, min_size=POOL, max_size=POOL, server_settings={"jit": "off"})


async def alive(_: Request) -> Response:
    return Response(b'{"status":"pass"}', media_type="application/json")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--models", type=Path, required=True)
    return parser.parse_args()


def run(app: Any, port: int) -> None:
    """Serve as `football serve` does: uvloop, httptools, one process."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
