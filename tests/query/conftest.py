"""Both ways of answering a query, on the filled database of the schema's tests with more in it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import orjson
import pytest

from app.db import models
from app.db.models import PredictionKind
from app.db.sql import fetch
from app.football.match import STATISTIC_NAMES
from app.football.scoregrid import ScoreGrid
from app.http.answer import Answer
from app.http.documents import Documents
from app.http.executor import Executor
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.query.sources import Catalogue
from app.services import Services
from schema import build_schema
from schema.compiled import catalogue
from schema.context import Context
from schema.errors import coded
from tests.askers import asker
from tests.query.operations import covered_fields
from tests.schema.conftest import filled_template, filled_url, services, settings

__all__ = ["filled_template", "filled_url", "services", "settings"]

MADE_AT = datetime(2025, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)


@dataclass
class Both:
    """The same schema asked by compiled plans, and by graphql-core alone."""

    services: Services
    given: Catalogue | None = None
    metrics: Metrics = field(default_factory=lambda: Metrics("1"))
    documents: Documents = field(default_factory=Documents)

    def __post_init__(self) -> None:
        schema, context = build_schema(), partial(Context, self.services)
        self.catalogue = self.given or catalogue(schema)
        self.schema = schema._schema
        self.covered = covered_fields(self.schema, self.catalogue)
        self.compiled = Executor(
            schema, context, self.metrics, self.documents, code=coded, catalogue=self.catalogue
        )
        self.plain = Executor(build_schema(), context, Metrics("1"), Documents(), code=coded)

    async def ask(self, query: str, **variables: Any) -> Answer:
        """Answered alike both ways; the answer of the compiled one."""
        return await self.run(Operation(query, variables))

    async def run(self, operation: Operation) -> Answer:
        answer = await self.compiled.execute(operation, asker("request-1"))
        expected = await self.plain.execute(operation, asker("request-1"))
        if answer.errors and not answer.refused:
            # both were answered by graphql-core, whose errors come in the order in which resolvers end
            answer, expected = _sorted(answer), _sorted(expected)
        assert answer.encoded() == expected.encoded(), operation
        return answer

    def counted(self, path: str) -> int:
        """How many queries were answered so."""
        name, labels = "football_graphql_executions_total", {"path": path}
        return int(self.metrics.registry.get_sample_value(name, labels) or 0)


def _sorted(answer: Answer) -> Answer:
    return Answer(answer.data, tuple(sorted(answer.errors, key=orjson.dumps)), answer.extensions)


@pytest.fixture(scope="module")
async def both(services: Services) -> Both:
    await _fill()
    return Both(services)


async def _fill() -> None:
    """Predictions of two models, shadows among them; statistics, half times and odd texts here and there."""
    other = await models.ModelVersion.create(
        name="other",
        version="0.1",
        sha256="e" * 64,
        feature_set="match",
        data_cutoff=MADE_AT + timedelta(hours=1),
        training_rows=1,
        opset=18,
        metrics={},
        registered_at=MADE_AT,
    )
    own = await models.ModelVersion.get(name="match")
    ids = [row["id"] for row in await fetch("SELECT id FROM match ORDER BY id")]
    for number, match_id in enumerate(ids):
        for sequence in range(1, number % 4 + 1):
            await _predict(match_id, sequence, other if (number + sequence) % 3 else own, number)
        if number % 5 == 0:
            await _predict(match_id, None, other, number)
    half_time = "half_time_home_goals = 0, half_time_away_goals = 0, referee = E'M. \"Ö\" \\\\ Ø\\u2028'"
    await fetch(f"UPDATE match SET {half_time} WHERE id % 3 = 0 AND home_goals IS NOT NULL")
    counts = ", ".join(f"{name} = {place}" for place, name in enumerate(STATISTIC_NAMES))
    await fetch(f"UPDATE match SET {counts}, neutral = TRUE WHERE id % 4 = 0")
    await fetch("UPDATE competition SET tier = 1 WHERE code = 'E0'")


async def _predict(match_id: int, sequence: int | None, made_by: models.ModelVersion, number: int) -> None:
    grid = ScoreGrid.from_rates(1 + number % 7 / 5, 1.1)
    said = grid.match_result
    made_at = MADE_AT + timedelta(minutes=number // 2, seconds=sequence or 0)
    await models.Prediction.create(
        match_id=match_id,
        model_version=made_by,
        kind=PredictionKind.IN_PLAY if sequence == 2 else PredictionKind.PRE_MATCH,
        sequence=sequence,
        shadow=sequence is None,
        data_cutoff=made_at,
        made_at=made_at,
        feature_set="match",
        feature_digest=f"{number:064d}",
        home=said.home,
        draw=said.draw,
        away=said.away,
        expected_home_goals=1 + number % 7 / 5,
        expected_away_goals=1.1,
        score_grid=grid.to_bytes(),
    )
