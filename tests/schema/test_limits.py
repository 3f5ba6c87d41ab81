"""Operations that are too large are refused before they run, in time linear in the document."""

import time
from typing import Any

import pytest
from graphql import get_introspection_query, parse

from app.http.documents import Documents
from schema import build_schema
from schema.context import Context
from schema.limits import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_NODES,
    PERFORMANCE_ENTRIES,
    Measure,
    Size,
    pages_of,
)
from tests.askers import asker
from tests.schema.conftest import SCHEMA, Api


def _size(query: str) -> Size:
    document: Any = parse(query)
    fragments = {one.name.value: one for one in document.definitions if one.kind == "fragment_definition"}
    operation = next(one for one in document.definitions if one.kind == "operation_definition")
    return Measure(fragments, pages_of(SCHEMA._schema)).of(operation.selection_set)


def _nested(levels: int) -> str:
    """An operation of that many levels of fields."""
    pairs = (levels - 1) // 2
    text = "__typename"
    for _ in range(pairs):
        text = f"home {{ matches(first: 1) {{ nodes {{ {text} }} }} }}"
    return f"{{ matches(first: 1) {{ nodes {{ {text} }} }} }}"


def test_depth_and_aliases_are_counted_through_fragments() -> None:
    size = _size("{ a { ...F b: c } ... on Query { d { e { f } } } } fragment F on T { g { x: h y: i } }")
    assert size == Size(depth=3, introspection=0, aliases=3, nodes=0)


def test_a_fragment_that_spreads_itself_is_measured() -> None:
    assert _size("{ ...F } fragment F on Query { a { ...F } }").depth == 1


@pytest.mark.parametrize("levels", [3, 40])
async def test_deep_operations_are_refused(api: Api, levels: int) -> None:
    query = _nested(levels)
    result = await api.run(query)
    refused = _size(query).depth > MAX_DEPTH
    assert refused == (levels == 40)
    assert bool(result.errors) == refused
    if result.errors:
        assert f"at most {MAX_DEPTH}" in result.errors[0].message
        assert result.errors[0].extensions == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_aliases_up_to_the_limit_are_answered(api: Api) -> None:
    fields = [f"a{number}: __typename" for number in range(MAX_ALIASES + 1)]
    assert (await api.run("{" + " ".join(fields[:-1]) + "}")).errors is None
    _, message = await api.error("{" + " ".join(fields) + "}")
    assert f"at most {MAX_ALIASES}" in message


async def test_performance_is_not_asked_of_every_version_at_once(api: Api) -> None:
    performance = "{ nodes { performance { __typename } } }"
    most = MAX_NODES // (1 + PERFORMANCE_ENTRIES)
    assert (await api.run(f"{{ models(first: {most}) {performance} }}")).errors is None
    code, message = await api.error(f"{{ models(first: {most + 1}) {performance} }}")
    assert code == "GRAPHQL_VALIDATION_FAILED"
    assert "ask for fewer" in message


async def test_the_playgrounds_introspection_is_answered(api: Api) -> None:
    query = get_introspection_query(descriptions=True, input_value_deprecation=True, specified_by_url=True)
    assert (await api.data(query))["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_that_nests_lists_is_refused(api: Api) -> None:
    query = "name"
    for _ in range(7):
        query = f"fields {{ type {{ {query} }} }}"
    result = await api.run(f"{{ __schema {{ types {{ {query} }} }} }}")
    assert result.errors


def test_nested_fragment_spreads_take_linear_time() -> None:
    count = 60
    fragments = [
        f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} a {{ ...F{number + 1} }} }}"
        for number in range(count)
    ]
    query = "{ ...F0 } " + " ".join(fragments) + f" fragment F{count} on Query {{ x: a }}"
    started = time.perf_counter()
    size = _size(query)
    assert size.depth == count + 1
    assert time.perf_counter() - started < 1  # 2 ** 60 steps would not end


@pytest.mark.parametrize(
    ("query", "nodes"),
    [
        ("{ matches { nodes { id } } }", 20),
        ("{ matches(first: 3) { nodes { id odds(first: 10) { home } } } }", 33),
        ("query ($first: Int!) { matches(first: $first) { nodes { id } } }", 100),
        (
            "{ matches(first: 2) { nodes { ...T } } } fragment T on Match { home { form { points } } }",
            12,
        ),
        ("{ viewer { name } a: matches(first: 2) { totalCount } b: teams(first: 3) { totalCount } }", 5),
    ],
)
def test_entries_of_lists_are_multiplied_downwards(query: str, nodes: int) -> None:
    assert _size(query).nodes == nodes


async def test_lists_in_lists_in_lists_are_refused(api: Api) -> None:
    lists = "matches(first: 100) { nodes { home { matches(first: 100) { nodes { id } } } } }"
    assert (await api.run(f"{{ {lists} }}")).errors is None
    _, message = await api.error(f"{{ {lists.replace('{ id }', '{ odds(first: 2) { home } }')} }}")
    assert f"at most {MAX_NODES}" in message


async def test_a_repeated_document_is_parsed_and_validated_once(api: Api) -> None:
    schema, documents = build_schema(), Documents()
    documents.install(schema)
    for number in range(3):
        context = Context(api.services, asker(f"request-{number}"))
        result = await schema.execute("{ viewer { name } }", context_value=context)
        assert result.errors is None
    assert (documents.parsed, documents.validated) == (1, 1)
