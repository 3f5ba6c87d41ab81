"""Whatever is asked of a Python value, its plan answers as graphql-core does, or leaves it to answer."""

from collections import Counter
from collections.abc import Mapping
from random import Random
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from graphql import (
    ExecutionResult,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    get_named_type,
    parse,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from app.http.shapes import converting
from app.http.updates import Updates
from app.live.pairings import Pairings
from app.live.told import Gap, Snapshot, Step, Told
from app.live.updates import LiveUpdate
from app.query.values import Values
from schema import build_schema
from schema.context import Context
from schema.live import _match_view, _matches_view
from schema.shapes import shapes
from tests.live.test_codec import updates
from tests.query.operations import Writer

SCHEMA = build_schema()
SHAPES = shapes(SCHEMA)
VALUES = Values(SHAPES, converting(SCHEMA))
TYPES = SCHEMA._schema.type_map
EXAMPLES = 400
POOLS: Mapping[str, Any] = {
    "line": [2.5, 0.25, -1, 2, 0, 9.5, -10, 2.6, 100],
    "max": [1, 2, 3, 121, 0, 122],
    "Float": [0.5],
    "Int": [1],
    "String": ["x"],
    "ID": ["x"],
    "Boolean": [True, False],
    "JSON": [{}],
    "DateTime": ["2025-06-05T12:00:00Z"],
    "Probability": [0.5],
}
COVERED = {
    name: frozenset(SHAPES.fields(name))
    for name, kind in TYPES.items()
    if isinstance(kind, GraphQLObjectType) and "strawberry-definition" in kind.extensions
}


class Still:
    """The context of an update that needs nothing of it."""

    now = None
    services = SimpleNamespace(live=SimpleNamespace(pairings=Pairings()))

    def renew(self) -> None:
        pass


def asked_of(kind: str) -> GraphQLSchema:
    """A schema of these types with one field `told` of that kind, given as the root value."""
    told: GraphQLOutputType = GraphQLNonNull(TYPES[kind])  # type: ignore[arg-type]  # it is one of ours
    return GraphQLSchema(
        GraphQLObjectType("Query", {"told": GraphQLField(told, resolve=lambda root, _: root)})
    )


STILL: Context = Still()  # type: ignore[assignment]  # stands for one
MATCH, MATCHES = asked_of("MatchPredictionMessage"), asked_of("LiveMatchesMessage")


def told_of(update: LiveUpdate, kind: type) -> Told:
    snapshot = Snapshot(update.sequence, (update,))
    if kind is Step:
        return Step(update.sequence, update)
    return snapshot if kind is Snapshot else Gap(1, update.sequence, snapshot)


async def both(schema: GraphQLSchema, random: Random, value: Any) -> str:
    """What became of a generated operation: declined, abandoned, or answered, which is checked."""
    writer = Writer(schema, COVERED, POOLS, random)
    assert schema.query_type is not None
    body = writer.selections(get_named_type(schema.query_type.fields["told"].type), 1)
    head = f"query Q({' '.join(writer.definitions)})" if writer.definitions else "query Q"
    tree = parse(" ".join([f"{head} {{ told {body} }}", *writer.fragments]))
    operation = tree.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    plan = Updates(schema, VALUES).plan(0, tree, operation, writer.variables)
    if plan is None:
        return "declined"
    try:
        data = plan(value)
    except Exception:  # noqa: BLE001  whatever it is, graphql-core answers
        return "abandoned"
    running = execute(schema, tree, root_value=value, variable_values=writer.variables)
    expected = running if isinstance(running, ExecutionResult) else await running
    assert expected.errors is None, expected.errors
    assert orjson.dumps(data) == orjson.dumps(expected.data)
    return "answered"


@pytest.fixture(scope="module")
def paths() -> Counter[str]:
    return Counter()


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    told=st.builds(told_of, updates(), st.sampled_from((Snapshot, Step, Gap))),
    random=st.randoms(use_true_random=False),
)
async def test_live_updates_are_told_as_graphql_core_would_tell_them(
    told: Told, random: Random, paths: Counter[str]
) -> None:
    for schema, view in ((MATCH, _match_view(STILL, 1)), (MATCHES, _matches_view(STILL))):
        paths[await both(schema, random, view(told))] += 1


def test_most_of_them_were_told_by_plans(paths: Counter[str]) -> None:
    assert paths.total() >= EXAMPLES
    assert paths["answered"] > paths.total() / 2, paths
