"""Parsed and validated GraphQL documents, kept so that a repeated document costs neither again.

The least recently used are dropped once the kept documents exceed a number of tokens together, which bounds
the memory whatever clients send. Refused documents are kept too: an attacker pays for each new one.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    StringValueNode,
    Visitor,
    parse,
    visit,
)
from strawberry import Schema
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from app.errors import FootballError
from app.http.variables import variables_below_root

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
MAX_TOKENS = 2_000
MAX_KEPT_TOKENS = 20_000

Rules = tuple[type[Any], ...]


class DocumentRefused(Exception):
    """The document cannot be run, for the reasons in `errors`.

    Kept errors are handed over rather than raised: each raising would lengthen their tracebacks.
    """

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class Document:
    """One document: its syntax tree or why it has none, and its validation under each set of rules."""

    __slots__ = ("_below_root", "cost", "errors", "tree", "validations")

    def __init__(self, tree: DocumentNode | None, errors: list[GraphQLError], cost: int) -> None:
        self.tree = tree
        self.errors = errors
        self.cost = cost
        self.validations: dict[Rules, list[GraphQLError]] = {}
        self._below_root: dict[str | None, tuple[str, ...]] = {}

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises DocumentRefused where there is none or `name` leaves it open."""
        if self.tree is None:
            raise DocumentRefused(self.errors)
        operations = [node for node in self.tree.definitions if isinstance(node, OperationDefinitionNode)]
        if name is not None:
            operations = [node for node in operations if node.name and node.name.value == name]
            if not operations:
                raise DocumentRefused([refused(f"no operation is named {name!r}", VALIDATION_FAILED)])
        if len(operations) != 1:
            found = "several operations; choose one by `operationName`" if operations else "no operation"
            raise DocumentRefused([refused(f"the document has {found}", VALIDATION_FAILED)])
        return operations[0]

    def variables_below_root(self, name: str | None) -> tuple[str, ...]:
        """The operation's variables that more than the arguments of its root fields depend on, sorted."""
        found = self._below_root.get(name)
        if found is None:
            assert self.tree is not None  # noqa: S101  the operation runs
            found = self._below_root[name] = variables_below_root(self.tree, self.operation(name))
        return found


class Documents:
    """The kept documents of one schema.

    `install` gives a schema the extension that reads from here; two schemas must not share one instance.
    """

    def __init__(self, max_kept_tokens: int = MAX_KEPT_TOKENS) -> None:
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._cost = 0
        self._max_cost = max_kept_tokens
        self.parsed = 0
        self.validated = 0

    def get(self, text: str) -> Document:
        document = self._kept.get(text)
        if document is None:
            document = self._parse(text)
            self._keep(text, document)
        self._kept.move_to_end(text)
        return document

    def validate(self, schema: Schema, text: str, rules: Rules) -> list[GraphQLError]:
        document = self.get(text)
        errors = document.validations.get(rules)
        if errors is None:
            errors = (
                document.errors if document.tree is None else self._validate(schema, document.tree, rules)
            )
            # rules made anew for each request would never be met again
            document.validations = {rules: errors}
        return errors

    def install(self, schema: Schema) -> None:
        """Let the schema take parsing and validation from here, after its own extensions had their say."""
        # a schema that is installed on again takes the new documents instead
        others = (one for one in schema.extensions if not isinstance(one, _Installed))
        schema.extensions = (*others, _Installed(self))

    def _parse(self, text: str) -> Document:
        self.parsed += 1
        try:
            tree = parse(text, max_tokens=MAX_TOKENS)
            if "\\u" in text:
                visit(tree, _NoNul())
        except GraphQLError as error:
            return Document(None, [coded(error, PARSE_FAILED)], _cost(text))
        except RecursionError:
            return Document(None, [refused("the document is nested too deeply", PARSE_FAILED)], _cost(text))
        return Document(tree, [], _cost(text) + tree.token_count)

    def _validate(self, schema: Schema, tree: DocumentNode, rules: Rules) -> list[GraphQLError]:
        self.validated += 1
        try:
            errors = validate_document(schema._schema, tree, rules)  # noqa: SLF001  Strawberry hands it to extensions only
        except RecursionError:
            return [refused("the document is nested too deeply", VALIDATION_FAILED)]
        # a value that the schema itself refuses keeps the code of its reason
        return [error if _refused_value(error) else coded(error, VALIDATION_FAILED) for error in errors]

    def _keep(self, text: str, document: Document) -> None:
        self._kept[text] = document
        self._cost += document.cost
        while self._cost > self._max_cost and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._cost -= dropped.cost


@dataclass(frozen=True, eq=False, slots=True)
class _Installed:
    """Makes the extension of each operation."""

    documents: Documents

    def __call__(self) -> SchemaExtension:
        return _FromDocuments(self.documents)


class _FromDocuments(SchemaExtension):
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.graphql_document is None and context.query:
            context.graphql_document = self._documents.get(context.query).tree
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        if context.pre_execution_errors is None and context.query:
            context.pre_execution_errors = self._documents.validate(
                context.schema, context.query, context.validation_rules
            )
        yield


class _NoNul(Visitor):
    """Refuses the NUL character that an escape smuggles into a text."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:
            raise GraphQLError("the NUL character (\\u0000) is not accepted in any text", node)


def refused(message: str, code: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})


def coded(error: GraphQLError, code: str) -> GraphQLError:
    """The same error with a code, and without the frames that a kept error would keep alive."""
    error.extensions = {"code": code, **(error.extensions or {})}
    if isinstance(error, GraphQLSyntaxError):
        error.__traceback__ = None
    return error


def _refused_value(error: GraphQLError) -> bool:
    return isinstance(error.original_error, FootballError)


def _cost(text: str) -> int:
    return 1 + len(text) // 100
