"""How a live match stands."""

from datetime import datetime

import strawberry

from app.db.matches import MatchRow
from app.football.inplay import state as domain
from app.football.inplay.clock import RUNNING, clock_at
from app.football.inplay.shown import shown
from app.football.inplay.state import MatchPhase
from app.football.match import MatchStatus
from app.live.updates import LiveUpdate
from schema.score import Score, score_of
from schema.views import view

MAX_INT = 2**31 - 1
"""GraphQL's integers end here; what sources skip does not."""

_PHASES = {MatchStatus.FINISHED: MatchPhase.FULL_TIME, MatchStatus.ABANDONED: MatchPhase.ABANDONED}


@strawberry.type(description="What stands for one side of a match.")
class SideState:
    yellow_cards: int = strawberry.field(description="Players cautioned once.")
    red_cards: int = strawberry.field(description="Players sent off, by a red or by a second yellow card.")
    substitutions: int = strawberry.field(description="Substitutions made.")
    penalties_missed: int = strawberry.field(description="Penalties not scored.")


@strawberry.type(description="The match's clock when the update was made.")
class MatchClock:
    minute: int = strawberry.field(description="The minute as it is shown: 1 to 45, then 46 to 90.")
    added: int = strawberry.field(description="Minutes beyond 45 or 90: the 2 of 45+2.")
    running: bool = strawberry.field(description="Whether a half is being played.")
    period_started_at: datetime | None = strawberry.field(
        description=(
            "When the half that is played began: from here a client lets the clock run on between updates"
            " (in a replay, `speed` times faster); null before kick-off and where no half is played."
        )
    )

    @strawberry.field(description="The clock as people write it: 67, 45+2.")
    def time(self) -> str:
        return f"{self.minute}+{self.added}" if self.added else str(self.minute)

    @classmethod
    def of(cls, state: domain.MatchState, at: datetime, speed: float) -> "MatchClock":
        minute, added = shown(clock_at(state, at, speed))
        running = state.phase in RUNNING
        return cls(
            minute=minute,
            added=added,
            running=running,
            period_started_at=state.period_started_at if running else None,
        )


@strawberry.type(
    description="How a match stands by the events known so far, whatever the order they came in."
)
class MatchState:
    phase: MatchPhase = strawberry.field(description="How far the match has come.")
    clock: MatchClock = strawberry.field(description="The match's clock.")
    score: Score = strawberry.field(description="The score.")
    half_time: Score | None = strawberry.field(description="The score at half time; null before.")
    home: SideState = strawberry.field(description="What stands for the home side.")
    away: SideState = strawberry.field(description="What stands for the away side.")
    announced_added_time: int | None = strawberry.field(
        description="Minutes of added time announced for the half; null before they are."
    )
    events: int = strawberry.field(description="How many events are known.")
    missing_events: int = strawberry.field(
        description="How many more there are by the numbers of the sources: these have not arrived yet."
    )

    @classmethod
    def of(cls, update: LiveUpdate, speed: float) -> "MatchState":
        state = update.state
        first = state.phase in (MatchPhase.FIRST_HALF, MatchPhase.HALF_TIME)
        return cls(
            phase=state.phase,
            clock=MatchClock.of(state, update.made_at, speed),
            score=view(Score, state.score),
            half_time=score_of(state.half_time),
            home=view(SideState, state.home),
            away=view(SideState, state.away),
            announced_added_time=state.announced_first if first else state.announced_second,
            events=state.events,
            missing_events=min(state.missing, MAX_INT),
        )

    @classmethod
    def untold(cls, row: MatchRow) -> "MatchState":
        """Of a match of which nothing was told live: as its row has it."""
        phase = _PHASES.get(row.status, MatchPhase.NOT_STARTED)
        minute = 90 if phase is MatchPhase.FULL_TIME else 0
        return cls(
            phase=phase,
            clock=MatchClock(minute=minute, added=0, running=False, period_started_at=None),
            score=view(Score, row.score or domain.NO_GOALS),
            half_time=score_of(row.half_time),
            home=view(SideState, domain.UNTOUCHED),
            away=view(SideState, domain.UNTOUCHED),
            announced_added_time=None,
            events=0,
            missing_events=0,
        )
