"""Following live matches: a snapshot first, then every update, with no gap that is not told."""

from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import aclosing
from typing import Annotated

import strawberry

from app.db.matches import MatchRow
from app.errors import NotFound, ValidationFailed
from app.football.match import MatchStatus
from app.http.shared import Shared
from app.live.told import Gap as GapTold
from app.live.told import Snapshot, Told
from app.live.updates import LiveUpdate
from schema.competition import named
from schema.context import Context, Info
from schema.ids import global_id
from schema.live_choice import played_match, told_match
from schema.live_update import (
    Gap,
    LiveMatchesGap,
    LiveMatchesMessage,
    LiveMatchesSnapshot,
    LiveMatchUpdate,
    MatchPredictionMessage,
    MatchUpdate,
)

SLOWEST, FASTEST = 1, 3600
AHEAD = frozenset({MatchStatus.SCHEDULED, MatchStatus.LIVE, MatchStatus.POSTPONED})


@strawberry.input(description="How a finished match is told again, for this subscriber alone.")
class MatchReplay:
    speed: float = strawberry.field(
        default=60, description="How many times faster than it was played, from 1 to 3600."
    )


@strawberry.type
class LiveSubscriptions:
    @strawberry.subscription(
        description=(
            "A match: how it stands, then every update; completes when the match ends. One that has not begun"
            " is told with sequence 0 and its pre-match prediction until it does; one that has ended is told"
            " once. With `after` there is no snapshot: what was missed comes first, or a Gap."
        )
    )
    async def match_prediction(
        self,
        info: Info,
        match_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description=(
                    "The match's global id. Unless it is given, the match that was told of last, or with"
                    " `replay` the last one that was played."
                )
            ),
        ] = None,
        after: Annotated[
            int | None, strawberry.argument(description="The sequence of the last update that is known.")
        ] = None,
        replay: Annotated[
            MatchReplay | None,
            strawberry.argument(
                description="Tell a finished match again from its kick-off, whatever `after` is."
            ),
        ] = None,
    ) -> AsyncIterable[MatchPredictionMessage]:
        chosen = told_match if replay is None else played_match
        row = await _match(info, await chosen(match_id))
        if replay is not None:
            return _again(info.context, row, _speed(replay.speed))
        live = info.context.services.live
        if row.status not in AHEAD and not await info.context.loaders.latest_updates.load(row.id):
            return _once(MatchUpdate.untold(row.id, info.context.now))
        return Shared(live.feed.match(row.id, _position(after)), _match_view(info.context, row.id))

    @strawberry.subscription(
        description=(
            "All live matches, or those of one competition: how they stand, then every update of any of them."
            " With `after` there is no snapshot: what was missed comes first, or a gap. Never completes."
        )
    )
    async def live_matches(
        self,
        info: Info,
        competition: Annotated[
            str | None, strawberry.argument(description="Only matches of this one, given by its code.")
        ] = None,
        after: Annotated[
            int | None, strawberry.argument(description="The sequence of the last message that is known.")
        ] = None,
    ) -> AsyncIterable[LiveMatchesMessage]:
        code = None if competition is None else (await named(competition)).code
        live = info.context.services.live
        return Shared(live.feed.competition(code, _position(after)), _matches_view(info.context))


async def _match(info: Info, match_id: int) -> MatchRow:
    row = await info.context.loaders.matches.load(match_id)
    if row is None:
        raise NotFound(f"there is no match {global_id('Match', match_id)}; the query `matches` finds matches")
    return row


def _match_view(context: Context, match_id: int) -> Callable[[Told], MatchPredictionMessage]:
    """What is shown of a match's stream."""

    def snapshot(told: Snapshot) -> MatchUpdate:
        if not told.updates:
            return MatchUpdate.untold(match_id, context.now)
        return _shown(context, told.updates[0])

    def shown(told: Told) -> MatchPredictionMessage:
        context.renew()
        match told:
            case Snapshot():
                return snapshot(told)
            case GapTold():
                return Gap(from_=told.from_, to=told.to, snapshot=snapshot(told.snapshot))
            case _:
                return _shown(context, told.update)

    return shown


def _matches_view(context: Context) -> Callable[[Told], LiveMatchesMessage]:
    """What is shown of the stream of many matches."""

    def snapshot(told: Snapshot) -> LiveMatchesSnapshot:
        return LiveMatchesSnapshot(
            sequence=told.position, matches=[_shown(context, update) for update in told.updates]
        )

    def shown(told: Told) -> LiveMatchesMessage:
        context.renew()
        match told:
            case Snapshot():
                return snapshot(told)
            case GapTold():
                return LiveMatchesGap(from_=told.from_, to=told.to, snapshot=snapshot(told.snapshot))
            case _:
                return LiveMatchUpdate(sequence=told.position, update=_shown(context, told.update))

    return shown


def _shown(context: Context, update: LiveUpdate) -> MatchUpdate:
    return MatchUpdate.of(update, pairing=context.services.live.pairings.get(update.match_id))


async def _once(update: MatchUpdate) -> AsyncGenerator[MatchPredictionMessage, None]:
    yield update


async def _again(
    context: Context, row: MatchRow, speed: float
) -> AsyncGenerator[MatchPredictionMessage, None]:
    """A finished match, told again."""
    async with aclosing(context.services.live.reruns.tell(row.id, speed)) as updates:
        async for update in updates:
            context.renew()
            yield MatchUpdate.of(update, speed)


def _speed(speed: float) -> float:
    if not SLOWEST <= speed <= FASTEST:
        raise ValidationFailed("speed", f"must be from {SLOWEST} to {FASTEST}, not {speed}")
    return speed


def _position(after: int | None) -> int | None:
    if after is not None and after < 0:
        raise ValidationFailed("after", f"must be a sequence that was told, not {after}")
    return after
