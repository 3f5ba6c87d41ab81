"""GraphQL documents, admitted once: parsed, validated and priced; a repeated document costs a look-up.

A document that is asked for again moves to where new ones cannot push it out; refused ones never get there.
Both places are bounded by tokens together, whatever clients send. What is dropped has no cycles left and is
freed at once: waiting for the collector, it would be the larger part of a process's memory.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType
from strawberry import Schema

from app.errors import PermissionDenied
from app.http.cost import Cost, Prices, Tariff
from app.http.installed import installed
from app.http.validation import (
    MAX_TOKENS,
    PARSE_FAILED,
    VALIDATION_FAILED,
    DocumentRefused,
    check,
    read,
    refusal,
)
from app.http.variables import variables_below_root
from app.recent import Recent
from app.security.viewer import Viewer

__all__ = [
    "MAX_TOKENS",
    "PARSE_FAILED",
    "VALIDATION_FAILED",
    "Admitted",
    "Document",
    "DocumentRefused",
    "Documents",
]

_INTROSPECTION = re.compile(r"\b__(?:schema|type)\b")
NO_INTROSPECTION = "the schema is told to those who may read; send an API key"
COST_EXCEEDED = "COST_EXCEEDED"
MAX_KEPT_TOKENS = 20_000
MAX_NEW_TOKENS = 5_000
DOCUMENT_TOKENS = 10
"""What a document takes beside its tree, counted as tokens."""
MAX_VERDICTS = 20
"""How many costs of one operation are remembered with their answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Admitted:
    """An operation that may run: the same object for the same document, name, role and cost.

    `extensions` belong in its answer; `document.memo` is for what others keep as long as the document.
    """

    document: "Document"
    tree: DocumentNode
    operation: OperationDefinitionNode
    kind: OperationType
    cost: int
    extensions: dict[str, Any] | None
    suggest: bool
    """Whether errors may name what the caller may have meant."""


class Document:
    """One document: its syntax tree or why it has none, and what was found out about it."""

    __slots__ = (
        "_below_root",
        "_operations",
        "admissions",
        "asked",
        "cost",
        "errors",
        "is_new",
        "memo",
        "problems",
        "text",
        "tree",
    )

    def __init__(self, text: str, tree: DocumentNode | None, errors: list[GraphQLError]) -> None:
        self.text = text
        self.tree = tree
        self.errors = errors
        self.cost = DOCUMENT_TOKENS + len(text) // 100 + (tree.token_count if tree else 0)
        self.memo: dict[Hashable, Any] = {}
        self.problems: dict[bool, list[GraphQLError]] = {}
        """What validation found, with and without suggestions of names."""
        self.admissions: dict[Hashable, _Admission] = {}
        self.is_new = True
        """Whether it is among those that were asked for once at most; `asked`: whether it was."""
        self.asked = False
        self._below_root: dict[str | None, tuple[str, ...]] = {}
        self._operations: dict[str | None, OperationDefinitionNode] = {}

    @property
    def refused(self) -> bool:
        """Whether it cannot be run, as far as is known."""
        return bool(self.errors) or any(self.problems.values())

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises DocumentRefused where there is none or `name` leaves it open."""
        found = self._operations.get(name)
        if found is None:
            found = self._operations[name] = self._find(name)
        return found

    def variables_below_root(self, name: str | None) -> tuple[str, ...]:
        """The operation's variables that more than the arguments of its root fields depend on, sorted."""
        found = self._below_root.get(name)
        if found is None:
            assert self.tree is not None  # noqa: S101  the operation runs
            found = self._below_root[name] = variables_below_root(self.tree, self.operation(name))
        return found

    def _find(self, name: str | None) -> OperationDefinitionNode:
        if self.tree is None:
            raise DocumentRefused(self.errors)
        operations = [node for node in self.tree.definitions if isinstance(node, OperationDefinitionNode)]
        if name is not None:
            operations = [node for node in operations if node.name and node.name.value == name]
            if not operations:
                raise refusal(f"no operation is named {name[:100]!r}", VALIDATION_FAILED)
        if len(operations) != 1:
            found = "several operations; choose one by `operationName`" if operations else "no operation"
            raise refusal(f"the document has {found}", VALIDATION_FAILED)
        return operations[0]


class _Admission:
    """One operation of a document for one role: valid, to be priced by its variables."""

    __slots__ = ("_budget", "_cost", "_document", "_known", "_operation", "_suggest")

    def __init__(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        cost: Cost | None,
        budget: int,
        *,
        suggest: bool,
    ) -> None:
        self._document = document
        self._operation = operation
        self._cost = cost
        self._budget = budget
        self._suggest = suggest
        self._known: dict[int, Admitted] = {}

    def of(self, variables: Mapping[str, Any]) -> Admitted:
        cost = 0 if self._cost is None else self._cost.of(variables)
        admitted = self._known.get(cost)
        if admitted is None:
            if len(self._known) >= MAX_VERDICTS:
                self._known.clear()
            admitted = self._known[cost] = self._admit(cost)
        return admitted

    def _admit(self, cost: int) -> Admitted:
        if self._cost is not None and cost > self._budget:
            raise DocumentRefused([_too_costly(cost, self._budget)], self._operation.operation)
        document, operation = self._document, self._operation
        assert document.tree is not None  # noqa: S101  it was validated
        extensions: dict[str, Any] | None = None
        if self._cost is not None and operation.operation is not OperationType.SUBSCRIPTION:
            extensions = {"cost": {"requested": cost, "budget": self._budget}}
        kind = operation.operation
        return Admitted(document, document.tree, operation, kind, cost, extensions, self._suggest)


class Documents:
    """The kept documents of one schema.

    `parsed` and `validated` count how often that was needed. Two schemas must not share one instance.
    """

    def __init__(self, tariff: Tariff | None = None, max_kept_tokens: int = MAX_KEPT_TOKENS) -> None:
        self._tariff = tariff
        self._kept = Recent[str, Document](max_kept_tokens, self._dropped)
        self._new = Recent[str, Document](min(MAX_NEW_TOKENS, max_kept_tokens), self._dropped)
        self._on_drop: list[Callable[[DocumentNode], None]] = []
        self._pinned: dict[str, Document] = {}
        self._schema: Schema | None = None
        self._prices: Prices | None = None
        self.parsed = 0
        self.validated = 0

    @property
    def kept(self) -> int:
        """How many documents there are."""
        return len(self._kept) + len(self._new) + len(self._pinned)

    def admit(
        self, text: str, operation_name: str | None, variables: Mapping[str, Any], viewer: Viewer
    ) -> Admitted:
        """The operation of a document that this viewer may run. Raises DocumentRefused."""
        document = self.get(text)
        # a caller without a key is anonymous, whatever its role
        key = (operation_name, viewer.role, viewer.key_id is not None)
        admission = document.admissions.get(key)
        if admission is None:
            admission = document.admissions[key] = self._examine(document, operation_name, viewer)
        return admission.of(variables)

    def get(self, text: str) -> Document:
        """The document that is asked for, parsed; `tree` is None where it cannot be."""
        document = self.look(text)
        if document.is_new:
            if document.asked and not document.refused:
                self._new.pop(text)
                self._kept.put(text, document, document.cost)
                document.is_new = False
            document.asked = True
        return document

    def look(self, text: str) -> Document:
        """The same for whoever sees a request again after it was asked: looking is not asking."""
        document = self._kept.get(text) or self._pinned.get(text) or self._new.get(text)
        if document is None:
            document = self._read(text)
            self._new.put(text, document, document.cost)
        return document

    def pin(self, text: str) -> tuple[str | None, ...]:
        """Keep a document for good, beside the others; tells the names of its operations.

        Raises DocumentRefused.
        """
        self.parsed += 1
        tree = read(text)
        document = self._pinned[text] = Document(text, tree, [])
        document.is_new = False
        operations = [one for one in tree.definitions if isinstance(one, OperationDefinitionNode)]
        return tuple(one.name.value if one.name else None for one in operations) or (None,)

    def problems(self, document: Document, *, suggest: bool) -> list[GraphQLError]:
        """What validation finds in a document that could be parsed."""
        found = document.problems.get(suggest)
        if found is None:
            assert self._schema is not None  # noqa: S101  a schema was installed
            assert document.tree is not None  # noqa: S101  it was parsed
            self.validated += 1
            found = check(self._schema._schema, document.text, document.tree, suggest=suggest)  # noqa: SLF001  Strawberry hides it
            document.problems[suggest] = found
            if not found:
                document.problems[not suggest] = found
        return found

    def install(self, schema: Schema) -> None:
        """Serve this schema, and let it take parsing and validation from here."""
        self._schema = schema
        if self._tariff is not None:
            self._prices = Prices(schema._schema, self._tariff)  # noqa: SLF001
        installed(schema, self)

    def on_drop(self, told: Callable[[DocumentNode], None]) -> None:
        """Tell of each tree that is kept no more."""
        self._on_drop.append(told)

    def _dropped(self, document: Document) -> None:
        document.admissions.clear()
        if document.tree is not None:
            for told in self._on_drop:
                told(document.tree)

    def _read(self, text: str) -> Document:
        self.parsed += 1
        try:
            return Document(text, read(text), [])
        except DocumentRefused as refused:
            return Document(text, None, refused.errors)

    def _examine(self, document: Document, name: str | None, viewer: Viewer) -> _Admission:
        operation = document.operation(name)
        suggest = viewer.key_id is not None
        if found := self.problems(document, suggest=suggest):
            raise DocumentRefused(found, operation.operation)
        if viewer.role is None and _INTROSPECTION.search(document.text):
            raise refusal(NO_INTROSPECTION, PermissionDenied.code)
        if self._prices is None or self._tariff is None:
            return _Admission(document, operation, None, 0, suggest=suggest)
        assert document.tree is not None  # noqa: S101  it was validated
        cost = Cost(document.tree, operation, self._prices)
        budget = self._tariff.budgets[viewer.role]
        return _Admission(document, operation, cost, budget, suggest=suggest)


def _too_costly(cost: int, budget: int) -> GraphQLError:
    return GraphQLError(
        f"the operation may cost {cost:,}; at most {budget:,} are allowed: ask for fewer with first",
        extensions={"code": COST_EXCEEDED, "cost": {"requested": cost, "budget": budget}},
    )
