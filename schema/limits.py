"""How large an operation may be, told before it runs, in time linear in the document.

Depth, aliases and the entries of all lists are counted through fragments, each fragment once. The rules are
one tuple for the life of the process, so that validation can be cached by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    specified_rules,
)
from strawberry.extensions import SchemaExtension

from app.db.paging import MOST

MAX_DEPTH = 12
MAX_INTROSPECTION_DEPTH = 20
"""The usual introspection query nests wrappers of types; its lists are limited by a rule of GraphQL."""
MAX_ALIASES = 30
MAX_NODES = 20_000
"""Entries of lists in one answer, if every page is full: 100 matches with 100 matches of both teams each."""
EXPLANATION_ENTRIES = 50
"""What an explanation counts as: the model is asked about every coalition of its groups of features."""
PERFORMANCE_ENTRIES = 1000
"""What a version's performance counts as: it predicts the matches of a year."""
COSTS = {"explanation": EXPLANATION_ENTRIES, "performance": PERFORMANCE_ENTRIES}
"""Fields that cost as much as this many entries, by name."""
TOO_LARGE = "GRAPHQL_VALIDATION_FAILED"
_INTROSPECTION = frozenset({"__schema", "__type"})
_PAGE_ARGUMENTS = frozenset({"first", "last"})


@dataclass(frozen=True, slots=True)
class Size:
    """Levels of fields below a selection set, those of introspection apart; its aliases and list entries."""

    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    nodes: int = 0

    def beside(self, other: "Size") -> "Size":
        return Size(
            max(self.depth, other.depth),
            max(self.introspection, other.introspection),
            self.aliases + other.aliases,
            self.nodes + other.nodes,
        )

    def under(self, node: FieldNode, page: int | None) -> "Size":
        """The size of a field around this selection set; `page` is how many entries it lists at most."""
        aliases = self.aliases + (node.alias is not None)
        nodes = self.nodes if page is None else page * (1 + self.nodes)
        nodes += COSTS.get(node.name.value, 0)
        deepest = max(self.depth, self.introspection) + 1
        if node.name.value in _INTROSPECTION:
            return Size(0, deepest, aliases, nodes)
        return Size(self.depth + 1, self.introspection and deepest, aliases, nodes)


@dataclass(slots=True)
class Measure:
    """Measures selection sets, each fragment once; a cycle, which validation refuses, counts zero."""

    fragments: Mapping[str, FragmentDefinitionNode]
    pages: Mapping[str, int]
    _known: dict[str, Size] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None) -> Size:
        size = Size()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                size = size.beside(self.of(node.selection_set).under(node, self._page(node)))
            elif isinstance(node, InlineFragmentNode):
                size = size.beside(self.of(node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                size = size.beside(self._fragment(node.name.value))
        return size

    def _page(self, node: FieldNode) -> int | None:
        """How many entries a paged field lists: as it says, most where a variable says it."""
        for argument in node.arguments or ():
            if argument.name.value in _PAGE_ARGUMENTS:
                value = argument.value
                number = int(value.value) if isinstance(value, IntValueNode) else MOST
                return min(max(number, 0), MOST)
        return self.pages.get(node.name.value)

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = Size()
            fragment = self.fragments.get(name)
            self._known[name] = self.of(fragment.selection_set) if fragment else Size()
        return self._known[name]


class OperationLimits(ASTValidationRule):
    """Refuses operations that are too deep or have too many aliases."""

    context: ValidationContext

    def enter_document(self, document: DocumentNode, *_: Any) -> None:
        fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        measure = Measure(fragments, pages_of(self.context.schema))
        for operation in document.definitions:
            if isinstance(operation, OperationDefinitionNode):
                for complaint in complaints(measure.of(operation.selection_set)):
                    self.context.report_error(
                        GraphQLError(complaint, operation, extensions={"code": TOO_LARGE})
                    )


RULES: tuple[type[Any], ...] = (OperationLimits, *specified_rules)


class Limits(SchemaExtension):
    """Validates with the limits beside GraphQL's own rules."""

    def on_operation(self) -> Iterator[None]:
        self.execution_context.validation_rules = RULES
        yield


def complaints(size: Size) -> Iterator[str]:
    if size.depth > MAX_DEPTH:
        yield f"the operation is {size.depth} levels deep; at most {MAX_DEPTH} are allowed: ask in two steps"
    if size.introspection > MAX_INTROSPECTION_DEPTH:
        yield (
            f"introspection is {size.introspection} levels deep;"
            f" at most {MAX_INTROSPECTION_DEPTH} are allowed"
        )
    if size.aliases > MAX_ALIASES:
        yield f"the operation has {size.aliases} aliases; at most {MAX_ALIASES} are allowed"
    if size.nodes > MAX_NODES:
        yield (
            f"the operation may list {size.nodes} entries; at most {MAX_NODES} are allowed:"
            " ask for fewer with first"
        )


@lru_cache(maxsize=4)
def pages_of(schema: GraphQLSchema) -> Mapping[str, int]:
    """Fields that list a page, by name, with how many entries if the operation does not say."""
    pages: dict[str, int] = {}
    for kind in schema.type_map.values():
        for name, field_ in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            for argument in _PAGE_ARGUMENTS & set(field_.args):
                pages[name] = max(pages.get(name, 0), default_of(field_.args[argument]))
    return pages


def default_of(argument: GraphQLArgument) -> int:
    given = argument.default_value
    return given if isinstance(given, int) else MOST
