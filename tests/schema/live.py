"""The schema on matches that are about to kick off, and feeds that tell of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from app.clock import system_clock
from app.config import Settings
from app.db import models
from app.football.inplay.events import MatchEvent
from app.football.match import MatchStatus
from app.live.incoming import Applied, Incoming
from app.live.reruns import Reruns
from app.live.updates import LiveUpdate
from app.services import open_services
from schema.context import Context
from tests.askers import asker
from tests.live.playing import KICKOFF, MODELS, Clock, Feed
from tests.live_matches import scheduled
from tests.schema.conftest import PATIENCE_S, SCHEMA, Api

Message = dict[str, Any]
AT_ONCE = 2
"""Matches that may be told again at once."""


@dataclass
class Playing:
    """A match and the feed that tells of it."""

    api: "LiveApi"
    id: str
    feed: Feed

    async def tell(self, kind: str, minute: int = 0, **changes: Any) -> LiveUpdate:
        """Something happens now: the update that it causes."""
        return (await self.api.process([self.feed.tell(kind, minute, **changes)]))[0]


@dataclass(frozen=True)
class LiveApi(Api):
    """Runs operations; `waiting` are matches that kick off where the clock stands, in three competitions."""

    clock: Clock
    waiting: list[str]

    def match(self) -> Playing:
        """One that no test has taken yet."""
        taken = self.waiting.pop(0)
        return Playing(self, taken, Feed(taken, self.clock, prefix=f"m{len(self.waiting)}"))

    async def finished(self) -> models.Match:
        """A match that was played without us."""
        found = await models.Match.filter(status=MatchStatus.FINISHED, source="test").order_by("-id").first()
        assert found is not None
        return found

    async def process(self, events: list[MatchEvent]) -> list[LiveUpdate]:
        outcomes = await self.services.live.processor.process([Incoming(event) for event in events])
        assert all(isinstance(one, Applied) for one in outcomes), outcomes
        return [one.update for one in outcomes if isinstance(one, Applied)]

    def at_full_speed(self) -> "LiveApi":
        """The same where time passes."""
        live = replace(self.services.live, reruns=Reruns(self.services.live.predictor, system_clock, AT_ONCE))
        return replace(self, services=replace(self.services, live=live))

    @asynccontextmanager
    async def follow(self, query: str, **variables: Any) -> AsyncIterator["Followed"]:
        stream: Any = await SCHEMA.subscribe(
            query, variables, context_value=Context(self.services, asker("request-1"))
        )
        async with asyncio.timeout(PATIENCE_S), aclosing(stream):
            yield Followed(stream)


class Followed:
    """A running subscription with one field."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def next(self) -> Message:
        """What is told next."""
        result = await anext(self._stream)
        assert result.errors is None, result.errors
        message: Message = next(iter(result.data.values()))
        return message

    async def error(self) -> tuple[str, str]:
        """Code and message of what ends it."""
        result = await anext(self._stream)
        return result.errors[0].extensions["code"], result.errors[0].message

    async def rest(self) -> list[Message]:
        """Everything until it completes."""
        return [next(iter(result.data.values())) async for result in self._stream]


@asynccontextmanager
async def live_api(url: str, home: Path, count: int = 24) -> AsyncIterator[LiveApi]:
    """Opened on an empty database of its own; nothing but the feed works in the background."""
    matches = await scheduled(url, count, KICKOFF)
    clock = Clock(KICKOFF)
    settings = Settings(
        database_url=SecretStr(url),
        database_pool_size=1,
        database_timeout_s=PATIENCE_S,
        home=home,
        models_dir=MODELS,
        data_url=home.as_uri(),
    )
    async with open_services(settings, clock) as services:
        yield LiveApi(services, clock, matches)
