"""Computing features and keeping them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import strawberry

from app import errors
from app.db import competitions, features, matches
from app.db.features import StoredFeatures
from app.db.fixtures import FixtureFilter
from app.db.matches import MatchFilter, MatchRow
from app.db.paging import Slice
from app.errors import FootballError
from app.football.features import MATCH, FeatureSet, feature_set
from app.operations.jobs import Progress
from app.prediction import ratings
from app.security.viewer import Role
from schema.competition import LISTED
from schema.context import Info
from schema.error_types import (
    Conflict,
    InsufficientData,
    NotFound,
    PermissionDenied,
    RateLimited,
    ValidationFailed,
    failure,
)
from schema.features import FeatureRow
from schema.job import Job
from schema.match_input import TeamRef, team_id
from schema.mutating import mutation
from schema.prediction_mutations import match_rows
from schema.team_features import TeamFeatures, team_features

ComputeMatchFeaturesResult = Annotated[
    FeatureRow | NotFound | ValidationFailed | InsufficientData | PermissionDenied | RateLimited,
    strawberry.union("ComputeMatchFeaturesResult", description="The stored features, or why there are none."),
]
ComputeTeamFeaturesResult = Annotated[
    TeamFeatures | NotFound | ValidationFailed | InsufficientData | PermissionDenied | RateLimited,
    strawberry.union("ComputeTeamFeaturesResult", description="The team's features, or why there are none."),
]
BackfillFeaturesResult = Annotated[
    Job | ValidationFailed | Conflict | PermissionDenied | RateLimited,
    strawberry.union("BackfillFeaturesResult", description="The job, or why none was started."),
]


@strawberry.input(description="Of which match, by its id or by its two teams, and as of when.")
class ComputeMatchFeaturesInput:
    match_id: strawberry.ID | None = strawberry.field(default=None, description="The match's global id.")
    team: TeamRef | None = strawberry.field(
        default=None, description="Without an id, beside `opponent`: the last match of the two."
    )
    opponent: TeamRef | None = strawberry.field(default=None, description="The other team, beside `team`.")
    as_of: datetime | None = strawberry.field(
        default=None, description="The instant beyond which nothing is seen; as in `match.features`."
    )
    set: str | None = strawberry.field(
        default=None, description="The feature set; the one of `match.features` if left out."
    )


@strawberry.input(description="Of which team, and as of when.")
class ComputeTeamFeaturesInput:
    team: TeamRef = strawberry.field(description="The team.")
    as_of: datetime | None = strawberry.field(
        default=None, description="The instant beyond which nothing is seen; now if left out."
    )


@strawberry.input(description="Of which matches; every condition given must hold.")
class BackfillFeaturesInput:
    competition: str | None = strawberry.field(
        default=None, description="Only this competition, by its code: E0."
    )
    season: str | None = strawberry.field(default=None, description="Only this season, by its code: 2425.")
    from_: datetime | None = strawberry.field(
        name="from", default=None, description="Only matches that kick off at this instant or later."
    )
    to: datetime | None = strawberry.field(
        default=None, description="Only matches that kick off before this instant."
    )
    set: str | None = strawberry.field(
        default=None, description="The feature set; the one of `match.features` if left out."
    )
    ahead: bool = strawberry.field(
        default=False, description="Whether matches to come are stored, too, as of now."
    )


@strawberry.type(description="What came of computeMatchFeatures.")
class ComputeMatchFeaturesPayload:
    result: ComputeMatchFeaturesResult = strawberry.field(
        description="The stored features, or why there are none."
    )


@strawberry.type(description="What came of computeTeamFeatures.")
class ComputeTeamFeaturesPayload:
    result: ComputeTeamFeaturesResult = strawberry.field(
        description="The team's features, or why there are none."
    )


@strawberry.type(description="What came of backfillFeatures.")
class BackfillFeaturesPayload:
    result: BackfillFeaturesResult = strawberry.field(description="The job, or why none was started.")


@strawberry.type
class FeatureMutations:
    @mutation(
        needs=Role.OPERATOR,
        description="Compute the features of a match as of an instant and keep them.",
        target=lambda asked: f"match {asked.match_id}" if asked.match_id else "",
    )
    async def compute_match_features(
        self,
        info: Info,
        input: Annotated[ComputeMatchFeaturesInput, strawberry.argument(description="Of which match.")],
    ) -> ComputeMatchFeaturesPayload:
        try:
            row = await _compute(info, input)
        except FootballError as error:
            return ComputeMatchFeaturesPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        return ComputeMatchFeaturesPayload(result=FeatureRow.of(row))

    @mutation(
        needs=Role.OPERATOR,
        description="Bring the ratings up to date with the finished matches, then answer a team's features.",
    )
    async def compute_team_features(
        self,
        info: Info,
        input: Annotated[ComputeTeamFeaturesInput, strawberry.argument(description="Of which team.")],
    ) -> ComputeTeamFeaturesPayload:
        await ratings.refresh(info.context.services.database_url, act=info.context.act)
        try:
            found = await team_id(input.team, "team")
            row = await info.context.loaders.teams.load(found)
            if row is None:
                raise errors.NotFound("there is no such team; the query `teams` finds teams by name")
            features = await team_features(info, row, input.as_of)
        except FootballError as error:
            return ComputeTeamFeaturesPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        return ComputeTeamFeaturesPayload(result=features)

    @mutation(
        needs=Role.OPERATOR,
        description="Compute and keep the features, as of kickoff, of every match that has kicked off. "
        "What was computed from the same inputs before is not computed again.",
    )
    async def backfill_features(
        self,
        info: Info,
        input: Annotated[BackfillFeaturesInput, strawberry.argument(description="Of which matches.")],
    ) -> BackfillFeaturesPayload:
        if input.competition is not None and await competitions.by_code(input.competition) is None:
            refused = errors.ValidationFailed(
                "competition", f"there is no {input.competition[:60]}; {LISTED}"
            )
            return BackfillFeaturesPayload(result=failure(refused))  # type: ignore[arg-type]  # in the union
        try:
            chosen = _feature_set(input.set)
        except errors.ValidationFailed as unknown:
            return BackfillFeaturesPayload(result=failure(unknown))  # type: ignore[arg-type]  # in the union
        where = FixtureFilter(input.competition, input.season, input.from_, input.to)
        services = info.context.services

        async def work(progress: Progress) -> Mapping[str, Any]:
            return asdict(
                await services.features.backfill(where, progress, feature_set=chosen, ahead=input.ahead)
            )

        asked = {name: value and str(value) for name, value in asdict(where).items()}
        asked |= {"set": chosen.name, "ahead": str(input.ahead).lower()}
        return BackfillFeaturesPayload(
            result=Job.of(await services.jobs.start("backfillFeatures", asked, work, info.context.act))
        )


async def _compute(info: Info, input: ComputeMatchFeaturesInput) -> StoredFeatures:
    match = await _match(info, input)
    service, chosen = info.context.services.features, _feature_set(input.set)
    act = info.context.act
    [computed] = await service.store([match.fixture], input.as_of, feature_set=chosen, act=act)
    if isinstance(computed, FootballError):
        raise computed
    stored = await features.one(computed.match_id, computed.feature_set, computed.as_of)
    if stored is None:
        raise errors.NotFound("the match of these features is gone")
    return stored


def _feature_set(name: str | None) -> FeatureSet:
    """Raises ValidationFailed for a set that this program does not compute."""
    return MATCH if name is None else feature_set(name)


async def _match(info: Info, input: ComputeMatchFeaturesInput) -> MatchRow:
    """The match that was meant. Raises NotFound and ValidationFailed."""
    if input.match_id is None:
        return await _last_match(input)
    match = (await match_rows(info, [input.match_id], "matchId"))[0]
    if isinstance(match, FootballError):
        raise match
    return match


async def _last_match(input: ComputeMatchFeaturesInput) -> MatchRow:
    if input.team is None or input.opponent is None:
        raise errors.ValidationFailed("matchId", "give the match's id, or team and opponent")
    both = MatchFilter(
        team_id=await team_id(input.team, "team"), opponent_id=await team_id(input.opponent, "opponent")
    )
    page = await matches.page(both, Slice(matches.KICKOFF_DESC, 1))
    if not page.rows:
        raise errors.NotFound("the two teams have no match; the query `matches` finds matches")
    return page.rows[0]
