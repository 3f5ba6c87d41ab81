"""What an operation asks for: its fields merged and in the order of the answer, for each type of object.

An operation whose @skip and @include depend on variables is selected anew for each set of their values
(`deciding` names those variables), so that a selection has no conditions left in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    visit,
)

MAX_FIELDS = 1_000
"""Fragments used twice make a small document select much; beyond this it is not compiled."""
TYPENAME = "__typename"
CONDITIONS = frozenset({"skip", "include"})

Booleans = Mapping[str, bool]
"""The values of the variables that `deciding` names."""


class Declined(Exception):
    """The operation is not compiled; the message says what it asks for that is not covered."""


@dataclass(frozen=True)
class Selected:
    """One field of the answer: `key` is its key there, `parent` the object type it is a field of.

    `below` has what is selected of each type of object that it may hold; it is empty for a leaf.
    """

    key: str
    name: str
    parent: GraphQLObjectType
    node: FieldNode
    below: Mapping[str, tuple["Selected", ...]]

    @property
    def definition(self) -> GraphQLField:
        """Its definition in the schema; `__typename` has none."""
        found: GraphQLField = self.parent.fields[self.name]
        return found

    @property
    def only(self) -> tuple["Selected", ...]:
        """What is selected of the one object type it holds."""
        (fields,) = self.below.values()
        return fields

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables that its own arguments depend on."""
        return variables_in(self.node.arguments)


def deciding(tree: DocumentNode) -> tuple[str, ...]:
    """The variables that decide what is selected, sorted."""
    found = _Conditions()
    visit(tree, found)
    return tuple(sorted(found.names))


def select(
    schema: GraphQLSchema, tree: DocumentNode, operation: OperationDefinitionNode, booleans: Booleans
) -> tuple[Selected, ...]:
    """The root fields of a query or subscription that is valid. Raises Declined."""
    root = schema.get_root_type(operation.operation)
    if operation.operation is OperationType.MUTATION or root is None:
        raise Declined("a mutation")
    if operation.directives:
        raise Declined("a directive on the operation")
    return _Selecting(schema, tree, booleans).of(root, [operation.selection_set])


def size(fields: Sequence[Selected]) -> int:
    """How many fields these are with all below them."""
    return sum(1 + sum(map(size, one.below.values())) for one in fields)


def variables_in(arguments: Sequence[ArgumentNode] | None) -> frozenset[str]:
    found = _Variables()
    for argument in arguments or ():
        visit(argument, found)
    return frozenset(found.names)


@dataclass
class _Selecting:
    schema: GraphQLSchema
    tree: DocumentNode
    booleans: Booleans
    selected: int = 0
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)

    def __post_init__(self) -> None:
        self.fragments = {
            node.name.value: node
            for node in self.tree.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def of(self, kind: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> tuple[Selected, ...]:
        grouped: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selections in sets:
            for node in self._fields(kind, selections, seen):
                key = node.alias.value if node.alias else node.name.value
                grouped.setdefault(key, []).append(node)
        self.selected += len(grouped)
        if self.selected > MAX_FIELDS:
            raise Declined(f"more than {MAX_FIELDS} fields")
        return tuple(self._merged(kind, key, nodes) for key, nodes in grouped.items())

    def _fields(
        self, kind: GraphQLObjectType, selections: SelectionSetNode, seen: set[str]
    ) -> Iterator[FieldNode]:
        """The field nodes in the order of the answer; each fragment counts where it is first spread."""
        for node in selections.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node, kind):
                    yield from self._fields(kind, node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                fragment = self.fragments[node.name.value]
                if self._applies(fragment, kind):
                    seen.add(node.name.value)
                    yield from self._fields(kind, fragment.selection_set, seen)

    def _merged(self, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selected:
        name = nodes[0].name.value
        if name.startswith("__") and name != TYPENAME:
            raise Declined(name)
        sets = [node.selection_set for node in nodes if node.selection_set]
        below = {}
        if sets:
            named = get_named_type(kind.fields[name].type)
            kinds = self.schema.get_possible_types(named) if is_abstract_type(named) else (named,)
            below = {one.name: self.of(one, sets) for one in kinds if isinstance(one, GraphQLObjectType)}
        return Selected(key, name, kind, nodes[0], below)

    def _applies(self, node: InlineFragmentNode | FragmentDefinitionNode, kind: GraphQLObjectType) -> bool:
        if node.type_condition is None or node.type_condition.name.value == kind.name:
            return True
        condition = self.schema.get_type(node.type_condition.name.value)
        return is_abstract_type(condition) and self.schema.is_sub_type(condition, kind)

    def _included(self, node: SelectionNode) -> bool:
        return all(self._holds(directive) for directive in node.directives or ())

    def _holds(self, directive: DirectiveNode) -> bool:
        if directive.name.value not in CONDITIONS:
            raise Declined(f"@{directive.name.value}")
        (argument,) = directive.arguments or ()
        wanted = directive.name.value == "include"
        if isinstance(argument.value, BooleanValueNode):
            return argument.value.value is wanted
        assert isinstance(argument.value, VariableNode)  # noqa: S101  the document is valid
        return self.booleans[argument.value.name.value] is wanted


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.add(node.name.value)


class _Conditions(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Node | object) -> None:
        if node.name.value in CONDITIONS:
            self.names |= variables_in(node.arguments)
