"""What happens in a match."""

from datetime import datetime

import strawberry

from app.football.inplay import events as domain
from app.football.inplay.chronicle import Entry
from app.football.inplay.events import EventKind, Happening, Side
from schema.score import Score
from schema.views import view


@strawberry.interface(description="What happened in a match, and when on the match's clock.")
class MatchHappening:
    kind: EventKind = strawberry.field(description="What happened.")
    minute: int = strawberry.field(
        description="The minute as it is shown: 1 to 45, then 46 to 90; 0 for the kick-off."
    )
    added: int = strawberry.field(description="Minutes beyond 45 or 90: the 2 of 45+2.")
    side: Side | None = strawberry.field(
        description="The player's side; null where it concerns both. An own goal counts for the other side."
    )
    player: str | None = strawberry.field(description="The player's name, where the source told it.")
    announced: int | None = strawberry.field(
        description="Minutes of added time on the board; of ADDED_TIME only."
    )

    @strawberry.field(description="The minute as people write it: 67, 45+2.")
    def time(self) -> str:
        return f"{self.minute}+{self.added}" if self.added else str(self.minute)


@strawberry.type(description="What a correction puts in the place of the event that it corrects.")
class MatchEventReplacement(MatchHappening):
    @classmethod
    def of(cls, happening: Happening) -> "MatchEventReplacement":
        return view(cls, happening)


@strawberry.type(description="An event of a match, as a source told it; never changed, only taken back.")
class MatchEvent(MatchHappening):
    event_id: str = strawberry.field(
        description="The source's id of it, by which a cancellation or a correction names it as its target."
    )
    source: str = strawberry.field(description="Who told it.")
    sequence: int = strawberry.field(description="The source's number of it within the match, from 1.")
    occurred_at: datetime = strawberry.field(
        description="When it happened; in a replay, when it was told again."
    )
    target: str | None = strawberry.field(
        description="The eventId of what it takes back; of VAR_CANCELLATION and CORRECTION only."
    )
    replacement: MatchEventReplacement | None = strawberry.field(
        description="What happened instead, of CORRECTION only; null where nothing did."
    )

    @classmethod
    def of(cls, event: domain.MatchEvent) -> "MatchEvent":
        happening, replacement = event.happening, event.replacement
        return cls(
            kind=happening.kind,
            minute=happening.minute,
            added=happening.added,
            side=happening.side,
            player=happening.player,
            announced=happening.announced,
            event_id=event.id,
            source=event.source,
            sequence=event.sequence,
            occurred_at=event.occurred_at,
            target=event.target,
            replacement=None if replacement is None else MatchEventReplacement.of(replacement),
        )


@strawberry.type(description="What stands of a match's events: as corrected, in the order of its clock.")
class TimelineEntry(MatchHappening):
    event_id: str = strawberry.field(description="The event that told it.")
    score: Score = strawberry.field(description="The score after it.")

    @classmethod
    def of(cls, entry: Entry) -> "TimelineEntry":
        return view(cls, entry.happening, event_id=entry.event.id, score=view(Score, entry.score))
