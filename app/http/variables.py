"""Which variables of an operation matter to what is shown of the root fields."""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)


def variables_below_root(tree: DocumentNode, operation: OperationDefinitionNode) -> tuple[str, ...]:
    """The names, sorted, of all variables of the operation but those in its root fields' arguments only."""
    uses = _Uses(tree)
    uses.of_root(operation.selection_set)
    for directive in operation.directives or ():
        uses.of(directive)
    return tuple(sorted(uses.names))


class _Uses:
    """Collects variables, each fragment once in each of its two roles: at the root and below it."""

    def __init__(self, tree: DocumentNode) -> None:
        self.names: set[str] = set()
        self._fragments = {
            node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._at_root: set[str] = set()
        self._below: set[str] = set()

    def of_root(self, selections: SelectionSetNode) -> None:
        for node in selections.selections:
            for directive in node.directives or ():
                self.of(directive)
            if isinstance(node, FieldNode):
                self.of(node.selection_set)
            elif isinstance(node, InlineFragmentNode):
                self.of_root(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                for fragment in self._new(node.name.value, self._at_root):
                    self.of_root(fragment.selection_set)

    def of(self, node: Node | None) -> None:
        if node is None:
            return
        found = _Found()
        visit(node, found)
        self.names |= found.variables
        for name in found.fragments:
            for fragment in self._new(name, self._below):
                self.of(fragment)

    def _new(self, name: str, seen: set[str]) -> Iterator[FragmentDefinitionNode]:
        if name not in seen and name in self._fragments:
            seen.add(name)
            yield self._fragments[name]


class _Found(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.fragments: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.variables.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.fragments.add(node.name.value)
