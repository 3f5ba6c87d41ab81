"""No document of 64 KB occupies the process: each is accepted or refused within bounds that are counted."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from graphql import get_introspection_query
from hypothesis import given
from hypothesis import strategies as st

from app.http.documents import COST_EXCEEDED, Admitted, DocumentRefused, Documents
from app.http.shape import MAX_ALIASES, MAX_DEPTH, MAX_DIRECTIVES, MAX_FRAGMENTS, MAX_ROOT_FIELDS
from app.http.validation import MAX_ERRORS, MAX_MESSAGE
from app.security.viewer import Role, Viewer
from schema import build_schema
from schema.limits import BUDGETS, TARIFF
from tests.abuse.documents import hostile, nested_fragments

MAX_STEPS = 120_000
"""Calls of Python functions until a document is accepted or refused: some 20 ms."""
ATTACKS = dict(hostile())
KEYED = Viewer("somebody", Role.READER, key_id=1)
ANYBODY = Viewer("anonymous", Role.READER)


@pytest.fixture(scope="module")
def documents() -> Documents:
    found = Documents(TARIFF)
    found.install(build_schema())
    return found


def admit(documents: Documents, text: str, viewer: Viewer = KEYED, **variables: Any) -> Admitted | str:
    """What the viewer may run, or the codes and messages of why not."""
    try:
        return documents.admit(text, None, variables, viewer)
    except DocumentRefused as refused:
        errors = refused.errors
    assert len(errors) <= MAX_ERRORS + 1
    assert all(len(error.message) <= MAX_MESSAGE + 4 for error in errors)
    return "; ".join(f"{(error.extensions or {})['code']}: {error.message}" for error in errors)


@contextmanager
def counting() -> Iterator[Callable[[], int]]:
    """Counts calls of functions, Python's own among them."""
    calls = 0

    def profile(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        yield lambda: calls
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_document_takes_a_bounded_number_of_steps(documents: Documents, name: str) -> None:
    text = ATTACKS[name]
    with counting() as calls:
        first = admit(documents, text)
        steps = calls()
    assert steps < MAX_STEPS
    parsed, validated = documents.parsed, documents.validated
    again = admit(documents, text)
    assert (first if isinstance(first, str) else first.cost) == (
        again if isinstance(again, str) else again.cost
    )
    assert (documents.parsed, documents.validated) == (parsed, validated)


def test_fragments_nested_twice_as_deep_take_twice_the_steps_not_their_square(documents: Documents) -> None:
    steps = []
    for levels in (12, 24, 48):
        with counting() as calls:
            assert isinstance(admit(documents, nested_fragments(levels)), Admitted)
            steps.append(calls())
    assert steps[1] < 2.5 * steps[0]
    assert steps[2] < 2.5 * steps[1]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("{ " + "__typename " * (MAX_ROOT_FIELDS + 1) + "}", "root fields"),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(MAX_ALIASES + 1)) + " }", "aliases"),
        ("{ __typename " + "@skip(if: false) " * (MAX_DIRECTIVES + 1) + "}", "directives"),
        (nested_fragments(MAX_FRAGMENTS), "fragments"),
        ("{ a " * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1), "levels deep"),
        ("{ nodes(ids: [" + '"x" ' * 501 + "]) { id } }", "entries in lists"),
        ('{ match(id: "m") { ' + "id " * 1_001 + "} }", "fields and fragments"),
        ("{ __typename }" + " " * 65_536, "characters"),
        ("{ " + "a: b " * 700 + "}", "tokens"),
    ],
)
def test_a_document_past_a_limit_is_told_which(documents: Documents, text: str, limit: str) -> None:
    refused = admit(documents, text)
    assert isinstance(refused, str)
    assert limit in refused


def test_limits_count_through_fragments_as_often_as_they_are_spread(documents: Documents) -> None:
    text = "{ ...F ...F ...F } fragment F on Query { " + "__typename " * 7 + "}"
    assert "21 root fields" in str(admit(documents, text))


def test_bad_documents_push_out_no_good_one_and_keep_bounded_memory() -> None:
    documents = Documents(TARIFF)
    documents.install(build_schema())
    for _ in range(2):
        admit(documents, "{ viewer { name } }")
    for number in range(2_000):
        admit(documents, f"{{ nope{number} }}")
    before = documents.parsed
    admit(documents, "{ viewer { name } }")
    assert documents.parsed == before
    assert documents.kept < 1_500


class TestCost:
    def test_every_role_has_a_budget_of_its_own(self, documents: Documents) -> None:
        text = (
            "{ matches(first: 100) { nodes { home { matches(first: 100) { nodes { id home { id } } } } } } }"
        )
        refused = admit(documents, text)
        assert isinstance(refused, str)
        assert refused.startswith(COST_EXCEEDED)
        admin = admit(documents, text, Viewer("a", Role.ADMIN, key_id=2))
        assert isinstance(admin, Admitted)
        assert admin.extensions == {"cost": {"requested": admin.cost, "budget": BUDGETS[Role.ADMIN]}}

    def test_a_page_given_as_a_variable_counts_what_is_asked(self, documents: Documents) -> None:
        text = "query ($n: Int!) { matches(first: $n) { nodes { id } } }"
        few, many = admit(documents, text, n=2), admit(documents, text, n=100)
        assert isinstance(few, Admitted)
        assert isinstance(many, Admitted)
        assert many.cost == 50 * few.cost
        assert admit(documents, text, n=2) is few

    @given(size=st.one_of(st.none(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
    def test_no_value_of_a_size_is_counted_as_less_than_it_may_answer(
        self, documents: Documents, size: Any
    ) -> None:
        text = "query ($n: Int!) { matches(first: $n) { nodes { id } } }"
        admitted = admit(documents, text, n=size)
        assert isinstance(admitted, Admitted)
        asked = size if isinstance(size, int) else 100
        assert admitted.cost >= min(max(asked, 0), 100) * (not isinstance(size, list))

    def test_variables_that_differ_each_time_keep_bounded_memory(self, documents: Documents) -> None:
        pages = "matches(first: $a) { totalCount } teams(first: $b) { totalCount }"
        text = f"query ($a: Int!, $b: Int!) {{ {pages} }}"
        for a in range(60):
            for b in range(60):
                assert isinstance(admit(documents, text, a=a, b=b), Admitted)
        assert documents.parsed < 10_000


class TestWhoAsks:
    def test_suggestions_are_for_callers_with_a_key(self, documents: Documents) -> None:
        assert "Did you mean 'matches'" in str(admit(documents, "{ matchess { totalCount } }"))
        assert "Did you mean" not in str(admit(documents, "{ matchess { totalCount } }", ANYBODY))

    def test_readers_may_introspect_and_nobody_else(self, documents: Documents) -> None:
        text = get_introspection_query(descriptions=True)
        assert isinstance(admit(documents, text, ANYBODY), Admitted)
        refused = admit(documents, text, Viewer("anonymous", None))
        assert str(refused).startswith("PERMISSION_DENIED")
        assert isinstance(admit(documents, "{ __typename }", Viewer("anonymous", None)), Admitted)


def test_what_is_asked_again_is_neither_parsed_nor_validated_again(documents: Documents) -> None:
    text = "query ($n: Int = 3) { matches(first: $n) { nodes { id } } }"
    admit(documents, text)
    parsed, validated = documents.parsed, documents.validated
    with counting() as calls:
        for _ in range(100):
            admit(documents, text)
        steps = calls()
    assert (documents.parsed, documents.validated) == (parsed, validated)
    assert steps < 100 * 30


def test_no_message_shows_what_python_says(documents: Documents) -> None:
    for text in ATTACKS.values():
        refused = admit(documents, text)
        if isinstance(refused, str):
            assert not re.search(r"Traceback|recursion|sys\.|0x[0-9a-f]{6}|object at|integer string", refused)
