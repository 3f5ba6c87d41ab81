"""Running operations on a schema: the one way in for HTTP, SSE and WebSocket."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any

from graphql import GraphQLError, OperationType
from strawberry import Schema
from strawberry.types.execution import ExecutionResult

from app.http.answer import Answer, answer, describe, failure, refusal
from app.http.caching.cache import ResponseCache
from app.http.channel import Listener
from app.http.channels import Channels
from app.http.deadline import ClientGone, OperationTimedOut, TimeUp, bounded
from app.http.direct import DirectBody
from app.http.documents import Admitted, DocumentRefused, Documents
from app.http.metrics import Metrics
from app.http.operation import Operation
from app.http.queries import Code, Queries, as_is
from app.http.shapes import StrawberryShapes, converting
from app.http.updates import Updates
from app.query.sources import Catalogue
from app.query.values import Shapes, Values
from app.security.viewer import Asker

TIMEOUT_S = 10.0

ContextFactory = Callable[[Asker], Any]
"""Makes the context of one operation from who asks."""


class Executor:
    def __init__(
        self,
        schema: Schema,
        context_factory: ContextFactory,
        metrics: Metrics,
        documents: Documents | None = None,
        *,
        code: Code = as_is,
        catalogue: Catalogue | None = None,
        cache: ResponseCache | None = None,
        shapes: Shapes | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._schema = schema
        self._context_factory = context_factory
        self._metrics = metrics
        self._cache = cache
        self._timeout_s = timeout_s
        self._documents = documents or Documents()
        self._documents.install(schema)
        self._queries = Queries(schema, metrics, code, catalogue)
        self._documents.on_drop(self._queries.plans.forget)
        updates = Updates(
            schema._schema,  # noqa: SLF001  graphql-core's schema, of which Strawberry's is a view
            Values(shapes or StrawberryShapes(schema), converting(schema)),
        )
        self._channels = Channels(self._documents, self._results, metrics.told, updates)

    def kind(self, operation: Operation) -> OperationType:
        """Query, mutation or subscription. Raises DocumentRefused where the document does not tell."""
        return self._documents.look(operation.query).operation(operation.operation_name).operation

    async def execute(
        self, operation: Operation, asker: Asker, connection: DirectBody | None = None
    ) -> Answer:
        """Run a query or mutation. Raises nothing but ClientGone, once the given connection is closed."""
        started = time.perf_counter()
        kind, outcome = "unknown", "error"
        try:
            admitted = self._admit(operation, asker)
            kind = admitted.kind.value
            found = await self._answer(admitted, operation, asker, connection)
            outcome = _outcome(found)
        except ClientGone:
            raise
        except DocumentRefused as refused:
            kind, outcome = refused.kind.value if refused.kind else kind, "refused"
            found = refusal(refused.errors, asker.request_id)
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            found = failure(error, asker.request_id)
        finally:
            self._metrics.operation(kind, outcome, time.perf_counter() - started)
        return found

    async def stream(
        self, operation: Operation, asker: Asker, listener: Listener | None = None
    ) -> AsyncGenerator[Answer, None]:
        """Run any operation; one answer for a query or mutation, any number for a subscription.

        Never raises: what fails is the last answer. Close it to end a subscription early. If the subscription
        is shared, the answers end once the listener has caught up; calls tell it what follows, and its
        `channel` is set until it leaves.
        """
        started = time.perf_counter()
        kind, outcome = "unknown", "ok"
        try:
            kind = self.kind(operation).value
            self._metrics.begun(kind)
            async with aclosing(self._answers(operation, asker, listener)) as answers:
                async for one in answers:
                    outcome = _outcome(one, outcome)
                    yield one
        except DocumentRefused as refused:
            outcome = "refused"
            yield refusal(refused.errors, asker.request_id)
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            outcome = "error"
            yield failure(error, asker.request_id)
        finally:
            if listener is not None and listener.channel is not None:
                listener.on_over = self._over
            else:
                self._metrics.operation(kind, outcome, time.perf_counter() - started)

    async def resume(self, listener: Listener, request_id: str) -> AsyncGenerator[Answer, None]:
        """What a listener who fell behind is told until it has caught up again; as `stream` otherwise."""
        try:
            async with aclosing(self._channels.resume(listener)) as answers:
                async for one in answers:
                    yield one
        except Exception as error:  # noqa: BLE001  the edge of the process: `failure` logs and masks it
            yield failure(error, request_id)

    def _admit(self, operation: Operation, asker: Asker) -> Admitted:
        return self._documents.admit(
            operation.query, operation.operation_name, operation.variables, asker.viewer
        )

    async def _answer(
        self, admitted: Admitted, operation: Operation, asker: Asker, connection: DirectBody | None = None
    ) -> Answer:
        cache = self._cache
        if cache is None:
            running = self._compute(admitted, operation, asker)
        else:
            running = self._cached(cache, admitted, operation, asker)
        try:
            return await bounded(running, self._timeout_s, connection)
        except TimeUp:
            timed_out = OperationTimedOut(admitted.kind, self._timeout_s)
        error = GraphQLError(timed_out.message, original_error=timed_out)
        return Answer(None, (describe(error, asker.request_id),))

    def _compute(self, admitted: Admitted, operation: Operation, asker: Asker) -> Coroutine[Any, Any, Answer]:
        context = self._context_factory(asker)
        return self._queries.answer(admitted, operation, context, asker.request_id)

    async def _cached(
        self, cache: ResponseCache, admitted: Admitted, operation: Operation, asker: Asker
    ) -> Answer:
        computed = False

        def compute() -> Awaitable[Answer]:
            nonlocal computed
            computed = True
            return self._compute(admitted, operation, asker)

        found = await cache.answer(admitted, operation, asker.viewer, compute)
        if not computed:
            self._metrics.executed("cached")
        return found

    async def _alone(
        self, admitted: Admitted, operation: Operation, asker: Asker
    ) -> AsyncGenerator[Answer, None]:
        yield await self._answer(admitted, operation, asker)

    def _answers(
        self, operation: Operation, asker: Asker, listener: Listener | None
    ) -> AsyncGenerator[Answer, None]:
        admitted = self._admit(operation, asker)
        if admitted.kind is not OperationType.SUBSCRIPTION:
            return self._alone(admitted, operation, asker)
        context = self._context_factory(asker)
        return self._channels.subscribe(operation, context, asker.request_id, listener)

    def _over(self, outcome: str) -> None:
        self._metrics.operation("subscription", outcome, 0.0)

    async def _results(
        self, operation: Operation, context: Any, request_id: str
    ) -> AsyncGenerator[Answer, None]:
        stream = await self._schema.stream(
            operation.query,
            variable_values=operation.variables,
            operation_name=operation.operation_name,
            context_value=context,
        )
        async with aclosing(stream) as results:
            async for result in results:
                assert isinstance(result, ExecutionResult)  # noqa: S101  @defer and @stream are not switched on
                yield answer(result.data, result.errors, result.extensions, request_id)


def _outcome(one: Answer, otherwise: str = "ok") -> str:
    return "refused" if one.refused else "error" if one.errors else otherwise
