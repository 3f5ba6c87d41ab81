"""Ratings: a team's strength after each of its matches, and a competition's teams by strength."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app.db import ratings
from app.db.paging import DEFAULT, Slice
from app.db.ratings import RatingRow, RatingsFilter, TeamRatingRow
from schema.arguments import After, First
from schema.competition import named
from schema.connections import Connection, connection
from schema.context import Info

if TYPE_CHECKING:
    from schema.match import Match
    from schema.team import Team


@strawberry.type(description="A team's ratings after a match.")
class Rating:
    row: strawberry.Private[RatingRow]
    known_at: datetime = strawberry.field(description="When the match's result became known.")
    elo: float = strawberry.field(description="Elo rating; 1500 is the average team of a first division.")
    pi_home: float = strawberry.field(description="Pi-rating at home: goals better than the average team.")
    pi_away: float = strawberry.field(description="Pi-rating away: goals better than the average team.")

    @classmethod
    def of(cls, row: RatingRow) -> "Rating":
        return cls(row=row, known_at=row.known_at, elo=row.elo, pi_home=row.pi_home, pi_away=row.pi_away)

    @strawberry.field(description="The match after which the team is rated so.")
    async def match(self, info: Info) -> Annotated["Match", strawberry.lazy("schema.match")] | None:
        from schema.match import Match  # noqa: PLC0415  a match's teams have ratings

        row = await info.context.loaders.matches.load(self.row.match_id)
        return None if row is None else Match.of(row)


@strawberry.type(description="A team with its ratings at an instant.")
class TeamRating:
    team: Annotated["Team", strawberry.lazy("schema.team")] = strawberry.field(description="The team.")
    rating: Rating = strawberry.field(description="Its last ratings known at the instant.")

    @classmethod
    def of(cls, row: TeamRatingRow) -> "TeamRating":
        from schema.team import Team  # noqa: PLC0415  teams have ratings

        return cls(team=Team.of(row.team), rating=Rating.of(row.rating))


@strawberry.type
class RatingQueries:
    @strawberry.field(description="The teams of a competition's season, the strongest (by Elo) first.")
    async def ratings(
        self,
        info: Info,
        competition: Annotated[str, strawberry.argument(description="The competition's code: E0.")],
        season: Annotated[
            str | None,
            strawberry.argument(description="The season's code; the last one begun by then if left out."),
        ] = None,
        as_of: Annotated[
            datetime | None,
            strawberry.argument(description="The instant beyond which nothing is seen; now if left out."),
        ] = None,
        first: First = DEFAULT,
        after: After = None,
    ) -> Connection[TeamRating]:
        part = Slice.of(ratings.STRONGEST_FIRST, first, after)
        where = RatingsFilter((await named(competition)).code, season, as_of or info.context.now)
        return connection(
            await ratings.page(where, part),
            part,
            key=lambda row: (row.rating.elo, row.team.id),
            node=TeamRating.of,
            count=lambda: ratings.count(where),
        )
