"""How large a document is, counted before it is validated, each fragment once: linear in its length.

Validation is only ever asked about documents that passed here, so what it costs is bounded too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
)

MAX_DEPTH = 12
MAX_INTROSPECTION_DEPTH = 20
"""The usual introspection query nests wrappers of types; its lists are limited by a rule of GraphQL."""
MAX_ALIASES = 30
MAX_ROOT_FIELDS = 20
MAX_DIRECTIVES = 50
MAX_FRAGMENTS = 50
MAX_SELECTIONS = 1_000
"""Fields and fragments that a document names, each where it is written."""
MAX_ENTRIES = 500
"""Entries of lists and objects that a document spells out; variables take more."""
_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Shape:
    """What is below a selection set, fragments counted wherever they are spread.

    Levels of fields, those of introspection apart; fields that are next to each other; aliases; directives.
    """

    depth: int = 0
    introspection: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: "Shape") -> "Shape":
        return Shape(
            max(self.depth, other.depth),
            max(self.introspection, other.introspection),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )

    def under(self, node: FieldNode) -> "Shape":
        """The shape of a field around this selection set."""
        aliases = self.aliases + (node.alias is not None)
        directives = self.directives + len(node.directives or ())
        deepest = max(self.depth, self.introspection) + 1
        if node.name.value in _INTROSPECTION:
            return Shape(0, deepest, 1, aliases, directives)
        return Shape(self.depth + 1, self.introspection and deepest, 1, aliases, directives)

    def with_directives(self, directives: tuple[DirectiveNode, ...] | None) -> "Shape":
        return self.beside(Shape(directives=len(directives))) if directives else self


@dataclass(slots=True)
class Shapes:
    """Measures selection sets, each fragment once; a cycle, which validation refuses, counts zero."""

    fragments: Mapping[str, FragmentDefinitionNode]
    selections: int = 0
    entries: int = 0
    _known: dict[str, Shape] = field(default_factory=dict)

    def of(self, selections: SelectionSetNode | None) -> Shape:
        shape = Shape()
        if selections is not None:
            self.selections += len(selections.selections)
            for node in selections.selections:
                shape = shape.beside(self._selection(node))
        return shape

    def values(self, nodes: Iterable[ArgumentNode | VariableDefinitionNode] | None) -> None:
        """Count the entries of literals."""
        waiting: list[ValueNode | None] = [
            one.default_value if isinstance(one, VariableDefinitionNode) else one.value for one in nodes or ()
        ]
        while waiting:
            value = waiting.pop()
            if isinstance(value, ListValueNode):
                self.entries += len(value.values)
                waiting += value.values
            elif isinstance(value, ObjectValueNode):
                self.entries += len(value.fields)
                waiting += [one.value for one in value.fields]

    def _selection(self, node: SelectionNode) -> Shape:
        for directive in node.directives or ():
            self.values(directive.arguments)
        if isinstance(node, FieldNode):
            self.values(node.arguments)
            return self.of(node.selection_set).under(node)
        if isinstance(node, InlineFragmentNode):
            return self.of(node.selection_set).with_directives(node.directives)
        assert isinstance(node, FragmentSpreadNode)  # noqa: S101  there is no fourth kind
        return self._fragment(node.name.value).with_directives(node.directives)

    def _fragment(self, name: str) -> Shape:
        if name not in self._known:
            self._known[name] = Shape()
            fragment = self.fragments.get(name)
            self._known[name] = self.of(fragment.selection_set) if fragment else Shape()
        return self._known[name]


def fragments_of(tree: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)}


def complaints(tree: DocumentNode) -> Iterator[tuple[str, OperationDefinitionNode | DocumentNode]]:
    """What is too large about a document, and where."""
    fragments = [node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)]
    if len(fragments) > MAX_FRAGMENTS:
        yield f"the document has {len(fragments)} fragments; at most {MAX_FRAGMENTS} are allowed", tree
        return
    shapes = Shapes(fragments_of(tree))
    yield from _of_operations(tree, shapes)
    for number, most, what in (
        (shapes.selections, MAX_SELECTIONS, "fields and fragments"),
        (shapes.entries, MAX_ENTRIES, "entries in lists and objects"),
    ):
        if number > most:
            yield f"the document has {number:,} {what}; at most {most:,} are allowed", tree


def _of_operations(tree: DocumentNode, shapes: Shapes) -> Iterator[tuple[str, OperationDefinitionNode]]:
    for node in tree.definitions:
        if isinstance(node, OperationDefinitionNode):
            shapes.values(node.variable_definitions)
            shape = shapes.of(node.selection_set).with_directives(node.directives)
            for complaint in _complaints(shape):
                yield complaint, node


def _complaints(shape: Shape) -> Iterator[str]:
    if shape.depth > MAX_DEPTH:
        yield f"the operation is {shape.depth} levels deep; at most {MAX_DEPTH} are allowed: ask in two steps"
    if shape.introspection > MAX_INTROSPECTION_DEPTH:
        yield (
            f"introspection is {shape.introspection} levels deep;"
            f" at most {MAX_INTROSPECTION_DEPTH} are allowed"
        )
    for number, most, what in (
        (shape.fields, MAX_ROOT_FIELDS, "root fields"),
        (shape.aliases, MAX_ALIASES, "aliases"),
        (shape.directives, MAX_DIRECTIVES, "directives"),
    ):
        if number > most:
            yield f"the operation has {_short(number)} {what}; at most {most} are allowed"


def _short(number: int) -> str:
    return str(number) if number < 10**6 else "more than a million"
