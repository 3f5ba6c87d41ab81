"""What an operation costs: one for each object it may answer, list sizes multiplied downwards.

Some fields weigh more. Each fragment is priced once for each type it is spread on: linear in the document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from app.http.shape import fragments_of
from app.security.viewer import Role

LIST_SIZE = 10
"""Entries of a list that no argument limits."""
MOST = 100
"""Entries of a page at most."""
PAGE_ARGUMENTS = ("first", "last")
IDS_ARGUMENTS = ("ids",)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What fields weigh beside one for each object, by `Type.field`; and the budget of each role."""

    budgets: Mapping[Role | None, int]
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """How one field of the schema is counted."""

    weight: int
    page: int | None
    """Entries unless an argument tells; None: it is no list."""
    page_argument: str | None
    ids_argument: str | None
    below: str | None
    """The type of what it answers; None: a value without fields."""


@dataclass(slots=True)
class Prices:
    """The prices of a schema's fields, by type and name."""

    schema: GraphQLSchema
    tariff: Tariff
    _types: dict[str, dict[str, Price]] = field(default_factory=dict)

    def of(self, type_name: str, field_name: str) -> Price | None:
        prices = self._types.get(type_name)
        if prices is None:
            prices = self._types[type_name] = self._of_type(self.schema.type_map.get(type_name))
        return prices.get(field_name)

    def _of_type(self, kind: GraphQLNamedType | None) -> dict[str, Price]:
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return {}
        paged = "pageInfo" in kind.fields
        return {name: self._price(f"{kind.name}.{name}", one, paged) for name, one in kind.fields.items()}

    def _price(self, coordinate: str, one: GraphQLField, in_page: bool) -> Price:
        named = get_named_type(one.type)
        page_argument = next((name for name in PAGE_ARGUMENTS if name in one.args), None)
        page: int | None = None
        if page_argument is not None:
            default = one.args[page_argument].default_value
            page = default if isinstance(default, int) else MOST
        elif is_list_type(get_nullable_type(one.type)) and not in_page:
            page = LIST_SIZE
        return Price(
            self.tariff.weights.get(coordinate, 0),
            page,
            page_argument,
            next((name for name in IDS_ARGUMENTS if name in one.args), None),
            named.name if is_composite_type(named) else None,
        )


class Cost:
    """The costs of one operation, which depend on the variables that tell sizes of lists."""

    def __init__(self, tree: DocumentNode, operation: OperationDefinitionNode, prices: Prices) -> None:
        self._tree = tree
        self._operation = operation
        self._prices = prices
        pricing = _Pricing(prices, fragments_of(tree), {})
        self._most = pricing.operation(operation)
        self._sizes = tuple(sorted(pricing.sizes))
        self._known: dict[tuple[Any, ...], int] = {}

    def of(self, variables: Mapping[str, Any]) -> int:
        if not self._sizes:
            return self._most
        given = tuple(_size(variables.get(name)) for name in self._sizes)
        cost = self._known.get(given)
        if cost is None:
            if len(self._known) >= MOST:
                self._known.clear()
            cost = self._known[given] = self._with(dict(zip(self._sizes, given, strict=True)))
        return cost

    def _with(self, sizes: dict[str, int | None]) -> int:
        for one in self._operation.variable_definitions or ():
            name = one.variable.name.value
            if sizes.get(name, 0) is None and isinstance(one.default_value, IntValueNode | ListValueNode):
                sizes[name] = _literal(one.default_value)
        return _Pricing(self._prices, fragments_of(self._tree), sizes).operation(self._operation)


class _Pricing:
    def __init__(self, prices: Prices, fragments: Mapping[str, Any], sizes: Mapping[str, int | None]) -> None:
        self.sizes: set[str] = set()
        self._prices = prices
        self._fragments = fragments
        self._values = sizes
        self._known: dict[str, int] = {}

    def operation(self, operation: OperationDefinitionNode) -> int:
        root = self._prices.schema.get_root_type(operation.operation)
        return self._set(root.name if root else "", operation.selection_set)

    def _set(self, type_name: str, selections: SelectionSetNode | None) -> int:
        return sum(self._selections(type_name, selections)) if selections else 0

    def _selections(self, type_name: str, selections: SelectionSetNode) -> Iterator[int]:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield self._field(type_name, node)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                yield self._set(condition.name.value if condition else type_name, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                yield self._fragment(node.name.value)

    def _fragment(self, name: str) -> int:
        cost = self._known.get(name)
        if cost is None:
            self._known[name] = 0
            fragment = self._fragments[name]
            cost = self._known[name] = self._set(fragment.type_condition.name.value, fragment.selection_set)
        return cost

    def _field(self, type_name: str, node: FieldNode) -> int:
        price = self._prices.of(type_name, node.name.value)
        if price is None:  # __typename and introspection
            return 0
        if price.below is None:
            return price.weight
        size = 1 if price.page is None else self._page(price.page, price, node)
        return size * (1 + price.weight + self._set(price.below, node.selection_set))

    def _page(self, page: int, price: Price, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in (price.page_argument, price.ids_argument):
                return self._given(argument.value)
        return page

    def _given(self, value: ValueNode) -> int:
        if isinstance(value, VariableNode):
            self.sizes.add(value.name.value)
            size = self._values.get(value.name.value)
            return MOST if size is None else size
        size = _literal(value)
        return MOST if size is None else size


def _literal(value: ValueNode) -> int | None:
    if isinstance(value, IntValueNode):
        return _size(int(value.value[:12]))
    return _bounded(len(value.values)) if isinstance(value, ListValueNode) else None


def _size(value: object) -> int | None:
    """How many entries a variable's value asks for; None where it does not tell."""
    if isinstance(value, int):
        return _bounded(value)
    return _bounded(len(value)) if isinstance(value, list) else None


def _bounded(number: int) -> int:
    return min(max(number, 0), MOST)
