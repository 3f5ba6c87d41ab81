"""Which operations may be answered from what is kept: those all of whose fields depend on the database alone.

What a field depends on is declared beside the schema; a field that nobody declared is never kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
)

from app.clock import Clock


@dataclass(frozen=True, slots=True)
class Keeping:
    """When an answer with a field may be kept.

    `past`: only where this argument is given, an instant that has passed. `without`: only where this argument
    is left out. What is `made` for this answer has nothing below it that tells `when`.
    """

    kept: bool = True
    past: str | None = None
    without: str | None = None
    made: bool = False
    when: bool = False


KEPT = Keeping()
NEVER = Keeping(kept=False)
Table = Mapping[tuple[str, str], Keeping]
"""By type and field; NEVER for what is not in it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What an operation needs to be kept: `instants` that have passed, by themselves or by a variable's name.

    `variables` are those that it uses; `digest` is of the document and the operation's name.
    """

    kept: bool
    digest: bytes = b""
    variables: tuple[str, ...] = ()
    instants: tuple[datetime, ...] = ()
    instant_variables: tuple[str, ...] = ()

    def holds(self, variables: Mapping[str, Any], clock: Clock) -> bool:
        """Whether an answer made now may be kept."""
        if not self.kept or not (self.instants or self.instant_variables):
            return self.kept
        now = clock()
        given = [_instant(variables.get(name)) for name in self.instant_variables]
        return all(one is not None and one <= now for one in (*self.instants, *given))


NOT_KEPT = Policy(kept=False)


def policy_of(
    schema: GraphQLSchema, table: Table, tree: DocumentNode, operation: OperationDefinitionNode, text: str
) -> Policy:
    """What the operation of a valid document needs. Linear in the document: each fragment once."""
    root = schema.get_root_type(operation.operation)
    walk = _Walk(schema, table, tree)
    if root is None or not walk.allows(root, operation.selection_set, made=False) or not walk.reads:
        return NOT_KEPT
    name = operation.name.value if operation.name else ""
    return Policy(
        kept=True,
        digest=sha256(f"{name}\0{text}".encode()).digest(),
        variables=tuple(sorted(one.variable.name.value for one in operation.variable_definitions or ())),
        instants=tuple(walk.instants),
        instant_variables=tuple(walk.instant_variables),
    )


@dataclass(slots=True)
class _Walk:
    schema: GraphQLSchema
    table: Table
    tree: DocumentNode
    reads: bool = False
    """Whether any field was met that a schema has of its own."""
    instants: list[datetime] = field(default_factory=list)
    instant_variables: list[str] = field(default_factory=list)
    _fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    _known: dict[tuple[str, bool], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fragments = {
            one.name.value: one for one in self.tree.definitions if isinstance(one, FragmentDefinitionNode)
        }

    def allows(self, parent: GraphQLNamedType, selections: SelectionSetNode | None, *, made: bool) -> bool:
        return all(
            self._allows(parent, node, made=made) for node in (selections.selections if selections else ())
        )

    def _allows(self, parent: GraphQLNamedType, node: Any, *, made: bool) -> bool:
        if isinstance(node, FieldNode):
            return self._field(parent, node, made=made)
        if isinstance(node, InlineFragmentNode):
            inner = node.type_condition
            kind = parent if inner is None else self.schema.type_map[inner.name.value]
            return self.allows(kind, node.selection_set, made=made)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101  there is no other selection
        return self._fragment(node.name.value, made=made)

    def _fragment(self, name: str, *, made: bool) -> bool:
        key = (name, made)
        if key not in self._known:
            fragment = self._fragments[name]
            kind = self.schema.type_map[fragment.type_condition.name.value]
            self._known[key] = self.allows(kind, fragment.selection_set, made=made)
        return self._known[key]

    def _field(self, parent: GraphQLNamedType, node: FieldNode, *, made: bool) -> bool:
        name = node.name.value
        if name == "__typename":
            return True
        self.reads = True
        if name in ("__schema", "__type") or parent.name.startswith("__"):
            return True
        kinds = self._objects(parent)
        rules = [self.table.get((kind.name, name), NEVER) for kind in kinds]
        if not rules or not all(self._kept(rule, node, made=made) for rule in rules):
            return False
        of = get_named_type(kinds[0].fields[name].type)
        return self.allows(of, node.selection_set, made=made or any(rule.made for rule in rules))

    def _objects(self, parent: GraphQLNamedType) -> Sequence[GraphQLObjectType]:
        if isinstance(parent, GraphQLObjectType):
            return (parent,)
        assert is_abstract_type(parent)  # noqa: S101  nothing else has fields
        abstract: GraphQLAbstractType = parent
        return self.schema.get_possible_types(abstract)

    def _kept(self, rule: Keeping, node: FieldNode, *, made: bool) -> bool:
        if not rule.kept or (rule.when and made):
            return False
        if rule.without is not None and _argument(node, rule.without) is not None:
            return False
        return rule.past is None or self._passed(_argument(node, rule.past))

    def _passed(self, value: ValueNode | None) -> bool:
        if isinstance(value, VariableNode):
            self.instant_variables.append(value.name.value)
            return True
        instant = _instant(value.value) if isinstance(value, StringValueNode) else None
        if instant is not None:
            self.instants.append(instant)
        return instant is not None


def _argument(node: FieldNode, name: str) -> ValueNode | None:
    """What an argument is given; None where it is left out or null."""
    for argument in node.arguments or ():
        if argument.name.value == name:
            return None if isinstance(argument.value, NullValueNode) else argument.value
    return None


def _instant(value: object) -> datetime | None:
    """The instant that a text names, with its zone."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if instant is None or instant.tzinfo is None else instant
