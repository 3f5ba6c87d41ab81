"""Who may ask what: declared beside a field as `@needs(role:)`, told in the schema, enforced at every door.

Fields without the mark are for readers. Mutations answer a refusal as a value (schema.mutating).
"""

from collections.abc import Callable, Iterator
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.schema_directive import Location

from app.security.viewer import Role
from schema.enums import described

NEEDS = "needs"
"""The entry of a GraphQLField's `extensions` that holds the role it needs."""

described(
    Role,
    "What a viewer may do; each may do what the ones before it may.",
    READER="Ask queries and follow subscriptions.",
    OPERATOR="Change things, too: collect, compute, predict, settle, record.",
    ADMIN="Manage models and API keys, too, and read the audit trail.",
)


@strawberry.schema_directive(
    name=NEEDS,
    locations=[Location.FIELD_DEFINITION],
    description="The least role that may ask for the field; others get PERMISSION_DENIED.",
)
class Needs:
    role: Role = strawberry.directive_field(name="role")


def needed_role(field: GraphQLField) -> Role | None:
    """The role that the field of a built schema needs; None: whoever may ask at all."""
    role: Role | None = (field.extensions or {}).get(NEEDS)
    return role


def enforce(schema: GraphQLSchema) -> None:
    """Write each declared role beside its field, and refuse others before a query or subscription runs."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType):
            for name, field in kind.fields.items():
                for role in _declared(field):
                    field.extensions = {**field.extensions, NEEDS: role}
                    if kind is not schema.mutation_type:
                        _guard(field, name, role)


def _declared(field: GraphQLField) -> Iterator[Role]:
    definition = (field.extensions or {}).get("strawberry-definition")
    for directive in getattr(definition, "directives", ()):
        if isinstance(directive, Needs):
            yield directive.role


def _guard(field: GraphQLField, name: str, role: Role) -> None:
    if field.subscribe is not None:
        field.subscribe = _checked(field.subscribe, name, role)
    elif field.resolve is not None:
        field.resolve = _checked(field.resolve, name, role)


def _checked(resolve: Callable[..., Any], name: str, role: Role) -> Callable[..., Any]:
    def checked(source: Any, info: Any, **arguments: Any) -> Any:
        info.context.viewer.require(role, name)
        return resolve(source, info, **arguments)

    return checked
