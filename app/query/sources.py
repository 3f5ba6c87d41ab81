"""Where the fields of a GraphQL type come from, in the words in which the schema declares it.

Only what is declared is compiled: a field that nobody listed is answered by its resolver. Columns are named
as in the Tortoise models: `kickoff`, or `model_version.name` of the row that a foreign key leads to.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from graphql import GraphQLField
from graphql.execution.values import VariableValues
from tortoise.fields import DecimalField
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from app.db import models
from app.db.paging import Slice, Where
from app.query.selection import Selected

Row = TypeVar("Row")
Arguments = Mapping[str, Any]
"""A field's arguments as its resolver gets them."""
Bind = Callable[[object], str]
"""Adds a parameter to a statement and gives its place."""
Convert = Callable[[GraphQLField, dict[str, Any]], dict[str, Any]]
"""Turns a field's arguments from graphql-core's values into those that its resolver gets."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a plan brings: the operation's variables, and the schema's context."""

    variables: VariableValues
    context: Any


class GivenUp(Exception):
    """The plan cannot answer as graphql-core would; the operation is to be run by that."""


class SourceInvalid(Exception):
    """A declaration names what the models or the schema do not have."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, written as the field's scalar writes it."""

    name: str


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The global id of the row."""

    column: str = "id"


@dataclass(frozen=True, slots=True)
class Value:
    """A function of columns, which gives what stands in the answer."""

    columns: tuple[str, ...]
    read: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Shaped:
    """Made of columns in Python: `shape` gives the function of these columns and the operation's variables.

    It looks at what is selected, and raises Declined for what it does not cover.
    """

    columns: tuple[str, ...]
    shape: Callable[[Selected], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Group:
    """An object whose fields come from the same row; null where one of the columns `absent` is."""

    fields: Mapping[str, "Feed"]
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row that a foreign key leads to."""

    through: str


@dataclass(frozen=True, slots=True)
class Latest:
    """The first row, in an order, of those that belong to this one; null where there is none.

    `on` and `order` name it `own` and this row `parent`; `narrow` turns the field's arguments into further
    conditions, each with its value.
    """

    model: type[Model]
    on: str
    order: str
    parent_columns: tuple[str, ...]
    narrow: Callable[..., Sequence[tuple[str, Any]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows a list shows: `where` makes its conditions anew each time, for more is added to them."""

    where: Callable[[], Where]
    part: Slice


@dataclass(frozen=True, slots=True)
class Tables:
    """A table with its alias, and the joins that conditions on other aliases need."""

    base: str
    alias: str
    joins: Mapping[str, str] = field(default_factory=dict)

    def needed(self, conditions: str) -> str:
        parts = [self.base, *(join for alias, join in self.joins.items() if f"{alias}." in conditions)]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Many:
    """Rows in an order: a connection or a plain list, as the field's type says.

    `bind` turns the arguments into what is asked; `order` are the columns of its ordering. Below a parent,
    `keys` are its columns (with their types) that tell which rows are its own: the condition `on` names them
    `k.key`, `k.k1`, ...
    """

    model: type[Model]
    tables: Tables
    bind: Callable[..., Awaitable[Asked]]
    order: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()
    on: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is joined to each row: `joins` gives the SQL that brings `outputs`.

    Both name the row `{row}`, of which `uses` are the columns, and what is joined by names of their own after
    `{own}`. `joins` is given a function that binds a value, the field's arguments, the run, and, where there
    are several rows, a list for further columns of the rows: they may look at all rows, in `{order}`.
    """

    uses: tuple[str, ...]
    outputs: tuple[str, ...]
    joins: Callable[[Bind, Arguments, Run, list[str] | None], str]


@dataclass(frozen=True, slots=True)
class Batch:
    """A value computed for all rows at once, from columns of each, and from what is joined beside them.

    `prepare` looks at what is selected and gives the function that is run: it takes one tuple of the columns
    for each row (the first column tells rows apart), the arguments and the run, and gives the values in the
    same order. It raises Declined for what it does not cover.
    """

    columns: tuple[str, ...]
    prepare: Callable[[Selected], "Compute"]
    beside: Beside | None = None


Compute: TypeAlias = Callable[[Sequence[tuple[Any, ...]], Arguments, Run], Awaitable[Sequence[Any]]]
Feed: TypeAlias = Column | GlobalId | Value | Shaped | Group | ToOne | Latest | Many | Batch


@dataclass(frozen=True, slots=True)
class Source:
    """A type of object that is a row of a model."""

    model: type[Model]
    fields: Mapping[str, Feed]


@dataclass(frozen=True, slots=True)
class One:
    """A root field that shows one row: `find` gives its number. A plan gives up where no row has it."""

    model: type[Model]
    find: Callable[..., Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Nodes:
    """A root field that shows whatever has an id, or ids: `split` tells type and number of each."""

    split: Callable[..., tuple[tuple[str, int], ...]]
    several: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that may be compiled: types by name, root fields by name."""

    types: Mapping[str, Source]
    roots: Mapping[str, One | Many | Nodes]
    convert: Convert


def columns(*names: str) -> dict[str, Feed]:
    """Fields of a type, by their names in GraphQL, that are columns of the same name."""
    return {name: Column(snake(name)) for name in names}


def snake(name: str) -> str:
    """`homeShotsOnTarget` is `home_shots_on_target`."""
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)


def column_of(model: type[Model], name: str) -> tuple[str, bool]:
    """The column of a field of a model, or of a foreign key (`home_id`); whether it is a decimal."""
    found = model._meta.fields_map.get(name)  # noqa: SLF001  Tortoise's own way to describe a model
    if found is not None and not isinstance(found, ForeignKeyFieldInstance):
        return found.source_field or name, isinstance(found, DecimalField)
    if name.endswith("_id"):
        return target_of(model, name.removesuffix("_id"))[0], False
    raise SourceInvalid(f"{model.__name__} has no column {name}")


def target_of(model: type[Model], name: str) -> tuple[str, type[Model]]:
    """The column of a foreign key, and the model that it leads to."""
    found = model._meta.fields_map.get(name)  # noqa: SLF001  as above
    if not isinstance(found, ForeignKeyFieldInstance):
        raise SourceInvalid(f"{model.__name__} has no foreign key {name}")
    target = getattr(models, str(found.model_name).rpartition(".")[2])
    return found.source_field or f"{name}_id", target


def table_of(model: type[Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001  as above
