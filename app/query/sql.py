"""A SELECT of exactly the columns that are asked for, assembled while an operation is compiled.

The rows of a list are found first and joined to the rest afterwards, so that joins are made for the rows of
one page only. All text is written here or comes from `app.db`; values travel as parameters.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.models import Model

from app.db.paging import Where
from app.db.sql import array
from app.query.sources import Asked, Beside, Latest, Many, Tables, column_of, table_of, target_of

Narrow = Callable[[Any], Sequence[tuple[str, Any]]]
"""The further conditions of a lateral join, from what a run brings."""


@dataclass(frozen=True, slots=True)
class At:
    """A table in the statement: its alias, its model, and whether it may be missing from a row."""

    alias: str
    model: type[Model]
    optional: bool = False


@dataclass(slots=True)
class Select:
    """The statement's columns, each once, and its joins, in the order in which they were asked for."""

    root: At
    outputs: list[str] = field(default_factory=list)
    _used: dict[str, dict[str, None]] = field(default_factory=dict)
    _joined: dict[tuple[str, str], At] = field(default_factory=dict)
    _joins: list[Callable[[Where, Any, list[str] | None], str]] = field(default_factory=list)

    def column(self, at: At, name: str) -> int:
        """The place of a column in the rows; `name` may lead through foreign keys."""
        through, _, rest = name.partition(".")
        if rest:
            return self.column(self.join(at, through), rest)
        column, decimal = column_of(at.model, name)
        text = f"{self.use(at, column)}{'::float8' if decimal else ''}"
        if text not in self.outputs:
            self.outputs.append(text)
        return self.outputs.index(text)

    def use(self, at: At, column: str) -> str:
        self._used.setdefault(at.alias, {})[column] = None
        return f"{at.alias}.{column}"

    def join(self, at: At, through: str) -> At:
        """The table that a foreign key leads to, joined once."""
        found = self._joined.get((at.alias, through))
        if found is None:
            column, model = target_of(at.model, through)
            found = self._joined[at.alias, through] = At(f"j{len(self._joins)}", model, at.optional)
            kind = "LEFT JOIN" if at.optional else "JOIN"
            text = f"{kind} {table_of(model)} {found.alias} ON {found.alias}.id = {self.use(at, column)}"
            self._joins.append(lambda _where, _run, _further: text)
        return found

    def latest(self, at: At, feed: Latest, narrow: Narrow) -> At:
        """The one row beside each row."""
        found = At(f"j{len(self._joins)}", feed.model, optional=True)
        for column in feed.parent_columns:
            self.use(at, column)
        outputs = self._used.setdefault(found.alias, {})
        on = feed.on.format(own="own", parent=at.alias)
        order = feed.order.format(own="own")
        table = table_of(feed.model)

        def text(where: Where, run: Any, _: list[str] | None) -> str:
            further = "".join(f" AND {one.format(where.bind(value))}" for one, value in narrow(run))
            used = ", ".join(f"own.{column}" for column in outputs)
            return (
                f"LEFT JOIN LATERAL (SELECT {used} FROM {table} own WHERE {on}{further}"
                f" ORDER BY {order} LIMIT 1) {found.alias} ON TRUE"
            )

        self._joins.append(text)
        return found

    def beside(self, at: At, feed: Beside, arguments: Callable[[Any], Mapping[str, Any]]) -> list[int]:
        """The places of what is joined to each row."""
        own = f"j{len(self._joins)}"
        for column in feed.uses:
            self.use(at, column)

        def text(where: Where, run: Any, further: list[str] | None) -> str:
            if at is not self.root:
                further = None  # they can be added to the rows of the list only
            joins = feed.joins(where.bind, arguments(run), run, further)
            return joins.format(row=at.alias, own=own)

        self._joins.append(text)
        first = len(self.outputs)
        self.outputs += [output.format(row=at.alias, own=own) for output in feed.outputs]
        return list(range(first, len(self.outputs)))

    def by_ids(self, ids: Sequence[int], run: Any) -> tuple[str, list[object]]:
        alias, outputs = self.root.alias, ", ".join(self.outputs)
        base = f"{table_of(self.root.model)} {alias}"
        if len(ids) == 1:
            where = Where().add(f"{alias}.id = {{}}", ids[0])
            joins = "".join(f" {join(where, run, None)}" for join in self._joins)
            return f"SELECT {outputs} FROM {base}{joins} WHERE {where.sql}", where.params
        where = Where().add(f"{alias}.id = ANY({array('{}', 'bigint')})", list(ids))
        rows = f"SELECT {alias}.* FROM {base} WHERE {where.sql}"
        return f"SELECT {outputs} {self._joined_to(rows, where, run, f'{alias}.id')}", where.params

    def page(self, asked: Asked, tables: Tables, limit: int, run: Any) -> tuple[str, list[object]]:
        where = asked.where().after(asked.part)
        return self._rows(where, asked, tables, limit, run), where.params

    def pages(
        self, asked: Asked, many: Many, keys: Sequence[Sequence[object]], limit: int, run: Any
    ) -> tuple[str, list[object]]:
        """The rows of each key, which is their last column."""
        where = asked.where().after(asked.part).add(many.on)
        given = _keys(where, many, keys)
        rows = self._rows(where, asked, many.tables, limit, run)
        return f"SELECT r.*, k.key FROM {given} CROSS JOIN LATERAL ({rows}) r", where.params

    def _rows(self, where: Where, asked: Asked, tables: Tables, limit: int, run: Any) -> str:
        order = asked.part.ordering.sql
        source = f"FROM {tables.needed(where.sql)} WHERE {where.sql} ORDER BY {order} LIMIT {int(limit)}"
        outputs = ", ".join(f"{text} AS c{place}" for place, text in enumerate(self.outputs))
        if not self._joins:
            return f"SELECT {outputs} {source}"
        alias = self.root.alias
        inner = ", ".join(f"{alias}.{column}" for column in self._used[alias])
        return f"SELECT {outputs} {self._joined_to(f'SELECT {inner} {source}', where, run, order)}"

    def _joined_to(self, rows: str, where: Where, run: Any, order: str) -> str:
        """Several rows, found before anything is joined to them, with all that is."""
        alias, further = self.root.alias, list[str]()
        joins = "".join(f" {join(where, run, further)}" for join in self._joins)
        if further:
            columns = ", ".join(further).format(row=alias, order=order)
            rows = f"SELECT {alias}.*, {columns} FROM ({rows}) {alias}"
        return f"FROM ({rows}) {alias}{joins} ORDER BY {order}"


def count(asked: Asked, tables: Tables) -> tuple[str, list[object]]:
    where = asked.where()
    return f"SELECT count(*) FROM {tables.needed(where.sql)} WHERE {where.sql}", where.params


def counts(asked: Asked, many: Many, keys: Sequence[Sequence[object]]) -> tuple[str, list[object]]:
    """The number of rows of each key."""
    where = asked.where().add(many.on)
    given = _keys(where, many, keys)
    tables = many.tables.needed(where.sql)
    return f"SELECT k.key, (SELECT count(*) FROM {tables} WHERE {where.sql}) FROM {given}", where.params


def _keys(where: Where, many: Many, keys: Sequence[Sequence[object]]) -> str:
    """The keys, one list a column of the parent, as a table `k`."""
    places = [array(where.bind(list(one)), kind) for (_, kind), one in zip(many.keys, keys, strict=True)]
    names = ["key", *(f"k{place}" for place in range(1, len(places)))]
    return f"unnest({', '.join(places)}) AS k({', '.join(names)})"
