"""A compiled query: one statement for each list, row or batch, and the functions that write the answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

import asyncpg
from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, get_nullable_type, is_list_type
from graphql.execution.values import VariableValues, get_variable_values

from app.db.paging import encode_cursor
from app.db.sql import records
from app.query import sql
from app.query.rows import Arguments, Below, Code, Rows
from app.query.selection import TYPENAME, Booleans, Declined, Selected, select, size
from app.query.sources import Asked, Catalogue, GivenUp, Many, Nodes, One, Run
from app.query.sql import At, Select
from app.query.values import NO_VARIABLES, reading

Row: TypeAlias = asyncpg.Record
Answers: TypeAlias = Callable[[Run], Awaitable[Any]]
"""Gives the value of a root field."""
Load: TypeAlias = Callable[[Sequence[Row], Run], Awaitable[Mapping[Any, Any]]]
"""Reads what rows refer to, by the first of its keys."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`fields` is how many it selects."""

    roots: tuple[tuple[str, Answers], ...]
    fields: int

    async def answer(self, variables: VariableValues, context: Any) -> dict[str, Any]:
        """The answer's data. Raises GivenUp, and whatever else keeps it from answering."""
        run = Run(variables, context)
        return {key: await answers(run) for key, answers in self.roots}


def coerced(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: dict[str, Any]
) -> VariableValues:
    """The operation's variables as graphql-core reads them. Raises GivenUp where it refuses them."""
    if not operation.variable_definitions:
        return NO_VARIABLES
    values = get_variable_values(schema, operation.variable_definitions, given, max_errors=1)
    if isinstance(values, list):
        raise GivenUp("a variable")
    return values


class Compiler:
    """Compiles the queries of one schema."""

    def __init__(self, schema: GraphQLSchema, catalogue: Catalogue) -> None:
        self.schema = schema
        self._catalogue = catalogue

    def compile(self, tree: DocumentNode, operation: OperationDefinitionNode, booleans: Booleans) -> Plan:
        """Raises Declined."""
        fields = select(self.schema, tree, operation, booleans)
        return Plan(tuple((one.key, self._root(one)) for one in fields), size(fields))

    def _root(self, one: Selected) -> Answers:
        if one.name == TYPENAME:
            return _constant(one.parent.name)
        match self._catalogue.roots.get(one.name):
            case One() as feed:
                return self._one(one, feed)
            case Many() as feed:
                return _Listing(self, one, feed).answers
            case Nodes() as feed:
                return self._nodes(one, feed)
        raise Declined(one.name)

    def arguments(self, one: Selected) -> Arguments:
        read = reading(one, self._catalogue.convert)
        return lambda run: read(run.variables)

    def _one(self, one: Selected, feed: One) -> Answers:
        (type_name,) = one.below
        find = _Finding(self, At("o", feed.model), type_name, one.only)
        arguments = self.arguments(one)

        async def answers(run: Run) -> Any:
            key = await feed.find(**arguments(run))
            found = await find.by_ids([key], run)
            if key not in found:
                raise GivenUp("nothing has the id")
            return found[key]

        return answers

    def _nodes(self, one: Selected, feed: Nodes) -> Answers:
        types = self._catalogue.types
        finding = {
            name: _Finding(self, At("o", types[name].model), name, fields)
            for name, fields in one.below.items()
            if name in types
        }
        arguments = self.arguments(one)

        async def answers(run: Run) -> Any:
            keys = feed.split(**arguments(run))
            found = {}
            for name in dict.fromkeys(name for name, _ in keys):
                if name not in finding:
                    raise GivenUp(name)
                ids = dict.fromkeys(key for of, key in keys if of == name)
                found[name] = await finding[name].by_ids(list(ids), run)
            values = [found[name].get(key) for name, key in keys]
            return values if feed.several else values[0]

        return answers

    def rows(self, select: Select) -> Rows:
        return Rows(self._catalogue, select, Code(), self.arguments)

    def loads(self, rows: Rows) -> tuple[Load, ...]:
        return tuple(self._load(below) for below in rows.below)

    def _load(self, below: Below) -> Load:
        if isinstance(below.feed, Many):
            return partial(_Listing(self, below.selected, below.feed).load, below.places)
        compute, arguments = below.feed.prepare(below.selected), self.arguments(below.selected)

        async def load(parents: Sequence[Row], run: Run) -> dict[Any, Any]:
            keys = _keys(parents, below.places)
            values = await compute(list(keys.values()), arguments(run), run) if keys else ()
            return dict(zip(keys, values, strict=True))

        return load


class _Finding:
    """Rows of one type by their numbers."""

    def __init__(self, compiler: Compiler, at: At, type_name: str, fields: Sequence[Selected]) -> None:
        self._select = Select(at)
        self._id = self._select.column(at, "id")
        rows = compiler.rows(self._select)
        self._write = rows.code.function("r, m, v", rows.of(fields, type_name))
        self._loads = compiler.loads(rows)

    async def by_ids(self, ids: Sequence[int], run: Run) -> dict[int, Any]:
        text, params = self._select.by_ids(ids, run)
        found = await records(text, *params)
        beside = await _beside(self._loads, found, run)
        return {row[self._id]: self._write(row, beside, run.variables) for row in found}


class _Listing:
    """A list, by itself or for each of many parents: a plain one or a connection."""

    def __init__(self, compiler: Compiler, one: Selected, many: Many) -> None:
        self._many = many
        self._arguments = compiler.arguments(one)
        root = At(many.tables.alias, many.model)
        self._select = Select(root)
        for name in many.order:
            self._select.column(root, name)
        rows = compiler.rows(self._select)
        self._connection = not is_list_type(get_nullable_type(one.definition.type))
        write = _Connection(rows, many, root) if self._connection else None
        expression = write.of(one.only) if write else _each(rows, one)
        # `rs` are the rows, `c` makes the cursor of a key, `p` are the page's facts
        self._write = rows.code.function("rs, m, c, p, v", expression)
        self._reads = write is None or write.reads
        self._counts = write is not None and write.counts
        self._loads = compiler.loads(rows)

    async def answers(self, run: Run) -> Any:
        asked = await self._many.bind(**self._arguments(run))
        found: list[Row] = []
        if self._reads:
            text, params = self._select.page(asked, self._many.tables, self._limit(asked), run)
            found = await records(text, *params)
        total = None
        beside = await _beside(self._loads, found[: asked.part.first], run)
        if self._counts:
            text, params = sql.count(asked, self._many.tables)
            total = (await records(text, *params))[0][0]
        return self._page(found, beside, asked, total, run)

    async def load(self, places: Sequence[int], parents: Sequence[Row], run: Run) -> dict[Any, Any]:
        """The list of each parent, by the first of its keys."""
        keys = _keys(parents, places)
        if not keys:
            return {}
        asked = await self._many.bind(**self._arguments(run))
        columns = list(zip(*keys.values(), strict=True))
        grouped: dict[Any, list[Row]] = {key: [] for key in keys}
        if self._reads:
            text, params = self._select.pages(asked, self._many, columns, self._limit(asked), run)
            for row in await records(text, *params):
                grouped[row[-1]].append(row)
        kept = [row for rows in grouped.values() for row in rows[: asked.part.first]]
        beside = await _beside(self._loads, kept, run)
        totals: dict[Any, int] = {}
        if self._counts:
            text, params = sql.counts(asked, self._many, columns)
            totals = {row[0]: row[1] for row in await records(text, *params)}
        return {key: self._page(rows, beside, asked, totals.get(key), run) for key, rows in grouped.items()}

    def _limit(self, asked: Asked) -> int:
        """One row more than a page has tells whether another follows."""
        return asked.part.first + self._connection

    def _page(self, found: Sequence[Row], beside: Any, asked: Asked, total: int | None, run: Run) -> Any:
        first = asked.part.first
        cursor = partial(encode_cursor, asked.part.ordering)
        facts = (len(found) > first, asked.part.after is not None, total)
        return self._write(found[:first], beside, cursor, facts, run.variables)


@dataclass(slots=True)
class _Connection:
    """Writes the expression of a connection; `reads` if it needs the rows, `counts` if it needs the total."""

    rows: Rows
    many: Many
    root: At
    reads: bool = False
    counts: bool = False
    _key: str = field(init=False)

    def __post_init__(self) -> None:
        self._key = ", ".join(
            f"{{row}}[{self.rows.select.column(self.root, name)}]" for name in self.many.order
        )

    def of(self, fields: Sequence[Selected]) -> str:
        return _object(fields, self._field)

    def _field(self, one: Selected) -> str:
        self.counts = self.counts or one.name == "totalCount"
        self.reads = self.reads or one.name in {"edges", "nodes", "pageInfo"}
        match one.name:
            case "edges":
                return f"[{_object(one.only, self._edge)} for r in rs]"
            case "nodes":
                return _each(self.rows, one)
            case "pageInfo":
                return _object(one.only, self._page_info)
            case "totalCount":
                return "p[2]"
        raise Declined(f"{one.parent.name}.{one.name}")

    def _edge(self, one: Selected) -> str:
        if one.name == "node":
            (type_name,) = one.below
            return self.rows.of(one.only, type_name)
        if one.name == "cursor":
            return self._cursor("r")
        raise Declined(f"{one.parent.name}.{one.name}")

    def _page_info(self, one: Selected) -> str:
        match one.name:
            case "hasNextPage":
                return "p[0]"
            case "hasPreviousPage":
                return "p[1]"
            case "startCursor":
                return f"({self._cursor('rs[0]')} if rs else None)"
            case "endCursor":
                return f"({self._cursor('rs[-1]')} if rs else None)"
        raise Declined(f"{one.parent.name}.{one.name}")

    def _cursor(self, row: str) -> str:
        return f"c(({self._key.format(row=row)}))"


async def _beside(loads: Sequence[Load], found: Sequence[Row], run: Run) -> list[Mapping[Any, Any]]:
    return [await load(found, run) for load in loads] if loads else []


def _keys(parents: Sequence[Row], places: Sequence[int]) -> dict[Any, tuple[Any, ...]]:
    """The keys of the parents that are there, each once."""
    first = places[0]
    return {row[first]: tuple(row[place] for place in places) for row in parents if row[first] is not None}


def _object(fields: Sequence[Selected], value: Callable[[Selected], str]) -> str:
    entries = (
        f"{one.key!r}: {one.parent.name!r}" if one.name == TYPENAME else f"{one.key!r}: {value(one)}"
        for one in fields
    )
    return f"{{{', '.join(entries)}}}"


def _each(rows: Rows, one: Selected) -> str:
    (type_name,) = one.below
    return f"[{rows.of(one.only, type_name)} for r in rs]"


def _constant(value: str) -> Answers:
    async def answers(_: Run) -> str:
        return value

    return answers
