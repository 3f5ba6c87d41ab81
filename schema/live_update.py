"""What is told of a live match: one update after another."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from app import errors
from app.db.matches import MatchRow
from app.errors import FootballError, NotFound
from app.live.delta import change_of
from app.live.updates import LiveUpdate, UpdateCause
from schema.context import Info
from schema.error_types import failure
from schema.explanation import OutcomeEffect
from schema.ids import global_id
from schema.in_play import ToldPrediction
from schema.live_event import MatchEvent
from schema.live_state import MatchState
from schema.prediction import Prediction, PredictionResult
from schema.views import view

if TYPE_CHECKING:
    from schema.match import Match

MatchType = Annotated["Match", strawberry.lazy("schema.match")]


@strawberry.type(
    description=(
        "A part of the change of a live match's probabilities: what one cause adds to each outcome. Parts are"
        " multiples of 2^-40, so that they add up exactly, in any order."
    )
)
class OutcomeMovement:
    cause: UpdateCause = strawberry.field(description="The cause.")
    home: float = strawberry.field(description="Added to the home side's win.")
    draw: float = strawberry.field(description="Added to a draw.")
    away: float = strawberry.field(description="Added to the away side's win.")


@strawberry.type(description="The replay that a match is told again in.")
class Replay:
    run: str = strawberry.field(description="Its name; the match begins anew with each run.")
    speed: float = strawberry.field(description="How many times faster than it was played.")


@strawberry.type(description="One step of a match's stream: how it stands and what is believed of its end.")
class MatchUpdate:
    told: strawberry.Private[LiveUpdate | None]
    row_id: strawberry.Private[int]
    match_id: strawberry.ID = strawberry.field(description="The match's global id.")
    sequence: int = strawberry.field(
        description="Its number within the match, from 1 without gaps; 0 where nothing was told live."
    )
    cause: UpdateCause | None = strawberry.field(
        description="Why there is this update; null where nothing was told live."
    )
    made_at: datetime = strawberry.field(description="When it was made.")
    event: MatchEvent | None = strawberry.field(
        description="What happened; null where time passed or the model changed."
    )
    movements: list[OutcomeMovement] = strawberry.field(
        description="Why the outcome's probabilities moved since the update before, part by part."
    )
    change: OutcomeEffect = strawberry.field(description="The sum of the movements.")
    speed: strawberry.Private[float | None] = None
    pairing: strawberry.Private[MatchRow | None] = None

    @classmethod
    def of(
        cls, update: LiveUpdate, speed: float | None = None, pairing: MatchRow | None = None
    ) -> "MatchUpdate":
        """`speed`: that of the replay, `pairing`: who plays, where the caller knows it."""
        return view(
            cls,
            update,
            told=update,
            row_id=update.match_id,
            match_id=global_id("Match", update.match_id),
            event=update.event and MatchEvent.of(update.event),
            movements=[view(OutcomeMovement, part) for part in update.movements],
            change=view(OutcomeEffect, change_of(update.movements)),
            speed=speed,
            pairing=pairing,
        )

    @classmethod
    def untold(cls, match_id: int, now: datetime) -> "MatchUpdate":
        """A match of which nothing was told live: not begun yet, or played without us."""
        return cls(
            told=None,
            row_id=match_id,
            match_id=global_id("Match", match_id),
            sequence=0,
            cause=None,
            made_at=now,
            event=None,
            movements=[],
            change=view(OutcomeEffect, change_of(())),
        )

    @strawberry.field(description="How the match stands.")
    def state(self, info: Info) -> MatchState:
        told, speed = self.told, self.known_speed()
        if told is not None and speed is not None:
            return MatchState.of(told, speed)
        return self._looked_up_state(info)  # type: ignore[return-value]  # awaited by the executor

    @strawberry.field(description="The replay that it belongs to; null for a match that is really played.")
    async def replay(self, info: Info) -> Replay | None:
        if self.told is None or self.told.run is None:
            return None
        return Replay(run=self.told.run, speed=await self._speed(info))

    @strawberry.field(
        description="What is believed of its end; before the first update, the pre-match prediction."
    )
    def prediction(self, info: Info) -> PredictionResult:
        told = self.told
        if told is None:
            return self._pre_match(info)  # type: ignore[return-value]  # awaited by the executor
        if told.prediction is None:
            return failure(errors.InsufficientData(told.missing))  # type: ignore[return-value]  # in the union
        return Prediction.of(ToldPrediction.of(told.match_id, told.prediction), None, told.match_id)

    @strawberry.field(description="The match.")
    async def match(self, info: Info) -> MatchType:
        from schema.match import Match  # noqa: PLC0415  matches have updates

        row = await self._row(info)
        info.context.services.live.pairings.keep(row)
        return Match.of(row)

    async def _row(self, info: Info) -> MatchRow:
        row = await info.context.loaders.matches.load(self.row_id)
        if row is None:
            raise NotFound("the match of this update is gone")
        return row

    async def _looked_up_state(self, info: Info) -> MatchState:
        if self.told is None:
            return MatchState.untold(await self._row(info))
        return MatchState.of(self.told, await self._speed(info))

    async def _pre_match(self, info: Info) -> PredictionResult:
        """The latest stored prediction, or else one computed as of kickoff or now."""
        row, loaders = await self._row(info), info.context.loaders
        stored = await loaders.pre_match.load(row.id)
        try:
            made = stored or await loaders.predicted(None, None).load(row)
        except FootballError as error:
            return failure(error)  # type: ignore[return-value]  # what predicting raises is in the union
        return Prediction.of(made, row)

    def known_speed(self) -> float | None:
        """How many times faster than played; None for what a replay says between its events."""
        told = self.told
        if told is None or told.run is None:
            return 1.0
        replay = told.event and told.event.replay
        return replay.speed if replay else self.speed

    async def _speed(self, info: Info) -> float:
        known = self.known_speed()
        return known if known is not None else await info.context.loaders.replay_speeds.load(self.row_id)


@strawberry.type(
    description=(
        "Updates that cannot be told one by one: too many were missed, or too long ago. The stream goes on"
        " after the snapshot."
    )
)
class Gap:
    from_: int = strawberry.field(name="from", description="The first sequence that is left out.")
    to: int = strawberry.field(description="The last one: that of the snapshot.")
    snapshot: MatchUpdate = strawberry.field(description="How the match stands.")


MatchPredictionMessage = Annotated[
    MatchUpdate | Gap,
    strawberry.union(
        "MatchPredictionMessage", description="The next update of a match, or what is left out before it."
    ),
]


@strawberry.type(description="How all live matches stand.")
class LiveMatchesSnapshot:
    sequence: int = strawberry.field(
        description="The stream goes on after this number; give it as `after` to come back."
    )
    matches: list[MatchUpdate] = strawberry.field(description="The latest update of each live match.")


@strawberry.type(description="The next update of any of the live matches.")
class LiveMatchUpdate:
    sequence: int = strawberry.field(
        description="Its number among the updates of all matches that are followed, without gaps."
    )
    update: MatchUpdate = strawberry.field(description="The update.")


@strawberry.type(
    description=(
        "Updates that cannot be told one by one: too many were missed, or too long ago. The stream goes on"
        " after the snapshot."
    )
)
class LiveMatchesGap:
    from_: int = strawberry.field(name="from", description="The first sequence that is left out.")
    to: int = strawberry.field(description="The last one: that of the snapshot.")
    snapshot: LiveMatchesSnapshot = strawberry.field(description="How all live matches stand.")


LiveMatchesMessage = Annotated[
    LiveMatchesSnapshot | LiveMatchUpdate | LiveMatchesGap,
    strawberry.union(
        "LiveMatchesMessage",
        description="How the live matches stand, the next update, or what is left out before it.",
    ),
]
