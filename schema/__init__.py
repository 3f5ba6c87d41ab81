"""GraphQL, and nothing else: types, arguments, one call or loader a field, errors as types and codes.

No query sets, no arithmetic, no servers here: `app` does the work. Every subject is one module.
"""

from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.error_types import ERROR_TYPES
from schema.errors import CodedErrors
from schema.limits import Limits
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import SCALARS
from schema.subscription import Subscription

__all__ = ["build_schema"]


@cache
def build_schema() -> strawberry.Schema:
    """The schema, built once: caches of validated documents are keyed by it."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=ERROR_TYPES,
        extensions=[CodedErrors, Limits],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True, sort_schema=False),
    )
