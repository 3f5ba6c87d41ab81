"""What plans cost, what is compiled and what is left to graphql-core."""

import inspect
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from structlog.testing import capture_logs

from app.db import models
from app.db.connection import connection
from app.http.operation import Operation
from app.http.queries import Queries
from app.ids import global_id
from app.query.plans import MAX_VARIANTS, Plans
from app.query.sources import (
    Feed,
    Group,
    Latest,
    Many,
    Nodes,
    One,
    SourceInvalid,
    Value,
    column_of,
    target_of,
)
from tests.askers import asker
from tests.query.conftest import Both
from tests.schema.counting import counted_statements

MATCH = global_id("Match", 1)
NODE = """
id kickoff status home { name } away { name } competition { code name } season { label }
latestPrediction { outcome { home draw away } madeAt model { name version } }
"""


def plans_of(both: Both) -> Plans:
    queries: Queries = both.compiled._queries
    return queries.plans


@pytest.mark.parametrize(
    ("query", "statements"),
    [
        ("{ __typename }", 0),
        (f'{{ match(id: "{MATCH}") {{ {NODE} }} }}', 1),
        (f"{{ matches(first: 50) {{ nodes {{ {NODE} }} }} }}", 1),
        ("{ matches(first: 50) { totalCount } }", 1),
        ("{ matches(first: 50) { totalCount pageInfo { endCursor } } }", 2),
        ("{ matches(first: 50) { nodes { odds { bookmaker } predictions { nodes { madeAt } } } } }", 3),
        ("{ matches(first: 5) { nodes { predictions(first: 1) { totalCount nodes { id } } } } }", 3),
        ("{ teams(first: 7) { nodes { matches(first: 3) { nodes { odds { line } away { name } } } } } }", 3),
        ("{ competitions { nodes { seasons { label } matches(first: 2) { edges { cursor } } } } }", 3),
        ("{ predictions(first: 20) { nodes { match { home { name } season { code } } } } }", 1),
        (f'{{ nodes(ids: ["{MATCH}", "{global_id("Team", 1)}", "{MATCH}"]) {{ id }} }}', 2),
    ],
)
async def test_a_list_is_one_statement_with_all_it_shows_of_one_row(
    both: Both, query: str, statements: int
) -> None:
    operation = Operation(query)
    await both.run(operation)
    async with counted_statements() as sent:
        await both.compiled.execute(operation, asker("r"))
    assert len(sent) == statements, sent


async def test_only_selected_columns_are_read(both: Both) -> None:
    await both.ask("{ matches(first: 1) { nodes { referee } } }")
    async with counted_statements() as sent:
        await both.compiled.execute(Operation("{ matches(first: 1) { nodes { referee } } }"), asker("r"))
    [statement] = sent
    assert "referee" in statement
    assert not any(word in statement for word in ("season", "team", "home", "status", "score_grid"))


async def test_a_repeat_is_neither_parsed_nor_validated_nor_compiled(both: Both) -> None:
    query = "query ($id: ID!) { match(id: $id) { referee status } }"
    await both.ask(query, id=MATCH)
    documents, plans = both.documents, plans_of(both)
    before = (documents.parsed, documents.validated, plans.compiled)
    for number in range(1, 6):
        await both.ask(query, id=global_id("Match", number))
    assert (documents.parsed, documents.validated, plans.compiled) == before


async def test_each_outcome_of_the_conditions_is_compiled_once(both: Both) -> None:
    query = (
        "query ($a: Boolean!, $b: Boolean = true) { matches(first: 1) { nodes { id source @skip(if: $a) } }"
    )
    query += " teams(first: 1) @include(if: $b) { nodes { name } } }"
    before = plans_of(both).compiled
    for _ in range(2):
        for variables in ({"a": True}, {"a": False}, {"a": False, "b": False}, {"a": True, "b": True}):
            await both.ask(query, **variables)
    assert plans_of(both).compiled == before + 3


async def test_more_conditions_than_are_worth_it_are_left_to_graphql_core(both: Both) -> None:
    names = [f"b{number}" for number in range(5)]
    fields = " ".join(f"{name}: __typename @include(if: ${name})" for name in names)
    query = f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ {fields} }}"
    before = plans_of(both).compiled
    for number in range(2 ** len(names)):
        await both.ask(query, **{name: bool(number >> place & 1) for place, name in enumerate(names)})
    assert plans_of(both).compiled == before + MAX_VARIANTS


async def test_kept_plans_are_bounded_by_what_they_hold(both: Both) -> None:
    plans = Plans(both.schema, both.catalogue, max_kept=40)
    admitted = [
        both.documents.admit(f"{{ a{number}: __typename teams {{ nodes {{ id name }} }} }}", None, {}, VIEWER)
        for number in range(20)
    ]
    for one in (*admitted, admitted[-1], admitted[0]):
        assert await plans.answer(one.tree, one.operation, {}, None)
    assert plans.size <= 40
    assert plans.compiled == 21


async def test_a_plan_goes_with_its_document(both: Both) -> None:
    plans = plans_of(both)
    for number in range(600):
        query = f"{{ a{number}: __typename {'b: __typename ' * 10} }}"
        await both.compiled.execute(Operation(query), asker("r"))
    assert len(plans) <= both.documents.kept < 500
    assert plans.size == sum(one.size for one in plans._kept.values())


VIEWER = asker("r").viewer


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { queryType { name } } }",
        "{ viewer { name } }",
        "{ teams { nodes { name aliases { alias } } } }",
        f'{{ match(id: "{MATCH}") {{ timeline {{ kind }} }} }}',
        f'{{ node(id: "{MATCH}") {{ ... on Match {{ settlement {{ outcome }} }} }} }}',
        "{ teams { totalCount } systemMetrics { __typename } }",
    ],
)
async def test_what_is_not_listed_is_left_to_graphql_core(both: Both, query: str) -> None:
    before = both.counted("declined")
    await both.ask(query)
    assert both.counted("declined") == before + 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ match(id: "nonsense") { id } }', "VALIDATION_FAILED"),
        (f'{{ match(id: "{global_id("Match", 999)}") {{ id }} }}', "NOT_FOUND"),
        ("{ matches(first: 101) { totalCount } }", "VALIDATION_FAILED"),
        ('{ matches(after: "x") { totalCount } }', "VALIDATION_FAILED"),
        ('{ matches(where: {team: {name: "Nobody"}}) { totalCount } }', "NOT_FOUND"),
        ("{ matches(first: 1) { nodes { odds(first: 0) { line } } } }", "VALIDATION_FAILED"),
        ("{ team { name } }", "VALIDATION_FAILED"),
        (
            "{ predictions(first: 1) { nodes { markets { totalGoals(line: 2.6) { line } } } } }",
            "VALIDATION_FAILED",
        ),
    ],
)
async def test_an_error_is_told_by_graphql_core(both: Both, query: str, code: str) -> None:
    before = both.counted("abandoned")
    answer = await both.ask(query)
    assert answer.errors[0]["extensions"]["code"] == code
    assert both.counted("abandoned") == before + 1


async def test_a_busy_database_is_told_as_graphql_core_tells_it(both: Both, monkeypatch: Any) -> None:
    client = connection()
    monkeypatch.setattr(client, "acquire_timeout_s", 0.2)
    held = await client.take()
    try:
        answer = await both.ask("{ matches(first: 1) { nodes { id } } }")
    finally:
        await client.give_back(held)
    assert [error["extensions"]["code"] for error in answer.errors] == ["UNAVAILABLE"]
    assert not (await both.ask("{ matches(first: 1) { nodes { id } } }")).errors


async def test_a_plan_that_fails_is_logged_and_graphql_core_answers(both: Both) -> None:
    def broken(_: int) -> None:
        raise RuntimeError("no")

    team = both.catalogue.types["Team"]
    catalogue = replace(
        both.catalogue,
        types={
            **both.catalogue.types,
            "Team": replace(team, fields={**team.fields, "name": Value(("id",), broken)}),
        },
    )
    failing = Both(both.services, catalogue)
    with capture_logs() as logs:
        answer = await failing.ask("{ teams(first: 1) { nodes { name } } }")
    assert answer.data == {"teams": {"nodes": [{"name": "Arsenal"}]}}
    assert [one["event"] for one in logs] == ["plan_failed"]
    assert failing.counted("abandoned") == 1


def listed(both: Both) -> list[tuple[str, str, Any]]:
    """Every field that may be compiled: its type, its name, and where it comes from."""
    found: list[tuple[str, str, Any]] = [("Query", name, feed) for name, feed in both.catalogue.roots.items()]
    for name, source in both.catalogue.types.items():
        found += [(name, key, feed) for key, feed in source.fields.items()]
    groups = [(kind, key, feed) for kind, key, feed in found if isinstance(feed, Group)]
    for kind, key, feed in groups:
        below = get_named_type(fields_of(both, kind)[key].type).name
        found += [(below, name, one) for name, one in feed.fields.items()]
    return found


def fields_of(both: Both, name: str) -> dict[str, Any]:
    kind = both.schema.type_map[name]
    assert isinstance(kind, GraphQLObjectType)
    return dict(kind.fields)


def test_no_compiled_field_needs_a_role_or_is_extended(both: Both) -> None:
    """A plan runs no resolver: whatever guards one must never be listed."""
    for kind, name, _ in listed(both):
        definition = fields_of(both, kind)[name].extensions["strawberry-definition"]
        assert not definition.permission_classes, (kind, name)
        assert not definition.extensions, (kind, name)


def test_a_compiled_field_takes_all_arguments_of_its_resolver(both: Both) -> None:
    for kind, name, feed in listed(both):
        definition = fields_of(both, kind)[name].extensions["strawberry-definition"]
        taken = taken_by(feed)
        if taken is not None:
            assert {one.python_name for one in definition.arguments} <= taken, (kind, name)


def taken_by(feed: Feed | One | Nodes) -> set[str] | None:
    """The names of the arguments that a source of a field takes; None where it is no function of them."""
    match feed:
        case One(find=function) | Many(bind=function) | Latest(narrow=function) | Nodes(split=function):
            return set(inspect.signature(function).parameters)
        case _:
            return None


def test_a_column_that_no_model_has_is_refused() -> None:
    with pytest.raises(SourceInvalid, match="Match has no column kick_off"):
        column_of(models.Match, "kick_off")
    with pytest.raises(SourceInvalid, match="Match has no foreign key kickoff"):
        target_of(models.Match, "kickoff")
