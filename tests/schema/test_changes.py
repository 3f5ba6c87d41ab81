"""A change that breaks clients is seen, and refused unless it is declared."""

import subprocess
import sys
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, build_schema, print_schema

from schema.changes import DECLARED, RELEASED, DeclarationInvalid, compare, declarations
from schema.sdl import SDL, printed

OLD = "type Query { match(id: ID!): String! teams: [String!]! kind: Kind } enum Kind { A }"


def test_no_change_since_the_release_breaks_clients_undeclared() -> None:
    declared = declarations(DECLARED.read_text())
    changes = compare(RELEASED.read_text(), SDL.read_text(), declared)
    assert not changes.refused, "\n".join(changes.lines())


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (OLD.replace("teams: [String!]!", ""), "FIELD_REMOVED: Field Query.teams was removed."),
        (
            OLD.replace("teams: [String!]!", "teams: [String!]"),
            "FIELD_CHANGED_KIND: Field Query.teams changed type from [String!]! to [String!].",
        ),
        (
            OLD.replace("id: ID!", "id: ID!, at: Int!"),
            "REQUIRED_ARG_ADDED: A required argument Query.match(at:) was added.",
        ),
    ],
)
def test_a_change_that_breaks_clients_is_refused_until_it_is_declared(new: str, line: str) -> None:
    changes = compare(OLD, new)
    assert (changes.breaking, changes.refused) == ((line,), True)
    declared = compare(OLD, new, {line: "nobody asked"})
    assert (declared.breaking, declared.refused) == ((), False)
    assert f"- {line}\n  nobody asked" in list(declared.lines())


def test_what_only_may_surprise_and_what_is_new_is_told_and_passes() -> None:
    changes = compare(OLD, OLD.replace("{ A }", "{ A B }").replace("kind: Kind", "kind: Kind odds: String"))
    assert not changes.refused
    assert list(changes.lines()) == [
        "## May surprise clients",
        "- VALUE_ADDED_TO_ENUM: Enum value Kind.B was added.",
        "## New or told otherwise",
        "- FIELD_ADDED: Field Query.odds was added.",
    ]


def test_a_declaration_of_what_was_not_done_is_refused() -> None:
    changes = compare(OLD, OLD, {"FIELD_REMOVED: Query.gone was removed.": "it was old"})
    assert changes.refused
    assert changes.stale == ("FIELD_REMOVED: Query.gone was removed.",)


@pytest.mark.parametrize(
    "text",
    ["[[change]]", '[[change]]\nline = "x"', '[[change]]\nline = "x"\nreason = " "', "change = 1", "["],
)
def test_a_declaration_without_a_line_and_a_reason_is_refused(text: str) -> None:
    with pytest.raises(DeclarationInvalid, match=DECLARED.name):
        declarations(text)


def test_a_schema_does_not_differ_from_itself() -> None:
    changes = compare(SDL.read_text(), printed())
    assert list(changes.lines()) == []


@pytest.mark.parametrize("name", ["match", "teams", "viewer"])
def test_every_removed_question_of_the_served_schema_breaks(name: str) -> None:
    schema = build_schema(SDL.read_text())
    query = schema.query_type
    assert isinstance(query, GraphQLObjectType)
    del query.fields[name]
    assert compare(SDL.read_text(), print_schema(schema)).breaking == (
        f"FIELD_REMOVED: Field Query.{name} was removed.",
    )


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "schema", *arguments]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_command_prints_a_changelog_and_fails_for_a_break(tmp_path: Path) -> None:
    assert run("--compare").returncode == 0
    old = tmp_path / "old.graphql"
    old.write_text(printed().replace("type Query {", 'type Query {\n  "It left."\n  gone: Int\n'))
    refused = run("--compare", str(old))
    assert refused.returncode == 1
    assert refused.stdout == (
        "## Breaks clients, undeclared\n- FIELD_REMOVED: Field Query.gone was removed.\n"
    )
    missing = run("--compare", str(tmp_path / "nowhere.graphql"))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "nowhere.graphql" in missing.stderr
