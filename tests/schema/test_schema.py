"""The schema as a whole: described, committed, built once."""

import subprocess
import sys
from collections.abc import Iterator

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
)

from schema.sdl import SDL, printed
from tests.schema.conftest import SCHEMA


def _types() -> list[GraphQLNamedType]:
    types = SCHEMA._schema.type_map.values()
    return [one for one in types if not one.name.startswith("__")]


def _undescribed(kind: GraphQLNamedType) -> Iterator[str]:
    if not kind.description:
        yield kind.name
    if isinstance(kind, GraphQLEnumType):
        yield from (f"{kind.name}.{name}" for name, value in kind.values.items() if not value.description)
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in kind.fields.items():
            if not field.description:
                yield f"{kind.name}.{name}"
            arguments = getattr(field, "args", {})
            yield from (
                f"{kind.name}.{name}({argument})"
                for argument, value in arguments.items()
                if not value.description
            )


def test_every_type_field_argument_and_value_is_described() -> None:
    assert [name for kind in _types() for name in _undescribed(kind)] == []


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    assert SDL.read_text(encoding="utf-8") == printed(), (
        "run `python -m schema --write` and commit the change"
    )


def test_the_module_prints_the_schema_and_refuses_what_it_does_not_know() -> None:
    run = subprocess.run([sys.executable, "-m", "schema"], capture_output=True, text=True, check=True)
    assert run.stdout == printed()
    refused = subprocess.run(
        [sys.executable, "-m", "schema", "--wirte"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert "usage" in refused.stderr


def test_every_failure_a_caller_handles_is_an_error() -> None:
    interface = SCHEMA._schema.type_map["Error"]
    assert isinstance(interface, GraphQLInterfaceType)
    implementations = SCHEMA._schema.get_implementations(interface).objects
    assert {one.name for one in implementations} == {
        "NotFound",
        "ValidationFailed",
        "InsufficientData",
        "ModelUnavailable",
        "Conflict",
        "PromotionRefused",
        "PermissionDenied",
        "RateLimited",
    }


def test_every_mutation_takes_one_input_and_answers_a_union() -> None:
    mutation = SCHEMA._schema.mutation_type
    assert mutation is not None
    for name, field in mutation.fields.items():
        assert list(field.args) == ["input"], name
        payload = field.type.of_type
        assert payload.name == name[0].upper() + name[1:] + "Payload"
        assert payload.fields["result"].type.of_type.name.endswith("Result")
