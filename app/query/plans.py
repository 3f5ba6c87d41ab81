"""The plans of one schema, kept by operation and by what its conditions leave of it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode

from app.query.plan import Compiler, Plan, coerced
from app.query.selection import Declined, deciding
from app.query.sources import Catalogue, GivenUp

MAX_KEPT = 30_000
"""Tokens of documents and selected fields together: what a plan holds grows with both."""
MAX_VARIANTS = 16
"""An operation with more combinations of conditions than this is compiled for these only."""


@dataclass(slots=True, eq=False)
class _Operation:
    """An operation of a kept document; its plan is None where it is declined."""

    node: OperationDefinitionNode
    deciding: tuple[str, ...]
    size: int
    plans: dict[tuple[Any, ...], Plan | None] = field(default_factory=dict)


class Plans:
    """`compiled` counts how often an operation was looked at, `declined` how many could not be compiled.

    The least recently used are dropped once the kept ones are too large together.
    """

    def __init__(self, schema: GraphQLSchema, catalogue: Catalogue, max_kept: int = MAX_KEPT) -> None:
        self._schema = schema
        self._compiler = Compiler(schema, catalogue)
        self._most = max_kept
        self.size = 0
        # by identity: comparing syntax trees would walk them
        self._kept: OrderedDict[int, _Operation] = OrderedDict()
        self.compiled = 0
        self.declined = 0

    def __len__(self) -> int:
        return len(self._kept)

    async def answer(
        self, tree: DocumentNode, node: OperationDefinitionNode, given: dict[str, Any], context: Any
    ) -> dict[str, Any] | None:
        """The data of a query; None where it is declined.

        Raises GivenUp, and whatever else keeps the plan from answering.
        """
        operation = self._operation(tree, node)
        if not operation.deciding and operation.plans.get((), self) is None:
            return None
        variables = coerced(self._schema, node, given)
        chosen = tuple(variables.coerced.get(name) for name in operation.deciding)
        if chosen not in operation.plans:
            self._add(operation, tree, chosen)
        plan = operation.plans.get(chosen)
        return None if plan is None else await plan.answer(variables, context)

    def forget(self, tree: DocumentNode) -> None:
        """Drop what is kept of a document that nobody will bring again."""
        for node in tree.definitions:
            if (dropped := self._kept.pop(id(node), None)) is not None:
                self.size -= dropped.size

    def _operation(self, tree: DocumentNode, node: OperationDefinitionNode) -> _Operation:
        operation = self._kept.get(id(node))
        if operation is None:
            # a plan holds its node, and so may outlive the document
            size = 1 + tree.token_count
            operation = self._kept[id(node)] = _Operation(node, deciding(tree), size)
            self._grown(size)
        else:
            self._kept.move_to_end(id(node))
        return operation

    def _add(self, operation: _Operation, tree: DocumentNode, chosen: tuple[Any, ...]) -> None:
        if not all(isinstance(one, bool) for one in chosen):
            raise GivenUp("a condition that is neither true nor false")
        if len(operation.plans) >= MAX_VARIANTS:
            return
        self.compiled += 1
        plan = None
        try:
            booleans = dict(zip(operation.deciding, chosen, strict=True))
            plan = self._compiler.compile(tree, operation.node, booleans)
        except Declined:
            self.declined += 1
        operation.plans[chosen] = plan
        grown = 1 if plan is None else plan.fields
        operation.size += grown
        self._grown(grown)

    def _grown(self, by: int) -> None:
        self.size += by
        while self.size > self._most and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self.size -= dropped.size
