"""Predictions of matches that nobody has scheduled."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.errors import FootballError
from schema.arguments import AsOf, ModelName
from schema.context import Info
from schema.error_types import InsufficientData, ModelUnavailable, NotFound, ValidationFailed, failure
from schema.match_input import TeamRef, team_id
from schema.prediction import Prediction

HypotheticalMatchResult = Annotated[
    Prediction | InsufficientData | ModelUnavailable | ValidationFailed | NotFound,
    strawberry.union("HypotheticalMatchResult", description="A prediction, or why there is none."),
]


@strawberry.type
class HypotheticalQueries:
    @strawberry.field(description="What a model says of a match between two teams that nobody has scheduled.")
    async def hypothetical_match(
        self,
        info: Info,
        home: Annotated[TeamRef, strawberry.argument(description="The home side.")],
        away: Annotated[TeamRef, strawberry.argument(description="The away side.")],
        competition: Annotated[
            str, strawberry.argument(description="The competition they would play in, by its code: E0.")
        ],
        kickoff: Annotated[datetime, strawberry.argument(description="When they would play.")],
        neutral: Annotated[
            bool, strawberry.argument(description="Whether on neither side's ground.")
        ] = False,
        model: ModelName = None,
        as_of: AsOf = None,
    ) -> HypotheticalMatchResult:
        try:
            made = await info.context.services.predictor.hypothetical(
                await team_id(home, "home"),
                await team_id(away, "away"),
                competition,
                kickoff,
                neutral=neutral,
                as_of=as_of,
                model=model,
            )
        except FootballError as error:
            return failure(error)  # type: ignore[return-value]  # what predicting raises is in the union
        return Prediction.of(made, None)
