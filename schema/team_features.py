"""What is known of a team's strength at an instant."""

from datetime import datetime
from typing import Annotated

import strawberry

from app import errors
from app.clock import written
from app.db.teams import TeamRow
from schema.context import Info
from schema.error_types import InsufficientData, ValidationFailed, failure
from schema.rating import Rating
from schema.views import view


@strawberry.type(description="A team's state as of an instant, from its finished matches known by then.")
class TeamFeatures:
    as_of: datetime = strawberry.field(description="The instant beyond which nothing was seen.")
    rating: Rating = strawberry.field(description="Its ratings after its last match known by then.")
    attack: float = strawberry.field(
        description="Log attack by goals: 0 is the average team of its division, 0.1 scores 10 % more."
    )
    defence: float = strawberry.field(
        description="Log defence by goals: 0 is the average team of its division, 0.1 concedes 10 % less."
    )
    home_edge: float = strawberry.field(
        description="Goals a match by which it is better at home than its rating says."
    )
    matches: int = strawberry.field(description="Its matches known by then.")
    season_matches: int = strawberry.field(description="Those of its last season.")


TeamFeaturesResult = Annotated[
    TeamFeatures | InsufficientData | ValidationFailed,
    strawberry.union("TeamFeaturesResult", description="A team's features, or why there are none."),
]


async def team_features_result(
    info: Info, team: TeamRow, as_of: datetime | None
) -> TeamFeatures | InsufficientData | ValidationFailed:
    try:
        return await team_features(info, team, as_of)
    except (errors.InsufficientData, errors.ValidationFailed) as error:
        return failure(error)  # type: ignore[return-value]  # one of these two gives one of these two


async def team_features(info: Info, team: TeamRow, as_of: datetime | None) -> TeamFeatures:
    """Raises ValidationFailed("asOf") for the future and InsufficientData where nothing was known."""
    as_of = as_of or info.context.now
    if as_of > info.context.now:
        raise errors.ValidationFailed("asOf", f"{written(as_of)} is in the future; leave it out for now")
    known = await info.context.loaders.rating_at(as_of).load(team.id)
    if known is None:
        raise errors.InsufficientData((f"{team.name} has no match with a result before {written(as_of)}",))
    state = known.state
    counts = {"matches": int(state.matches), "season_matches": int(state.season_matches)}
    return view(TeamFeatures, state, as_of=as_of, rating=Rating.of(known.rating), **counts)
