"""Running queries: from the kept document straight to an answer.

A query goes through neither a second parse or validation nor Strawberry's pipeline of extensions: the tree
that `Documents` keeps is handed to graphql-core, and errors are coded as the schema codes them elsewhere.
"""

from collections.abc import Callable
from typing import Any

from graphql import ExecutionResult, GraphQLError, execute, specified_rules
from strawberry import Schema
from strawberry.execution.is_awaitable import optimized_is_awaitable

from app.http.answer import Answer, answer, refusal
from app.http.documents import Documents, Rules
from app.http.operation import Operation

Code = Callable[[GraphQLError, str], GraphQLError]
"""Gives an error of an execution its code; takes the request id, too."""
RULES: Rules = tuple(specified_rules)


def as_is(error: GraphQLError, request_id: str) -> GraphQLError:  # noqa: ARG001  for schemas without codes
    return error


class Queries:
    """Answers the queries of one schema."""

    def __init__(
        self, schema: Schema, documents: Documents, rules: Rules = RULES, code: Code = as_is
    ) -> None:
        self._schema = schema
        self._core = schema._schema  # noqa: SLF001  Strawberry hands it to extensions only
        self._documents = documents
        self._rules = rules
        self._code = code

    async def answer(self, operation: Operation, context: Any, request_id: str) -> Answer:
        """Raises DocumentRefused, or what graphql-core does not turn into an error of a field."""
        errors = self._documents.validate(self._schema, operation.query, self._rules)
        if errors:
            return refusal([self._code(error, request_id) for error in errors], request_id)
        return await self._execute(operation, context, request_id)

    async def _execute(self, operation: Operation, context: Any, request_id: str) -> Answer:
        tree = self._documents.get(operation.query).tree
        assert tree is not None  # noqa: S101  it is valid
        running = execute(
            self._core,
            tree,
            context_value=context,
            variable_values=operation.variables,
            operation_name=operation.operation_name,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # a plain predicate
            executor_class=self._schema.execution_context_class,
        )
        result = running if isinstance(running, ExecutionResult) else await running
        errors = [self._code(error, request_id) for error in result.errors or ()]
        return answer(result.data, errors, None, request_id)
