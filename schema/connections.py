"""Relay connections over keyset pages: opaque cursors, a total only where it is asked for."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import strawberry

from app.db.paging import Key, Page, Slice, encode_cursor

T = TypeVar("T")
Row = TypeVar("Row")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether anything follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page follows a cursor.")
    start_cursor: str | None = strawberry.field(description="The first edge's cursor; null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="The last edge's cursor, to be given as `after`; null on an empty page."
    )


@strawberry.type(description="One entry of a list with its place in it.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The entry.")
    cursor: str = strawberry.field(description="Its place in the list, valid for this ordering only.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The entries with their cursors.")
    nodes: list[T] = strawberry.field(description="The entries alone.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="Length of the whole list; counted only where it is selected.")
    async def total_count(self) -> int:
        return await self.count()


def connection(
    page: Page[Row],
    part: Slice,
    *,
    key: Callable[[Row], Key],
    node: Callable[[Row], T],
    count: Callable[[], Awaitable[int]],
) -> Connection[T]:
    """The page as a connection: `key` is a row's place in the ordering, `node` its type."""
    edges = [Edge(node=node(row), cursor=encode_cursor(part.ordering, key(row))) for row in page.rows]
    return Connection(
        edges=edges,
        nodes=[edge.node for edge in edges],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=part.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=count,
    )
