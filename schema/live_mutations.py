"""Recording what happens in a match."""

from datetime import datetime
from typing import Annotated

import strawberry

from app.db.audit import Act
from app.errors import FootballError
from app.football.inplay.events import EventKind, Happening, Side
from app.live.recorder import Wish
from app.security.viewer import Role
from schema.context import Info
from schema.error_types import Conflict, NotFound, PermissionDenied, RateLimited, ValidationFailed, failure
from schema.ids import row_id
from schema.live_update import MatchUpdate
from schema.mutating import mutation
from schema.views import view

RecordMatchEventResult = Annotated[
    MatchUpdate | NotFound | ValidationFailed | Conflict | PermissionDenied | RateLimited,
    strawberry.union(
        "RecordMatchEventResult", description="The update that the event caused, or why it has no effect."
    ),
]


@strawberry.input(description="What a correction puts in the place of the event that it corrects.")
class MatchEventReplacementInput:
    kind: EventKind = strawberry.field(description="What happened; no cancellation and no correction.")
    minute: int = strawberry.field(description="The minute as it is shown, from 0 to 90.")
    added: int = strawberry.field(
        default=0, description="Minutes beyond 45 or 90, from 0 to 30: the 2 of 45+2."
    )
    side: Side | None = strawberry.field(
        default=None, description="The player's side; needed where a player did it."
    )
    player: str | None = strawberry.field(default=None, description="The player's name.")
    announced: int | None = strawberry.field(
        default=None, description="Minutes of added time announced; needed for ADDED_TIME."
    )


@strawberry.input(description="An event of a match.")
class RecordMatchEventInput:
    match_id: strawberry.ID = strawberry.field(description="The match's global id.")
    idempotency_key: str = strawberry.field(
        description=(
            "A text of your choice for this event of this match: 1 to 40 letters, digits and . _ : - such as"
            " a UUID. Sent again, nothing happens again and the answer is the same."
        )
    )
    kind: EventKind = strawberry.field(description="What happened.")
    minute: int = strawberry.field(description="The minute as it is shown, from 0 (kick-off) to 90.")
    added: int = strawberry.field(
        default=0, description="Minutes beyond 45 or 90, from 0 to 30: the 2 of 45+2."
    )
    side: Side | None = strawberry.field(
        default=None,
        description="The player's side; needed where a player did it. An own goal counts for the other side.",
    )
    player: str | None = strawberry.field(
        default=None, description="The player's name, at most 120 characters."
    )
    announced: int | None = strawberry.field(
        default=None, description="Minutes of added time announced, from 0 to 30; needed for ADDED_TIME."
    )
    target: str | None = strawberry.field(
        default=None,
        description="The eventId of what it takes back; needed for VAR_CANCELLATION and CORRECTION.",
    )
    replacement: MatchEventReplacementInput | None = strawberry.field(
        default=None, description="What happened instead, for CORRECTION; without it, nothing did."
    )
    occurred_at: datetime | None = strawberry.field(
        default=None, description="When it happened; now unless it is given."
    )

    def to_wish(self, act: Act) -> Wish:
        """Raises ValidationFailed."""
        return Wish(
            match_id=row_id("Match", self.match_id, "matchId"),
            key=self.idempotency_key,
            happening=view(Happening, self),
            target=self.target,
            replacement=None if self.replacement is None else view(Happening, self.replacement),
            occurred_at=self.occurred_at,
            act=act,
        )


@strawberry.type(description="What came of recordMatchEvent.")
class RecordMatchEventPayload:
    result: RecordMatchEventResult = strawberry.field(
        description="The update that the event caused, or why it has no effect."
    )


@strawberry.type
class LiveMutations:
    @mutation(
        needs=Role.OPERATOR,
        description=(
            "Record an event of a match that is played: the same as if a feed had sent it. The first one"
            " makes the match live, FULL_TIME ends it."
        ),
        target=lambda asked: f"match {asked.match_id}",
    )
    async def record_match_event(
        self,
        info: Info,
        input: Annotated[RecordMatchEventInput, strawberry.argument(description="What happened.")],
    ) -> RecordMatchEventPayload:
        try:
            update = await info.context.services.live.recorder.record(input.to_wish(info.context.act))
        except FootballError as error:
            return RecordMatchEventPayload(result=failure(error))  # type: ignore[arg-type]  # in the union
        return RecordMatchEventPayload(result=MatchUpdate.of(update))
