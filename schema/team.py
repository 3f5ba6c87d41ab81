"""Teams: names, matches, form, statistics, ratings."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.db import matches, teams
from app.db.matches import MatchFilter
from app.db.models import TeamKind
from app.db.paging import DEFAULT, Slice, page_size
from app.db.teams import AliasRow, TeamFilter, TeamRow
from app.errors import NotFound, ValidationFailed
from app.football.form import form
from app.football.inplay.events import Side
from app.football.match import MatchStatus
from app.football.team_statistics import team_statistics
from schema.arguments import After, First
from schema.connections import Connection, connection
from schema.context import Info
from schema.enums import MatchOrder
from schema.ids import global_id
from schema.match_input import MatchWhere, TeamRef, checked_search, match_slice, team_id
from schema.node import Node
from schema.rating import Rating
from schema.team_features import TeamFeaturesResult, team_features_result
from schema.team_form import TeamForm
from schema.team_statistics import TeamStatistics

if TYPE_CHECKING:
    from schema.match import Match

MOST_MATCHES = 5_000
MOST_DAYS = 36_500
MOST_RATINGS = 1_000
MatchNode = Annotated["Match", strawberry.lazy("schema.match")]


@strawberry.type(description="What a source of data calls a team.")
class TeamAlias:
    source: str = strawberry.field(description="The source.")
    alias: str = strawberry.field(description="The name it uses.")

    @classmethod
    def of(cls, row: AliasRow) -> "TeamAlias":
        return cls(source=row.source, alias=row.alias)


@strawberry.type(description="A club or a national side.")
class Team(Node):
    row: strawberry.Private[TeamRow]
    name: str = strawberry.field(description="The name, unique within the country.")
    country: str = strawberry.field(description="The country.")
    kind: TeamKind = strawberry.field(description="Club or national side.")

    @classmethod
    def of(cls, row: TeamRow) -> "Team":
        return cls(row=row, id=global_id("Team", row.id), name=row.name, country=row.country, kind=row.kind)

    @strawberry.field(description="What the sources of data call it.")
    async def aliases(self, info: Info) -> list[TeamAlias]:
        return [TeamAlias.of(row) for row in await info.context.loaders.aliases.load(self.row.id)]

    @strawberry.field(description="What is known of its strength at an instant.")
    async def features(
        self,
        info: Info,
        as_of: Annotated[
            datetime | None,
            strawberry.argument(description="The instant beyond which nothing is seen; now if left out."),
        ] = None,
    ) -> TeamFeaturesResult:
        return await team_features_result(info, self.row, as_of)

    @strawberry.field(description="What it did in the finished matches that the arguments leave.")
    async def stats(
        self,
        info: Info,
        season: Annotated[
            str | None, strawberry.argument(description="Only this season, by its code: 2425.")
        ] = None,
        competition: Annotated[
            str | None, strawberry.argument(description="Only this competition, by its code: E0.")
        ] = None,
        venue: Annotated[Side | None, strawberry.argument(description="Only matches as this side.")] = None,
        last_days: Annotated[
            int | None, strawberry.argument(description="Only the last days, from 1 to 36,500.")
        ] = None,
    ) -> TeamStatistics:
        where = MatchFilter(
            season=season,
            competitions=None if competition is None else (competition,),
            kickoff_from=_days_back(info.context.now, last_days),
        )
        played = await info.context.loaders.played(where, MOST_MATCHES, venue).load(self.row.id)
        return TeamStatistics.of(team_statistics(played, str(self.row.id)))

    @strawberry.field(description="Its matches, home and away.")
    async def matches(
        self,
        info: Info,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[
            MatchWhere | None, strawberry.argument(description="Which of them; its `team` is ignored.")
        ] = None,
        order_by: Annotated[
            MatchOrder, strawberry.argument(description="In which order.")
        ] = MatchOrder.KICKOFF_DESC,
    ) -> Connection[MatchNode]:
        from schema.match import match_connection  # noqa: PLC0415  the two types know each other

        part = match_slice(order_by, first, after)
        chosen = replace(await MatchWhere.to_filter(where), team_id=None)
        page = await info.context.loaders.team_matches(chosen, part).load(self.row.id)
        return match_connection(page, part, lambda: matches.count(replace(chosen, team_id=self.row.id)))

    @strawberry.field(description="Its last finished matches seen from its side, the latest first.")
    async def form(
        self,
        info: Info,
        last: Annotated[int, strawberry.argument(description="How many matches, from 1 to 100.")] = 5,
    ) -> TeamForm:
        where = MatchFilter(statuses=(MatchStatus.FINISHED,))
        part = Slice(matches.KICKOFF_DESC, page_size(last, "last"))
        page = await info.context.loaders.team_matches(where, part).load(self.row.id)
        played = [match for match in (row.played for row in page.rows) if match is not None]
        return TeamForm.of(form(played, str(self.row.id), last), page.rows)

    @strawberry.field(description="Its ratings after each match, the earliest first.")
    async def ratings(
        self,
        info: Info,
        from_: Annotated[
            datetime | None,
            strawberry.argument(name="from", description="Only ratings known at this instant or later."),
        ] = None,
        to: Annotated[
            datetime | None, strawberry.argument(description="Only ratings known before this instant.")
        ] = None,
        last: Annotated[
            int, strawberry.argument(description="At most so many, the latest of them; from 1 to 1,000.")
        ] = 100,
    ) -> list[Rating]:
        if not 1 <= last <= MOST_RATINGS:
            raise ValidationFailed("last", f"must be from 1 to {MOST_RATINGS}, not {last}")
        rows = await info.context.loaders.ratings(from_, to, last).load(self.row.id)
        return [Rating.of(row) for row in rows]


@strawberry.input(description="Which teams; every condition given must hold.")
class TeamWhere:
    search: str | None = strawberry.field(
        default=None, description="Only teams with this text in their name or in what a source calls them."
    )
    country: str | None = strawberry.field(default=None, description="Only this country's.")
    kind: TeamKind | None = strawberry.field(default=None, description="Only clubs, or only national sides.")
    competition: str | None = strawberry.field(
        default=None, description="Only teams that played in this competition, by its code: E0."
    )
    season: str | None = strawberry.field(
        default=None, description="Only in this season, by its code, beside `competition`."
    )


@strawberry.type
class TeamQueries:
    @strawberry.field(description="One team, by its id or by its name.")
    async def team(
        self,
        info: Info,
        id: Annotated[strawberry.ID | None, strawberry.argument(description="Its global id.")] = None,
        name: Annotated[
            str | None, strawberry.argument(description="Its name, or what a source calls it.")
        ] = None,
        country: Annotated[
            str | None, strawberry.argument(description="Its country, where two teams share the name.")
        ] = None,
    ) -> Team | None:
        found = await team_id(TeamRef(id=id, name=name, country=country), "id" if id else "name")
        row = await info.context.loaders.teams.load(found)
        if row is None:
            raise NotFound(f"there is no team {id}; the query `teams` finds teams by name")
        return Team.of(row)

    @strawberry.field(description="Teams, in order of name.")
    async def teams(
        self,
        first: First = DEFAULT,
        after: After = None,
        where: Annotated[TeamWhere | None, strawberry.argument(description="Which of them.")] = None,
    ) -> Connection[Team]:
        part = Slice.of(teams.BY_NAME, first, after)
        chosen = narrowed(where or TeamWhere())
        return connection(
            await teams.page(chosen, part),
            part,
            key=lambda row: (row.name, row.id),
            node=Team.of,
            count=lambda: teams.count(chosen),
        )


def narrowed(where: TeamWhere) -> TeamFilter:
    if where.season is not None and where.competition is None:
        raise ValidationFailed("season", "needs `competition` beside it")
    return TeamFilter(
        search=checked_search(where.search),
        country=where.country,
        kind=where.kind,
        competition=where.competition,
        season=where.season,
    )


def _days_back(now: datetime, days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise ValidationFailed("lastDays", f"must be from 1 to {MOST_DAYS}, not {days}")
    return now - timedelta(days=days)
