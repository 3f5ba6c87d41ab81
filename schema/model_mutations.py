"""Changing which version of a model answers."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db import model_versions
from app.errors import FootballError
from app.prediction import comparison
from app.prediction.promotion import Changed, WindowWish
from app.security.viewer import Role
from schema.context import Info
from schema.enums import ErrorCode
from schema.error_types import (
    Conflict,
    Error,
    Failure,
    ModelUnavailable,
    NotFound,
    PermissionDenied,
    RateLimited,
    ValidationFailed,
    failure,
)
from schema.model import ModelVersion
from schema.mutating import mutation
from schema.promotion import ModelComparison, ModelPromotion


@strawberry.type(description="The version has not shown that it is better than the champion.")
class PromotionRefused(Error):
    comparison: ModelComparison | None = strawberry.field(
        description="Both sides' figures; null where they could not be compared."
    )


@strawberry.type(description="Another version answers from now on; running services follow within a second.")
class ChampionChange:
    promotion: ModelPromotion = strawberry.field(description="The change as it was written down.")
    champion: ModelVersion = strawberry.field(description="The version that answers now.")
    warning: str | None = strawberry.field(description="What is left to do, if anything.")


@strawberry.type(description="Which version predicts in the shadow from now on.")
class ChallengerChange:
    challenger: ModelVersion | None = strawberry.field(
        description="The challenger; null where there is none."
    )


PromoteModelVersionResult = Annotated[
    ChampionChange
    | NotFound
    | Conflict
    | PromotionRefused
    | ValidationFailed
    | ModelUnavailable
    | PermissionDenied
    | RateLimited,
    strawberry.union("PromoteModelVersionResult", description="The change, or why there was none."),
]
RollbackModelResult = Annotated[
    ChampionChange
    | NotFound
    | Conflict
    | ValidationFailed
    | ModelUnavailable
    | PermissionDenied
    | RateLimited,
    strawberry.union("RollbackModelResult", description="The change, or why there was none."),
]
SetChallengerResult = Annotated[
    ChallengerChange | NotFound | Conflict | ModelUnavailable | PermissionDenied | RateLimited,
    strawberry.union("SetChallengerResult", description="The challenger, or why nothing changed."),
]


@strawberry.input(description="Which version to promote, and on which matches it must be better.")
class PromoteModelVersionInput:
    name: str = strawberry.field(description="The model's name.")
    version: str = strawberry.field(description="The version that is to answer.")
    from_: datetime | None = strawberry.field(
        name="from",
        default=None,
        description=(
            "Compare on matches from this kickoff on; if left out, on those of the last 365 days of finished"
            " matches that neither version has learned from."
        ),
    )
    to: datetime | None = strawberry.field(
        default=None, description="Compare on matches that kicked off before this instant."
    )
    override_reason: str | None = strawberry.field(
        default=None,
        description="Promote it even if it is not better, for this reason (1 to 400 characters).",
    )


@strawberry.input(description="Which model goes back to its champion before.")
class RollbackModelInput:
    name: str = strawberry.field(description="The model's name.")
    reason: str | None = strawberry.field(default=None, description="Why (1 to 400 characters).")


@strawberry.input(description="Which version is to predict in the shadow.")
class SetChallengerInput:
    name: str = strawberry.field(description="The model's name.")
    version: str | None = strawberry.field(
        default=None, description="The version; without it, none any more."
    )


@strawberry.type(description="What came of promoteModelVersion.")
class PromoteModelVersionPayload:
    result: PromoteModelVersionResult = strawberry.field(description="The change, or why there was none.")


@strawberry.type(description="What came of rollbackModel.")
class RollbackModelPayload:
    result: RollbackModelResult = strawberry.field(description="The change, or why there was none.")


@strawberry.type(description="What came of setChallenger.")
class SetChallengerPayload:
    result: SetChallengerResult = strawberry.field(description="The challenger, or why nothing changed.")


@strawberry.type
class ModelMutations:
    @mutation(
        needs=Role.ADMIN,
        description="Let a version answer for its model, if it beats the present champion or for a reason.",
        target=lambda asked: f"model {asked.name}",
    )
    async def promote_model_version(
        self,
        info: Info,
        input: Annotated[PromoteModelVersionInput, strawberry.argument(description="Which version.")],
    ) -> PromoteModelVersionPayload:
        try:
            changed = await info.context.services.promotions.promote(
                input.name,
                input.version,
                act=info.context.act,
                window=WindowWish(input.from_, input.to),
                override_reason=input.override_reason,
            )
        except FootballError as error:
            return PromoteModelVersionPayload(result=_refusal(error))  # type: ignore[arg-type]  # in the union
        return PromoteModelVersionPayload(result=await _change(changed))

    @mutation(
        needs=Role.ADMIN,
        description="Let the champion before the present one answer again.",
        target=lambda asked: f"model {asked.name}",
    )
    async def rollback_model(
        self,
        info: Info,
        input: Annotated[RollbackModelInput, strawberry.argument(description="Which model.")],
    ) -> RollbackModelPayload:
        try:
            changed = await info.context.services.promotions.rollback(
                input.name, act=info.context.act, reason=input.reason
            )
        except FootballError as error:
            return RollbackModelPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        return RollbackModelPayload(result=await _change(changed))

    @mutation(
        needs=Role.ADMIN,
        description="Let a version predict in the shadow what the champion predicts, to be scored; or none.",
        target=lambda asked: f"model {asked.name}",
    )
    async def set_challenger(
        self,
        info: Info,
        input: Annotated[SetChallengerInput, strawberry.argument(description="Which version.")],
    ) -> SetChallengerPayload:
        try:
            await info.context.services.promotions.challenge(input.name, input.version, act=info.context.act)
        except FootballError as error:
            return SetChallengerPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        found = None if input.version is None else await _version(input.name, input.version)
        return SetChallengerPayload(result=ChallengerChange(challenger=found))


async def _change(changed: Changed) -> ChampionChange:
    row = changed.row
    return ChampionChange(
        promotion=ModelPromotion.of(row),
        champion=await _version(row.name, row.version),
        warning=changed.warning,
    )


async def _version(name: str, version: str) -> ModelVersion:
    row = await model_versions.one(name, version)
    assert row is not None  # noqa: S101  it was registered a moment ago, and no version is ever deleted
    return ModelVersion.of(row)


def _refusal(error: FootballError) -> Failure | PromotionRefused:
    if not isinstance(error, comparison.PromotionRefused):
        return failure(error)
    made = error.comparison
    return PromotionRefused(
        code=ErrorCode.PROMOTION_REFUSED,
        message=error.message,
        comparison=None if made is None else ModelComparison.of(made),
    )
