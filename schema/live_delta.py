"""Why the probabilities of a live match moved."""

from typing import Annotated

import strawberry

from app.db import live_updates
from app.errors import FootballError
from app.live import delta as domain
from app.live.updates import LiveUpdate, UpdateCause
from schema.error_types import InsufficientData, NotFound, ValidationFailed, failure
from schema.explanation import OutcomeEffect
from schema.ids import global_id
from schema.live_choice import told_match
from schema.live_event import MatchEvent
from schema.live_update import OutcomeMovement
from schema.markets import OutcomeProbabilities
from schema.views import view


@strawberry.type(description="What one update added.")
class PredictionStep:
    sequence: int = strawberry.field(description="The update's number within the match.")
    cause: UpdateCause = strawberry.field(description="Why there was this update.")
    event: MatchEvent | None = strawberry.field(description="What happened; null where nothing did.")
    movements: list[OutcomeMovement] = strawberry.field(
        description="What it added, part by part: time passes before an event too."
    )
    change: OutcomeEffect = strawberry.field(description="The sum of its movements.")

    @classmethod
    def of(cls, update: LiveUpdate) -> "PredictionStep":
        return view(
            cls,
            update,
            event=update.event and MatchEvent.of(update.event),
            movements=[view(OutcomeMovement, part) for part in update.movements],
            change=view(OutcomeEffect, domain.change_of(update.movements)),
        )


@strawberry.type(
    description=(
        "Why the outcome's probabilities moved between two updates of a match. Everything is a multiple of"
        " 2^-40 and adds up exactly: before + change = after, and parts as well as steps sum to the change."
    )
)
class PredictionDelta:
    match_id: strawberry.ID = strawberry.field(description="The match's global id.")
    from_: int = strawberry.field(name="from", description="The update that it begins after.")
    to: int = strawberry.field(description="The update that it ends with.")
    before: OutcomeProbabilities = strawberry.field(description="The outcome as of `from`.")
    after: OutcomeProbabilities = strawberry.field(description="The outcome as of `to`.")
    change: OutcomeEffect = strawberry.field(description="After less before.")
    parts: list[OutcomeMovement] = strawberry.field(description="The change by cause.")
    steps: list[PredictionStep] = strawberry.field(description="Every update after `from` up to `to`.")


PredictionDeltaResult = Annotated[
    PredictionDelta | NotFound | ValidationFailed | InsufficientData,
    strawberry.union(
        "PredictionDeltaResult", description="Why the probabilities moved, or why that cannot be told."
    ),
]


@strawberry.type
class LiveDeltaQueries:
    @strawberry.field(
        description=(
            "Why the outcome's probabilities moved between two updates of a match, of which at most 2,000 may"
            " lie between: what happened, time, corrections, another model."
        )
    )
    async def prediction_delta(
        self,
        match_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="The match's global id; the match that was told of last unless it is given."
            ),
        ] = None,
        from_: Annotated[
            int | None,
            strawberry.argument(
                name="from",
                description="The sequence of the update to begin after; the first one unless it is given.",
            ),
        ] = None,
        to: Annotated[
            int | None,
            strawberry.argument(
                description="The sequence of the update to end with; the last one unless it is given."
            ),
        ] = None,
    ) -> PredictionDeltaResult:
        try:
            key = await told_match(match_id)
            made = await domain.prediction_delta(live_updates, key, from_, to)
        except FootballError as error:
            return failure(error)  # type: ignore[return-value]  # in the union
        return view(
            PredictionDelta,
            made,
            match_id=global_id("Match", key),
            from_=made.from_,
            to=made.to,
            before=view(OutcomeProbabilities, made.before),
            after=view(OutcomeProbabilities, made.after),
            change=view(OutcomeEffect, made.change),
            parts=[view(OutcomeMovement, part) for part in made.parts],
            steps=[PredictionStep.of(update) for update in made.steps],
        )
