"""Competitions and their seasons."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.db import competitions, matches
from app.db.competitions import CompetitionFilter, CompetitionRow, SeasonRow
from app.db.models import CompetitionKind
from app.db.paging import DEFAULT, Slice
from app.errors import NotFound, ValidationFailed
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.enums import MatchOrder
from schema.ids import global_id, row_id
from schema.match_input import MatchWhere, match_slice
from schema.node import Node

if TYPE_CHECKING:
    from schema.match import Match

LISTED = "the query `competitions` lists them with their codes"
MatchNode = Annotated["Match", strawberry.lazy("schema.match")]


@strawberry.type(description="One edition of a competition.")
class Season:
    code: str = strawberry.field(
        description="2425 where a season spans two years, 2024 where it is a calendar year."
    )
    label: str = strawberry.field(description="The code for people: 2024/25.")
    starts_in: int = strawberry.field(description="The year in which the season begins.")

    @classmethod
    def of(cls, row: SeasonRow) -> "Season":
        return cls(code=row.code, label=row.label, starts_in=row.starts_in)


@strawberry.type(description="A league or an international competition.")
class Competition(Node):
    row: strawberry.Private[CompetitionRow]
    code: str = strawberry.field(description="The short name that filters take: E0, SP1, INT-...")
    name: str = strawberry.field(description="The name.")
    country: str = strawberry.field(description="The country whose clubs play, or a region.")
    tier: int | None = strawberry.field(description="1 for a country's first division; null elsewhere.")
    kind: CompetitionKind = strawberry.field(description="Who competes.")

    @classmethod
    def of(cls, row: CompetitionRow) -> "Competition":
        return cls(
            row=row,
            id=global_id("Competition", row.id),
            code=row.code,
            name=row.name,
            country=row.country,
            tier=row.tier,
            kind=row.kind,
        )

    @strawberry.field(description="The seasons that are in the database, the latest first.")
    async def seasons(self, info: Info) -> list[Season]:
        return [Season.of(row) for row in await info.context.loaders.seasons.load(self.row.id)]

    @strawberry.field(description="The matches of all seasons, or of those that `where` leaves.")
    async def matches(
        self,
        info: Info,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[
            MatchWhere | None,
            strawberry.argument(description="Which of them; its `competitions` is ignored."),
        ] = None,
        order_by: Annotated[
            MatchOrder, strawberry.argument(description="In which order.")
        ] = MatchOrder.KICKOFF_DESC,
    ) -> Connection[MatchNode]:
        from schema.match import match_connection  # noqa: PLC0415  the two types know each other

        part = match_slice(order_by, first, after)
        chosen = replace(await MatchWhere.to_filter(where), competitions=None)
        page = await info.context.loaders.competition_matches(chosen, part).load(self.row.id)
        counted = replace(chosen, competitions=(self.row.code,))
        return match_connection(page, part, lambda: matches.count(counted))


@strawberry.input(description="Which competitions; every condition given must hold.")
class CompetitionWhere:
    codes: list[str] | None = strawberry.field(default=None, description="Only these codes.")
    country: str | None = strawberry.field(default=None, description="Only this country's.")
    kind: CompetitionKind | None = strawberry.field(default=None, description="Only of this kind.")


async def named(code: str) -> CompetitionRow:
    """Raises NotFound."""
    row = await competitions.by_code(code)
    if row is None:
        raise NotFound(f"there is no competition {code[:60]}; {LISTED}")
    return row


@strawberry.type
class CompetitionQueries:
    @strawberry.field(description="One competition, by its id or by its code.")
    async def competition(
        self,
        info: Info,
        id: Annotated[strawberry.ID | None, strawberry.argument(description="Its global id.")] = None,
        code: Annotated[str | None, strawberry.argument(description="Its code, such as E0.")] = None,
    ) -> Competition | None:
        if id is not None:
            row = await info.context.loaders.competitions.load(row_id("Competition", id))
        elif code:
            row = await named(code)
        else:
            raise ValidationFailed("code", "give the competition's id or its code")
        if row is None:
            raise NotFound(f"there is no competition {id}; {LISTED}")
        return Competition.of(row)

    @strawberry.field(description="Competitions, in order of code.")
    async def competitions(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[CompetitionWhere | None, strawberry.argument(description="Which of them.")] = None,
    ) -> Connection[Competition]:
        part = Slice.of(competitions.BY_CODE, first, after)
        chosen = narrowed(where or CompetitionWhere())
        return connection(
            await competitions.page(chosen, part),
            part,
            key=lambda row: (row.code, row.id),
            node=Competition.of,
            count=lambda: competitions.count(chosen),
        )


def narrowed(where: CompetitionWhere) -> CompetitionFilter:
    return CompetitionFilter(
        codes=None if where.codes is None else tuple(where.codes), country=where.country, kind=where.kind
    )
