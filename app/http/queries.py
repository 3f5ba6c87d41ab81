"""Running queries and mutations: from the admitted document straight to an answer.

Nothing here goes through Strawberry's pipeline of extensions: a query is answered by its compiled plan where
it has one, else the tree that `Documents` keeps is handed to graphql-core, and errors are coded as elsewhere.
"""

from collections.abc import Callable
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType, execute
from strawberry import Schema
from strawberry.execution.is_awaitable import optimized_is_awaitable

from app.db.postgres import Busy, known_busy
from app.errors import FootballError
from app.http.answer import Answer, answer
from app.http.documents import Admitted
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.log import get_logger
from app.query.plans import Plans
from app.query.sources import Catalogue, GivenUp

Code = Callable[[GraphQLError, str], GraphQLError]
"""Gives an error of an execution its code; takes the request id, too."""

log = get_logger(__name__)


def as_is(error: GraphQLError, request_id: str) -> GraphQLError:  # noqa: ARG001  for schemas without codes
    return error


class Queries:
    """Answers the queries and mutations of one schema; what is in the catalogue is compiled."""

    def __init__(
        self, schema: Schema, metrics: Metrics, code: Code = as_is, catalogue: Catalogue | None = None
    ) -> None:
        self._schema = schema
        self._core = schema._schema  # noqa: SLF001  Strawberry hands it to extensions only
        self._metrics = metrics
        self._code = code
        self.plans = Plans(self._core, catalogue or Catalogue({}, {}, lambda _, values: values))

    async def answer(self, admitted: Admitted, operation: Operation, context: Any, request_id: str) -> Answer:
        """Raises what graphql-core does not turn into an error of a field."""
        if admitted.kind is OperationType.QUERY:
            try:
                data = await self._planned(admitted, operation, context)
            except Busy as busy:
                with known_busy(busy):
                    return await self._execute(admitted, operation, context, request_id)
            if data is not None:
                return Answer(data, extensions=admitted.extensions)
        return await self._execute(admitted, operation, context, request_id)

    async def _planned(self, admitted: Admitted, operation: Operation, context: Any) -> dict[str, Any] | None:
        try:
            data = await self.plans.answer(admitted.tree, admitted.operation, operation.variables, context)
        except Busy:
            self._metrics.executed("abandoned")
            raise
        except (GivenUp, FootballError):
            path, data = "abandoned", None
        except Exception as error:
            # queries never write: whatever it was, graphql-core may answer
            log.warning("plan_failed", exc_info=error)
            path, data = "abandoned", None
        else:
            path = "declined" if data is None else "compiled"
        self._metrics.executed(path)
        return data

    async def _execute(
        self, admitted: Admitted, operation: Operation, context: Any, request_id: str
    ) -> Answer:
        running = execute(
            self._core,
            admitted.tree,
            context_value=context,
            variable_values=operation.variables,
            operation_name=operation.operation_name,
            hide_suggestions=not admitted.suggest,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # a plain predicate
            executor_class=self._schema.execution_context_class,
        )
        result = running if isinstance(running, ExecutionResult) else await running
        errors = [self._code(error, request_id) for error in result.errors or ()]
        return answer(result.data, errors, admitted.extensions, request_id)
