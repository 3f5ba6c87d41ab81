"""Lets a Strawberry schema take parsing and validation from the kept documents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strawberry import Schema
from strawberry.extensions import SchemaExtension

if TYPE_CHECKING:
    from app.http.documents import Documents


def installed(schema: Schema, documents: "Documents") -> None:
    # a schema that is installed on again takes the new documents instead
    others = (one for one in schema.extensions if not isinstance(one, _Installed))
    schema.extensions = (*others, _Installed(documents))


@dataclass(frozen=True, eq=False, slots=True)
class _Installed:
    """Makes the extension of each operation."""

    documents: "Documents"

    def __call__(self) -> SchemaExtension:
        return _FromDocuments(self.documents)


class _FromDocuments(SchemaExtension):
    def __init__(self, documents: "Documents") -> None:
        self._documents = documents

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        if context.graphql_document is None and context.query:
            context.graphql_document = self._documents.look(context.query).tree
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        if context.pre_execution_errors is None and context.query:
            document = self._documents.look(context.query)
            context.pre_execution_errors = document.errors or self._documents.problems(
                document, suggest=False
            )
        yield
