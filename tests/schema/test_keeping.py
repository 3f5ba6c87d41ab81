"""Every field says what it depends on beyond the database, and what may change by itself is never kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from graphql import GraphQLObjectType, OperationDefinitionNode, parse

from app.clock import Clock
from app.http.caching.policy import Policy, policy_of
from schema import build_schema
from schema.keeping import DEFINITION, NOT_KEPT_VALUES, VALUES, WORKED_OUT, keeping

SCHEMA = build_schema()
CORE = SCHEMA._schema
TABLE = keeping(SCHEMA)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAST, FUTURE = "2025-01-01T00:00:00Z", "2026-01-01T00:00:01Z"


def read_types() -> list[GraphQLObjectType]:
    """The object types that a query may meet."""
    kinds = [one for one in CORE.type_map.values() if isinstance(one, GraphQLObjectType)]
    return [one for one in kinds if not one.name.startswith("__") and one.name not in written_types()]


def written_types() -> set[str]:
    """Those that only mutations and subscriptions give."""
    given = {"Mutation", "Subscription", "PredictionList", "LiveMatchUpdate", "CreatedApiKey"}
    ends = ("Payload", "Change", "Refused", "Snapshot", "Gap")
    return given | {name for name in CORE.type_map if name.endswith(ends)}


def test_every_type_says_whether_its_plain_fields_may_be_kept() -> None:
    """A new type fails here until it is named in schema/keeping.py."""
    plain = {kind.name for kind in read_types() if any(is_plain(field) for field in kind.fields.values())}
    assert plain - (VALUES | NOT_KEPT_VALUES) == set()
    assert (VALUES | NOT_KEPT_VALUES) - set(CORE.type_map) == set()
    assert VALUES.isdisjoint(NOT_KEPT_VALUES)


def test_every_field_that_is_worked_out_is_declared_by_name() -> None:
    """A new resolver fails here until it is named in schema/keeping.py."""
    found = {
        f"{kind.name}.{name}"
        for kind in read_types()
        for name, field in kind.fields.items()
        if not is_plain(field)
    }
    declared = {name for name in WORKED_OUT if name != "Prediction.madeAt"}
    assert found == declared


def is_plain(field: Any) -> bool:
    return field.extensions[DEFINITION].base_resolver is None


def at(instant: datetime) -> Clock:
    return lambda: instant


def policy(text: str) -> Policy:
    tree = parse(text)
    operation = tree.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return policy_of(CORE, TABLE, tree, operation, text)


@pytest.mark.parametrize(
    "text",
    [
        '{ match(id: "x") { id home { name } latestPrediction { madeAt outcome { home } } } }',
        "{ matches(first: 5) { totalCount nodes { ...M } } } fragment M on Match { kickoff score { home } }",
        '{ match(id: "x") { predictions(first: 1) { nodes { madeAt model { version } } } } }',
        '{ node(id: "x") { __typename ... on Team { id name } } }',
        '{ team(name: "Arsenal") { stats(season: "2425") { __typename } form { __typename } } }',
        "{ trackRecord { matches } models { nodes { name serving champion } } }",
        "{ __schema { types { name } } }",
        "query ($n: Int!) { teams(first: $n) { nodes { name } } }",
    ],
)
def test_what_depends_on_the_database_alone_is_kept(text: str) -> None:
    assert policy(text).holds({}, at(NOW))


@pytest.mark.parametrize(
    "text",
    [
        "{ __typename }",
        "{ health { status } }",
        "{ systemMetrics { __typename } }",
        "{ viewer { __typename } }",
        '{ job(id: "x") { status } }',
        '{ node(id: "x") { id } }',
        "{ auditLog { totalCount } }",
        "{ dataQuality { overdue } }",
        '{ match(id: "x") { prediction { __typename } } }',
        '{ match(id: "x") { prediction(asOf: null) { __typename } } }',
        '{ match(id: "x") { features { __typename } } }',
        '{ match(id: "x") { live { madeAt } } }',
        '{ match(id: "x") { latestPrediction { explanation { __typename } } } }',
        '{ team(name: "Arsenal") { stats(lastDays: 30) { __typename } } }',
        "query ($n: Int) { team { stats(lastDays: $n) { __typename } } }",
        "{ models { nodes { performance { __typename } } } }",
        '{ ratings(competition: "E0") { totalCount } }',
        "{ matches { nodes { ...A } } } fragment A on Match {home { ...B }} fragment B on Team { features }",
        f'{{ match(id: "x") {{ prediction(asOf: "{PAST}") {{ ... on Prediction {{ madeAt }} }} }} }}',
        f'{{ match(id: "x") {{ prediction(asOf: "{PAST}") {{...P}} }} }} fragment P on Prediction {{madeAt}}',
        f'{{ match(id: "x") {{ prediction(asOf: "{FUTURE}") {{ __typename }} }} }}',
        '{ match(id: "x") { prediction(asOf: "2025-01-01") { __typename } } }',
        "mutation { predictMatches(input: {}) { result { __typename } } }",
    ],
)
def test_what_may_change_by_itself_is_never_kept(text: str) -> None:
    assert not policy(text).holds({}, at(NOW))


def test_a_prediction_as_of_an_instant_is_kept_once_that_has_passed() -> None:
    text = (
        'query ($at: DateTime) { match(id: "x") { prediction(asOf: $at) { ... on Prediction { dataCutoff'
        " outcome { home } match { latestPrediction { id } } } } } }"
    )
    kept = policy(text)
    assert kept.holds({"at": PAST}, at(NOW))
    assert not kept.holds({"at": FUTURE}, at(NOW))
    assert kept.holds({"at": FUTURE}, at(NOW + timedelta(days=1)))
    for other in (None, "yesterday", 7, PAST.removesuffix("Z")):
        assert not kept.holds({"at": other}, at(NOW))
    assert not kept.holds({}, at(NOW))


def test_the_same_text_asked_by_another_name_is_another_question() -> None:
    text = "query A { teams { totalCount } } query B { matches { totalCount } }"
    tree = parse(text)
    digests = {
        policy_of(CORE, TABLE, tree, one, text).digest
        for one in tree.definitions
        if isinstance(one, OperationDefinitionNode)
    }
    assert len(digests) == 2
