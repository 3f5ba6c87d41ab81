"""Kept answers of the real schema are the bytes that would be worked out, until something is written."""

from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, OperationType, parse

from app.clock import system_clock
from app.db.sql import records
from app.http.caching.cache import ResponseCache
from app.http.caching.policy import policy_of
from app.http.documents import Documents
from app.http.executor import Executor
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.services import Services
from schema import build_schema
from schema.compiled import catalogue
from schema.context import Context
from schema.errors import coded
from schema.keeping import keeping
from schema.limits import TARIFF
from schema.shapes import shapes
from tests.askers import asker

SCHEMA = build_schema()
TABLE = keeping(SCHEMA)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
OPERATIONS = [
    *(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.graphql"))),
    "{ matches(first: 50) { totalCount nodes { id kickoff home { name } odds { home draw away } } } }",
    "{ matches(first: 3) { nodes { headToHead(first: 2) { id score { home away } } } } }",
    "{ teams { nodes { name form { __typename } stats { __typename } ratings(last: 2) { __typename } } } }",
    '{ ratings(competition: "E0", asOf: "2025-05-01T00:00:00Z") { nodes { __typename } } }',
    """{ matches(first: 2) { nodes { prediction(asOf: "2024-08-01T00:00:00Z") { __typename
        ... on Prediction { outcome { home draw away } model { version } } } } } }""",
    "{ models { nodes { name version serving champion promotions { totalCount } } } dataSources { name } }",
    "{ __schema { queryType { name } } }",
]


LIST = OPERATIONS[-7]


def operation_of(text: str) -> OperationDefinitionNode:
    [operation] = [one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)]
    return operation


def kept(text: str) -> bool:
    policy = policy_of(SCHEMA._schema, TABLE, parse(text), operation_of(text), text)
    return policy.holds({}, system_clock)


QUERIES = [text for text in OPERATIONS if operation_of(text).operation is OperationType.QUERY]
KEPT = [text for text in QUERIES if kept(text)]


class Side:
    """An executor over the services; `cache` is None where nothing is kept."""

    def __init__(self, services: Services, *, cached: bool) -> None:
        schema = build_schema()
        self.metrics = Metrics("test")
        self.cache = ResponseCache(
            schema._schema,
            TABLE,
            most_bytes=8_000_000,
            clock=system_clock,
            models=lambda: services.models.fingerprint,
        )
        self._executor = Executor(
            schema,
            lambda one: Context(services, one),
            self.metrics,
            Documents(TARIFF),
            code=coded,
            catalogue=catalogue(schema),
            cache=self.cache if cached else None,
            shapes=shapes(schema),
        )

    async def ask(self, text: str) -> bytes:
        return (await self._executor.execute(Operation(text), asker())).encoded()


def test_enough_of_these_may_be_kept_and_some_may_not() -> None:
    assert 10 <= len(KEPT) < len(QUERIES)


@pytest.mark.parametrize("text", KEPT)
async def test_a_kept_answer_is_what_would_be_worked_out(services: Services, text: str) -> None:
    plain, cached = Side(services, cached=False), Side(services, cached=True)
    await cached.cache.settle()
    answers = {await side.ask(text) for side in (plain, cached, cached, plain, cached)}
    assert len(answers) == 1
    if b'"errors"' not in answers.pop():
        assert cached.cache.counts["hit"] == 2
        assert b'football_graphql_executions_total{path="cached"} 2.0' in cached.metrics.exposition()


@pytest.mark.parametrize("text", [text for text in QUERIES if text not in KEPT])
async def test_what_may_not_be_kept_is_not(services: Services, text: str) -> None:
    cached = Side(services, cached=True)
    await cached.cache.settle()
    for _ in range(2):
        await cached.ask(text)
    assert cached.cache.bytes == 0


async def test_a_hit_costs_one_short_statement_and_no_plan(services: Services) -> None:
    side = Side(services, cached=True)
    await side.cache.settle()
    await side.ask(LIST)
    checks = side.cache.checks
    for _ in range(5):
        await side.ask(LIST)
    assert side.cache.checks == checks + 5
    assert side.cache.counts["miss"] == 1


async def test_a_write_is_seen_by_the_next_question(services: Services) -> None:
    text = '{ team(name: "Arsenal") { name country } }'
    side = Side(services, cached=True)
    await side.cache.settle()
    assert b"England" in await side.ask(text)
    await records("UPDATE team SET country = 'Wales' WHERE name = 'Arsenal'")
    assert b"Wales" in await side.ask(text)
    await records("UPDATE team SET country = 'England' WHERE name = 'Arsenal'")
    assert b"England" in await side.ask(text)
