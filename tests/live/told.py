"""Updates of invented matches, and a database's reads of them, without a database."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from app.errors import Unavailable
from app.football.inplay.state import MatchPhase, MatchState
from app.live.updates import LiveUpdate, UpdateCause

AT = datetime(2024, 8, 17, 15, tzinfo=UTC)


def update(
    sequence: int,
    *,
    match_id: int = 1,
    position: int | None = None,
    competition: str = "E0",
    competition_position: int | None = None,
    run: str | None = None,
    phase: MatchPhase = MatchPhase.FIRST_HALF,
) -> LiveUpdate:
    position = sequence if position is None else position
    return LiveUpdate(
        match_id=match_id,
        competition=competition,
        sequence=sequence,
        position=position,
        competition_position=position if competition_position is None else competition_position,
        run=run,
        cause=UpdateCause.CLOCK,
        event=None,
        state=MatchState(phase),
        made_at=AT,
        prediction=None,
    )


class Log:
    """What is committed. `kept_from` is the first position still stored; `away` that nobody answers; `slow`
    how many turns of the event loop a read takes before and after it sees what is committed."""

    def __init__(self) -> None:
        self.updates: list[LiveUpdate] = []
        self.kept_from = 0
        self.away = False
        self.slow = 0
        self.statements = 0

    def append(self, match_id: int = 1, competition: str = "E0", **facts: object) -> LiveUpdate:
        of_match = sum(one.match_id == match_id for one in self.updates)
        of_competition = sum(one.competition == competition for one in self.updates)
        new = update(
            of_match + 1,
            match_id=match_id,
            position=len(self.updates) + 1,
            competition=competition,
            competition_position=of_competition + 1,
            **facts,  # type: ignore[arg-type]
        )
        self.updates.append(new)
        return new

    async def latest(self, match_ids: Collection[int]) -> Mapping[int, LiveUpdate]:
        return {one.match_id: one for one in await self._all() if one.match_id in match_ids}

    async def after(self, match_id: int, sequence: int, limit: int) -> list[LiveUpdate]:
        return [o for o in await self._stored() if o.match_id == match_id and o.sequence > sequence][:limit]

    async def since(self, position: int, limit: int) -> list[LiveUpdate]:
        return [one for one in await self._stored() if one.position > position][:limit]

    async def of_competition_since(self, competition: str, position: int, limit: int) -> list[LiveUpdate]:
        own = [one for one in await self._stored() if one.competition == competition]
        return [one for one in own if one.competition_position > position][:limit]

    async def running(self, competition: str | None) -> list[int]:
        last = {one.match_id: one for one in await self._all() if competition in (None, one.competition)}
        return [match_id for match_id, one in last.items() if not one.state.phase.over]

    async def position(self, competition: str | None) -> int:
        return sum(competition in (None, one.competition) for one in await self._all())

    async def _all(self) -> list[LiveUpdate]:
        self.statements += 1
        await turns(self.slow)
        if self.away:
            raise Unavailable("PostgreSQL does not answer")
        seen = list(self.updates)
        await turns(self.slow)
        return seen

    async def _stored(self) -> list[LiveUpdate]:
        kept_from = self.kept_from
        return [one for one in await self._all() if one.position >= kept_from]


async def turns(number: int) -> None:
    """Let others run."""
    for _ in range(number):
        await asyncio.sleep(0)
