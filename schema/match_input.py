"""How lists of matches are narrowed and ordered, and how a team is named."""

from datetime import date, datetime
from typing import TypeVar

import strawberry

from app.db import matches, teams
from app.db.matches import EVERY_MATCH, MatchFilter
from app.db.models import CompetitionKind
from app.db.paging import Slice
from app.errors import ValidationFailed
from app.football.match import MatchStatus
from schema.enums import MatchOrder
from schema.ids import row_id

T = TypeVar("T")
MAX_SEARCH_LENGTH = 100
_ORDERINGS = {
    MatchOrder.KICKOFF_ASC: matches.KICKOFF_ASC,
    MatchOrder.KICKOFF_DESC: matches.KICKOFF_DESC,
}


@strawberry.input(
    description="A team: by its id, or by its name (with its country where two share the name)."
)
class TeamRef:
    id: strawberry.ID | None = strawberry.field(default=None, description="The team's global id.")
    name: str | None = strawberry.field(
        default=None, description="The team's name, or any name that a source of data gives it."
    )
    country: str | None = strawberry.field(default=None, description="The team's country, beside `name`.")


@strawberry.input(description="Which matches; every condition given must hold.")
class MatchWhere:
    competitions: list[str] | None = strawberry.field(
        default=None, description="Only matches of these competitions, given by their codes."
    )
    kind: CompetitionKind | None = strawberry.field(
        default=None, description="Only matches of competitions of this kind."
    )
    country: str | None = strawberry.field(
        default=None, description="Only matches of this country's competitions."
    )
    season: str | None = strawberry.field(default=None, description="Only this season, by its code: 2425.")
    team: TeamRef | None = strawberry.field(default=None, description="Only matches of this team.")
    opponent: TeamRef | None = strawberry.field(
        default=None, description="Only matches of this team too; with `team` the meetings of the two."
    )
    status: list[MatchStatus] | None = strawberry.field(
        default=None, description="Only matches that stand so."
    )
    from_: datetime | None = strawberry.field(
        name="from", default=None, description="Only matches that kick off at this instant or later."
    )
    to: datetime | None = strawberry.field(
        default=None, description="Only matches that kick off before this instant."
    )
    day: date | None = strawberry.field(
        default=None, description="Only matches that kick off on this day of UTC."
    )
    search: str | None = strawberry.field(
        default=None, description="Only matches of a team with this text in its name."
    )
    has_odds: bool | None = strawberry.field(
        default=None, description="Only matches with bookmakers' prices, or only those without."
    )

    told_live: bool | None = strawberry.field(
        default=None,
        description="Only matches that are or were told live, as played or as replays, or only the others.",
    )

    @staticmethod
    async def to_filter(where: "MatchWhere | None") -> MatchFilter:
        """The filter; teams given by name are looked up. Raises NotFound and ValidationFailed."""
        if where is None:
            return EVERY_MATCH
        return MatchFilter(
            competitions=_tuple(where.competitions),
            kind=where.kind,
            country=where.country,
            season=where.season,
            team_id=None if where.team is None else await team_id(where.team, "team"),
            opponent_id=None if where.opponent is None else await team_id(where.opponent, "opponent"),
            statuses=_tuple(where.status),
            kickoff_from=where.from_,
            kickoff_to=where.to,
            day=where.day,
            search=checked_search(where.search),
            has_odds=where.has_odds,
            told_live=where.told_live,
        )


def match_slice(order_by: MatchOrder, first: int, after: str | None) -> Slice:
    return Slice.of(_ORDERINGS[order_by], first, after)


async def team_id(team: TeamRef, field: str) -> int:
    """The team's number in the database. Raises NotFound and ValidationFailed."""
    if team.id is not None:
        return row_id("Team", team.id, field)
    if not team.name:
        raise ValidationFailed(field, "give the team's id or its name")
    return (await teams.one_named(team.name, team.country)).id


def checked_search(text: str | None) -> str | None:
    if text is not None and not 1 <= len(text.strip()) <= MAX_SEARCH_LENGTH:
        raise ValidationFailed("search", f"must have from 1 to {MAX_SEARCH_LENGTH} characters")
    return text


def _tuple(values: list[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(values)
