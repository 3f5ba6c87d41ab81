"""Plans for the updates of shared subscriptions: from the value of an update straight to the answer."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import get_variable_values

from app.query.selection import TYPENAME, Declined, deciding, select
from app.query.values import NO_VARIABLES, Values

MAX_KEPT = 256
Update = Callable[[Any], dict[str, Any]]
"""Gives the data of the answer to one update; whatever it raises, graphql-core has to answer."""


class Updates:
    """The plans of one schema's subscriptions, the last used ones kept."""

    def __init__(self, schema: GraphQLSchema, values: Values) -> None:
        self._schema = schema
        self._values = values
        self._kept: OrderedDict[Hashable, Update | None] = OrderedDict()

    def plan(
        self, key: Hashable, tree: DocumentNode, operation: OperationDefinitionNode, given: dict[str, Any]
    ) -> Update | None:
        """`key`: all that the plan depends on. None where the operation asks for more than values have."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        try:
            made = self._made(tree, operation, given)
        except Declined:
            made = None
        self._kept[key] = made
        if len(self._kept) > MAX_KEPT:
            self._kept.popitem(last=False)
        return made

    def _made(self, tree: DocumentNode, operation: OperationDefinitionNode, given: dict[str, Any]) -> Update:
        variables = NO_VARIABLES
        if operation.variable_definitions:
            coerced = get_variable_values(self._schema, operation.variable_definitions, given)
            if isinstance(coerced, list):
                raise Declined("a variable that is refused")
            variables = coerced
        booleans = {name: variables.coerced.get(name) is True for name in deciding(tree)}
        roots = select(self._schema, tree, operation, booleans)
        if len(roots) != 1 or roots[0].name == TYPENAME:
            raise Declined("another number of root fields than one")
        root = roots[0]
        written = self._values.written(root)
        return lambda update: {root.key: written(update, variables)}
