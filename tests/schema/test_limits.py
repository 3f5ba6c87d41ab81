"""Operations that cost too much are refused before they run; docs/limits.md is exact."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_introspection_query

from app.http import body, guard, lexer, operation, rules, shape, validation
from app.http.documents import DocumentRefused, Documents
from app.security.viewer import Role, Viewer
from schema.limits import BUDGETS, PERFORMANCE, TARIFF, WEIGHTS
from tests.program import ROOT
from tests.schema.conftest import SCHEMA

PAGE = (ROOT / "docs" / "limits.md").read_text()
ADMIN = Viewer("admin", Role.ADMIN, key_id=1)


@pytest.fixture(scope="module")
def documents() -> Iterator[Documents]:
    before = SCHEMA.extensions
    found = Documents(TARIFF)
    found.install(SCHEMA)
    yield found
    SCHEMA.extensions = before


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ __typename viewer { name } }", 1),
        ("{ matches { nodes { id } } }", 20 * 2),
        ("{ matches { totalCount edges { node { id } } } }", 20 * 3),
        ("{ matches(first: 3) { nodes { id odds(first: 10) { home } } } }", 3 * (2 + 10)),
        ("query ($n: Int = 5) { matches(first: $n) { totalCount } }", 5),
        ("query ($n: Int) { matches(first: $n) { totalCount } }", 100),
        ('{ nodes(ids: ["a", "b"]) { id } }', 2),
        ("{ ...A ...A } fragment A on Query { matches(first: 1) { nodes { home { id } } } }", 6),
        ("{ viewer { name } a: matches(first: 2) { totalCount } b: teams(first: 3) { totalCount } }", 6),
        ("{ model { performance { __typename } } }", 2 + PERFORMANCE),
        ("{ __schema { types { name } } }", 0),
        ('mutation { predictMatch(input: { matchId: "m" }) { result { __typename } } }', 2),
    ],
)
def test_costs_are_counted_as_the_page_says(documents: Documents, text: str, cost: int) -> None:
    assert documents.admit(text, None, {}, ADMIN).cost == cost


def test_performance_is_not_asked_of_every_version_at_once(documents: Documents) -> None:
    reader = Viewer("reader", Role.READER)
    performance = "{ nodes { performance { __typename } } }"
    most = BUDGETS[Role.READER] // (3 + PERFORMANCE)
    assert documents.admit(f"{{ models(first: {most}) {performance} }}", None, {}, reader)
    with pytest.raises(DocumentRefused, match="ask for fewer"):
        documents.admit(f"{{ models(first: {most + 1}) {performance} }}", None, {}, reader)


def test_the_playgrounds_introspection_is_admitted(documents: Documents) -> None:
    query = get_introspection_query(descriptions=True, input_value_deprecation=True, specified_by_url=True)
    assert documents.admit(query, "IntrospectionQuery", {}, Viewer("anonymous", Role.READER))


def test_introspection_that_nests_lists_is_refused(documents: Documents) -> None:
    query = "name"
    for _ in range(7):
        query = f"fields {{ type {{ {query} }} }}"
    with pytest.raises(DocumentRefused):
        documents.admit(f"{{ __schema {{ types {{ {query} }} }} }}", None, {}, ADMIN)


@pytest.mark.parametrize("coordinate", WEIGHTS)
def test_every_field_that_weighs_is_one_of_the_schema(coordinate: str) -> None:
    type_name, _, name = coordinate.partition(".")
    kind = SCHEMA._schema.type_map[type_name]
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    assert name in kind.fields


@pytest.mark.parametrize(
    "said",
    [
        f"| characters of a document | {validation.MAX_CHARACTERS:,} |",
        f"| tokens of a document, comments apart | {validation.MAX_TOKENS:,} |",
        f"| depth of an operation | {shape.MAX_DEPTH} levels |",
        f"| depth of introspection | {shape.MAX_INTROSPECTION_DEPTH} levels |",
        f"| root fields | {shape.MAX_ROOT_FIELDS} |",
        f"| aliases | {shape.MAX_ALIASES} |",
        f"| directives | {shape.MAX_DIRECTIVES} |",
        f"| fragments of a document | {shape.MAX_FRAGMENTS} |",
        f"| fields and fragments that a document names | {shape.MAX_SELECTIONS:,} |",
        f"variables take more | {shape.MAX_ENTRIES} |",
        f"| comparisons of fields with one response name | {rules.MAX_COMPARISONS:,} |",
        f"| digits of a number | {lexer.MAX_DIGITS} |",
        f"| errors told of one document | {validation.MAX_ERRORS} |",
        f"| request body | {body.MAX_BODY_BYTES:,} bytes, not compressed |",
        f"| depth of JSON | {operation.MAX_JSON_DEPTH} levels |",
        f"| request line and headers | {guard.MAX_HEADER_BYTES:,} bytes, {guard.MAX_HEADERS} headers |",
        f"| requests sent ahead on a connection | {guard.MAX_PIPELINED} |",
        f"| time for headers; for a body | {guard.HEADER_TIMEOUT_S:g} s; {body.BODY_TIMEOUT_S:g} s |",
        f"has to read {guard.READER_BYTES:,} bytes of its answer | {guard.READER_TIMEOUT_S:g} s |",
        *(f"| `{name}` | {weight:,} |" for name, weight in WEIGHTS.items()),
        *(f"`{role}` | {BUDGETS[role]:,} |" for role in Role),
    ],
)
def test_every_limit_is_told_as_it_is(said: str) -> None:
    assert said in PAGE
