"""A list that is read in pages: which tables, which columns, and how a row becomes a value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.db.paging import Page, Slice, Where
from app.db.sql import array, fetch, fetch_count

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """`tables` is the FROM clause, `id` the column that identifies a row.

    Every text here is written in this package; values only ever travel as parameters.
    """

    columns: str
    tables: str
    id: str
    read: Callable[[dict[str, Any]], Row]

    async def page(self, where: Where, part: Slice) -> Page[Row]:
        rows = await fetch(self._select(where.after(part), part.ordering.sql, part.first + 1), *where.params)
        return Page.cut([self.read(row) for row in rows], part.first)

    async def count(self, where: Where) -> int:
        return await fetch_count(
            f"SELECT count(*) AS count FROM {self.tables} WHERE {where.sql}", *where.params
        )

    async def by_ids(self, ids: Sequence[int]) -> dict[int, Row]:
        where = Where().add(f"{self.id} = ANY({array('{}', 'bigint')})", list(ids))
        rows = await fetch(f"SELECT {self.columns} FROM {self.tables} WHERE {where.sql}", *where.params)
        return {row["id"]: self.read(row) for row in rows}

    async def pages(self, keys: Sequence[int], on: str, where: Where, part: Slice) -> dict[int, Page[Row]]:
        """One page for each key, in one statement; `on` joins rows to `k.key`. Empty pages have no entry."""
        place = where.after(part).add(on).bind(list(keys))
        rows = await fetch(
            f"SELECT k.key, r.* FROM unnest({array(place, 'bigint')}) AS k(key) CROSS JOIN LATERAL ("
            + self._select(where, part.ordering.sql, part.first + 1)
            + ") r",
            *where.params,
        )
        found: dict[int, list[Row]] = {}
        for row in rows:
            found.setdefault(row.pop("key"), []).append(self.read(row))
        return {key: Page.cut(values, part.first) for key, values in found.items()}

    def _select(self, where: Where, order: str, limit: int) -> str:
        return (
            f"SELECT {self.columns} FROM {self.tables} WHERE {where.sql} ORDER BY {order} LIMIT {int(limit)}"
        )
