"""A processor on the open database, and feeds that tell it of invented matches."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from app.db.connection import connection, open_database
from app.football.inplay.events import MatchEvent
from app.ids import global_id, row_id
from app.live.incoming import Applied, Incoming, Origin, Outcome
from app.live.predictor import InPlayPredictor
from app.live.processor import LiveProcessor
from app.live.topics import MATCH_EVENTS
from app.live.updates import LiveUpdate
from app.live.wire import decode_event
from app.prediction.features import FeatureService
from app.prediction.predictor import Predictor
from app.prediction.registry import ModelRegistry

MODELS = Path(__file__).parents[2] / "models_onnx"
MATCHES = 3
KICKOFF = datetime(2024, 8, 17, 14, tzinfo=UTC)


@dataclass
class Clock:
    """Stands still until it is told to go on."""

    now: datetime = KICKOFF

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@dataclass
class Feed:
    """One source's telling of one match: `tell` makes the next event, at the clock's instant."""

    match: str
    clock: Clock
    source: str = "feed"
    prefix: str = "e"
    replay: dict[str, Any] | None = None
    number: int = 0

    @classmethod
    def of(cls, match_id: int, clock: Clock) -> "Feed":
        return cls(global_id("Match", match_id), clock)

    def tell(self, kind: str, minute: int = 0, **changes: Any) -> MatchEvent:
        self.number += 1
        body = {
            "version": 1,
            "id": f"{self.prefix}.{self.number}",
            "match": self.match,
            "source": self.source,
            "sequence": self.number,
            "kind": kind,
            "minute": minute,
            "occurredAt": self.clock().isoformat().replace("+00:00", "Z"),
        }
        if self.replay is not None:
            body["replay"] = self.replay
        return decode_event(orjson.dumps(body | changes), None)


@dataclass
class World:
    """What tests of the live path share; `told` is what a feed in this process heard of."""

    url: str
    clock: Clock
    models: ModelRegistry
    predictor: InPlayPredictor
    processor: LiveProcessor
    matches: Sequence[str]
    told: list[LiveUpdate] = field(default_factory=list)
    offset: int = 0

    def feed(self, place: int = 0, **changes: Any) -> Feed:
        return Feed(self.matches[place], self.clock, **changes)

    def id(self, place: int = 0) -> int:
        return row_id("Match", self.matches[place])

    async def match_row(self, place: int = 0) -> dict[str, Any]:
        """Every column of the match."""
        rows = await connection().execute_query_dict("SELECT * FROM match WHERE id = $1", [self.id(place)])
        return dict(rows[0])

    def another(self) -> LiveProcessor:
        """As another process has it: nothing in memory, nobody told."""
        return LiveProcessor(self.predictor, self.clock)

    def without_model(self) -> LiveProcessor:
        """As a process has it whose folder of models is empty."""
        models = ModelRegistry(Path("nowhere"), "match", self.clock)
        predictor = Predictor(models, FeatureService(self.clock), self.clock)
        return LiveProcessor(InPlayPredictor(models, predictor, self.clock), self.clock)

    async def process(self, *events: MatchEvent) -> list[Outcome]:
        return await self.processor.process([self.incoming(one) for one in events])

    async def applied(self, *events: MatchEvent) -> list[LiveUpdate]:
        outcomes = await self.process(*events)
        assert all(isinstance(one, Applied) for one in outcomes), outcomes
        return [one.update for one in outcomes if isinstance(one, Applied)]

    def incoming(self, event: MatchEvent) -> Incoming:
        self.offset += 1
        return Incoming(event, None, Origin(MATCH_EVENTS, 0, self.offset, None, event.id.encode()))


@asynccontextmanager
async def playing(
    url: str, matches: Sequence[str], kickoff: datetime = KICKOFF, models: Path = MODELS
) -> AsyncIterator[World]:
    """Matches are about to kick off, their teams' strengths known; the clock stands at kickoff."""
    clock = Clock(kickoff)
    async with open_database(url), ModelRegistry(models, "match", clock) as registry:
        predictor = InPlayPredictor(registry, Predictor(registry, FeatureService(clock), clock), clock)
        told: list[LiveUpdate] = []
        processor = LiveProcessor(predictor, clock, told.extend)
        yield World(url, clock, registry, predictor, processor, matches, told)
