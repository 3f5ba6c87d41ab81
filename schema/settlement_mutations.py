"""Settling a match."""

from typing import Annotated

import strawberry

from app.db import settlement
from app.errors import FootballError
from app.prediction.settlement import settle_match
from app.security.viewer import Role
from schema.context import Info
from schema.error_types import (
    Conflict,
    NotFound,
    PermissionDenied,
    RateLimited,
    ValidationFailed,
    failure,
)
from schema.ids import row_id
from schema.mutating import mutation
from schema.settlement import MatchSettlement

SettleMatchResult = Annotated[
    MatchSettlement | NotFound | ValidationFailed | Conflict | PermissionDenied | RateLimited,
    strawberry.union("SettleMatchResult", description="The settlement, or why there is none."),
]


@strawberry.input(description="Which match to settle.")
class SettleMatchInput:
    match_id: strawberry.ID = strawberry.field(description="The match's global id.")


@strawberry.type(description="What came of settleMatch.")
class SettleMatchPayload:
    result: SettleMatchResult = strawberry.field(description="The settlement, or why there is none.")


@strawberry.type
class SettlementMutations:
    @mutation(
        needs=Role.OPERATOR,
        description=(
            "Score the predictions of a match that has ended; collecting does it by itself. A match that is"
            " settled stays as it is."
        ),
        target=lambda asked: f"match {asked.match_id}",
    )
    async def settle_match(
        self,
        info: Info,
        input: Annotated[SettleMatchInput, strawberry.argument(description="Which match.")],
    ) -> SettleMatchPayload:
        services = info.context.services
        try:
            match_id = row_id("Match", input.match_id, "matchId")
            await settle_match(services.database_url, match_id, services.clock, info.context.act)
        except FootballError as error:
            return SettleMatchPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        row = (await settlement.by_match_ids([match_id]))[match_id]
        return SettleMatchPayload(result=MatchSettlement.of(row))
