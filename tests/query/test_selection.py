"""What is selected is what graphql-core would answer, in its order, and no document makes it explode."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, execute_sync, parse

from app.query.selection import MAX_FIELDS, Declined, Selected, deciding, select

SCHEMA = build_schema(
    """
    interface Named { name: String }
    type Team implements Named { name: String home: Ground country: String }
    type Ground implements Named { name: String seats(over: Int = 1): Int }
    union Either = Team | Ground
    type Query { team: Team named: Named either: Either other: Query }
    """
)
TREE = {"name": "n", "country": "c", "seats": 1}
TEAM = {**TREE, "__typename": "Team", "home": {**TREE, "__typename": "Ground"}}
ROOT: dict[str, Any] = {"team": TEAM, "named": TEAM, "either": TEAM["home"]}
ROOT["other"] = ROOT


def selected(text: str, **booleans: bool) -> tuple[Selected, ...]:
    tree = parse(text)
    operation = next(node for node in tree.definitions if isinstance(node, OperationDefinitionNode))
    return select(SCHEMA, tree, operation, booleans)


def keys(fields: tuple[Selected, ...], value: Any) -> list[Any]:
    """The keys of the answer that the selection stands for, nested, where objects are those of ROOT."""
    return [
        [one.key, keys(one.below[value[one.name]["__typename"]] if "Query" not in one.below else one.only,
                       value[one.name])] if one.below else one.key
        for one in fields
    ]  # fmt: skip


def answered(value: dict[str, Any]) -> list[Any]:
    return [[key, answered(one)] if isinstance(one, dict) else key for key, one in value.items()]


@pytest.mark.parametrize(
    "text",
    [
        "{ team { name } }",
        "{ team { b: name a: country name } t: team { country } }",
        "{ team { name } team { country name } }",
        "{ ...A team { country } } fragment A on Query { team { home { seats } name } }",
        (
            "{ team { ...A home { name } ...A } } fragment A on Team { home { seats ...B } country } "
            "fragment B on Named { __typename name }"
        ),
        "{ named { name ... on Ground { seats } ... on Team { country home { s: seats(over: 3) } } } }",
        "{ either { __typename ... on Named { name } ... on Team { country } ... { __typename } } }",
        "{ other { other { team { name } } team { country } } ... on Query { named { name } } }",
        (
            "query ($a: Boolean!, $b: Boolean!) { team @include(if: $a) { name @skip(if: $b) country }"
            " named { name } ...A @skip(if: $b) ... @include(if: $a) { either { __typename } } }"
            " fragment A on Query { team { home { name } } }"
        ),
        "{ team @skip(if: true) { name } named { name @include(if: true) @skip(if: false) } }",
    ],
)
@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [True, False])
def test_keys_are_those_of_graphql_core(text: str, *, a: bool, b: bool) -> None:
    given = {"a": a, "b": b} if "$a" in text else {}
    data = execute_sync(SCHEMA, parse(text), ROOT, variable_values=given).data
    assert data is not None
    assert keys(selected(text, **given), ROOT) == answered(data)


def test_only_variables_of_conditions_decide_what_is_selected() -> None:
    text = (
        "query ($i: Int, $z: Boolean!, $a: Boolean!) { team @skip(if: $z) { home { seats(over: $i) } } ...F }"
    )
    tree = parse(text + " fragment F on Query { named @include(if: $a) { name } }")
    assert deciding(tree) == ("a", "z")


def test_a_field_knows_the_variables_of_its_own_arguments() -> None:
    (team,) = selected("query ($i: Int) { team { home { seats(over: $i) } } }")
    (home,) = team.only
    (seats,) = home.only
    assert [set(one.variables) for one in (team, home, seats)] == [set(), set(), {"i"}]


def test_fragments_that_double_are_declined_before_they_are_unfolded() -> None:
    levels = 40
    fragments = [
        f"fragment F{n} on Query {{ x: other {{ ...F{n + 1} }} y: other {{ ...F{n + 1} }} }}"
        for n in range(levels)
    ]
    fragments.append(f"fragment F{levels} on Query {{ __typename }}")
    with pytest.raises(Declined, match=str(MAX_FIELDS)):
        selected("{ ...F0 } " + " ".join(fragments))


@pytest.mark.parametrize("text", ["{ __schema { types { name } } }", '{ __type(name: "Team") { name } }'])
def test_introspection_is_declined(text: str) -> None:
    with pytest.raises(Declined, match="__"):
        selected(text)
