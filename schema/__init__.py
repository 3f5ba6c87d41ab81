"""GraphQL, and nothing else: types, arguments, one call or loader a field, errors as types and codes.

No query sets, no arithmetic, no servers here: `app` does the work. Every subject is one module.
"""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from schema.error_types import ERROR_TYPES
from schema.errors import CodedErrors
from schema.mutation import Mutation
from schema.permissions import enforce
from schema.query import Query
from schema.scalars import SCALARS
from schema.subscription import Subscription

__all__ = ["build_schema"]


class Schema(strawberry.Schema):
    """Strawberry's, without its log of every error: CodedErrors logs those that nobody foresaw."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        pass


def build_schema() -> strawberry.Schema:
    """A schema of its own for each application, which installs its cache of documents in it."""
    schema = Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=ERROR_TYPES,
        extensions=[CodedErrors],
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=False),
    )
    enforce(schema._schema)  # noqa: SLF001  Strawberry has no public name for it
    return schema
